package io.devctl.postgres;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Optional;

/**
 * What a server writes into its data directory about itself.
 *
 * @param directory the data directory as the server was told it
 * @param since when it started, in seconds since 1970
 * @param ready whether it accepts connections
 */
record PostmasterPid(long pid, String directory, long since, int port, boolean ready) {
    private static final String NAME = "postmaster.pid";
    /** Higher than the highest pid of any system. */
    private static final String NOBODY = "99999999";

    /** Reads it; empty when there is none or only the beginning of one. */
    static Optional<PostmasterPid> read(Path data) {
        try {
            List<String> lines = Files.readAllLines(data.resolve(NAME), StandardCharsets.UTF_8);
            long pid = Long.parseLong(lines.get(0).strip());
            String directory = lines.size() > 1 ? lines.get(1) : "";
            long since = lines.size() > 2 ? Long.parseLong(lines.get(2).strip()) : 0;
            int port = lines.size() > 3 ? Integer.parseInt(lines.get(3).strip()) : 0;
            boolean ready = lines.size() > 7 && lines.get(7).strip().equals("ready");
            return Optional.of(new PostmasterPid(pid, directory, since, port, ready));
        } catch (IOException | NumberFormatException | IndexOutOfBoundsException e) {
            return Optional.empty();
        }
    }

    /**
     * Makes a file whose pid now belongs to another program harmless. The file is not deleted: Postgres itself removes it,
     * after it has checked with the rest of its content that no process of the old server is left.
     */
    static void disown(Path data) throws IOException {
        Path file = data.resolve(NAME);
        String text = Files.readString(file, StandardCharsets.ISO_8859_1);
        int end = text.indexOf('\n');
        Files.writeString(
                file,
                NOBODY + (end < 0 ? "\n" : text.substring(end)),
                StandardCharsets.ISO_8859_1,
                StandardOpenOption.TRUNCATE_EXISTING);
    }
}
