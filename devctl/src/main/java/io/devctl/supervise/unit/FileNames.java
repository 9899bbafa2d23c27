package io.devctl.supervise.unit;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/** Unit names as file names, and back. */
public final class FileNames {
    private FileNames() {}

    /** The name with everything but ASCII letters, digits, {@code _} and inner {@code -} and {@code .} as %XX. */
    public static String encode(String name) {
        StringBuilder out = new StringBuilder();
        for (byte b : name.getBytes(StandardCharsets.UTF_8)) {
            char c = (char) (b & 0xff);
            boolean plain = c < 128 && (Character.isLetterOrDigit(c) || c == '_');
            if (plain || ((c == '-' || c == '.') && out.length() > 0)) {
                out.append(c);
            } else {
                out.append('%').append(String.format(Locale.ROOT, "%02X", (int) c));
            }
        }
        return out.toString();
    }

    /** The name that was encoded. */
    public static String decode(String file) {
        try {
            return URLDecoder.decode(file, StandardCharsets.UTF_8);
        } catch (IllegalArgumentException notOurs) {
            return file;
        }
    }
}
