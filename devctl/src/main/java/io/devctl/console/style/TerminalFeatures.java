package io.devctl.console.style;

import java.nio.charset.Charset;
import java.util.Map;

/**
 * What the place that text is written to can show.
 *
 * @param colour whether escape codes for colours are understood and wanted
 * @param unicode whether symbols beyond ASCII can be written
 * @param width columns of a line; narrower than {@link #NARROWEST} counts as that; {@link #UNLIMITED} where lines need not fit anything
 */
public record TerminalFeatures(boolean colour, boolean unicode, int width) {
    /** The width of a file or a pipe: whatever reads it can cope with long lines. */
    public static final int UNLIMITED = 100_000;

    /** Nothing can be laid out in less. */
    public static final int NARROWEST = 10;

    private static final int USUAL_WIDTH = 80;
    private static final String SYMBOLS = "✓✗•…·";

    public TerminalFeatures {
        width = Math.max(NARROWEST, Math.min(width, UNLIMITED));
    }

    /**
     * Decides from what a process knows about its output. Colour needs a terminal that is not dumb, no {@code NO_COLOR}
     * and no {@code --no-color}; symbols need a charset that has them; the width is {@code COLUMNS}, or 80 on a terminal
     * that does not say.
     *
     * @param environment the process's environment variables
     * @param terminal whether the output is a terminal
     * @param noColour whether the user asked for no colour on the command line
     * @param charset the charset that the output is written in
     */
    public static TerminalFeatures of(
            Map<String, String> environment, boolean terminal, boolean noColour, Charset charset) {
        String term = environment.getOrDefault("TERM", "");
        boolean capable = terminal && !term.isEmpty() && !term.equals("dumb");
        boolean refused = noColour || !environment.getOrDefault("NO_COLOR", "").isEmpty();
        boolean unicode = charset.canEncode() && charset.newEncoder().canEncode(SYMBOLS);
        int width = terminal ? columns(environment) : UNLIMITED;
        return new TerminalFeatures(capable && !refused, unicode, width);
    }

    /** The same place with lines of another width. */
    public TerminalFeatures withWidth(int columns) {
        return new TerminalFeatures(colour, unicode, columns);
    }

    private static int columns(Map<String, String> environment) {
        try {
            int columns = Integer.parseInt(environment.getOrDefault("COLUMNS", ""));
            return columns > 0 ? columns : USUAL_WIDTH;
        } catch (NumberFormatException ignored) { // not set by most shells, and nothing depends on it
            return USUAL_WIDTH;
        }
    }
}
