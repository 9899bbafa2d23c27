package io.devctl.config.yaml;

/**
 * A position in a file.
 *
 * @param file how messages name the file
 * @param line from 1; 0 means the file as a whole
 * @param column from 1, in characters as an editor counts them; 0 means the line as a whole
 */
public record Place(String file, int line, int column) {
    /** A file as a whole. */
    public static Place of(String file) {
        return new Place(file, 0, 0);
    }

    /** {@code services.yaml:3:5}, without the parts that are 0. */
    @Override
    public String toString() {
        if (line == 0) {
            return file;
        }
        return column == 0 ? file + ":" + line : file + ":" + line + ":" + column;
    }
}
