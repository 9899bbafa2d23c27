package io.devctl.config.yaml;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** Reads text files as UTF-8, with or without a byte order mark. */
public final class TextFile {
    private TextFile() {}

    /**
     * The file's text without a byte order mark; null, with a problem recorded, when it cannot be read.
     *
     * @param shown how messages name the file
     */
    public static @Nullable String read(Path file, String shown, Problems problems) {
        if (Files.isDirectory(file)) {
            problems.add("a folder, not a file", file.toString(), Place.of(shown), "move the folder away");
            return null;
        }
        try {
            return decode(Files.readAllBytes(file), shown, problems);
        } catch (NoSuchFileException missing) {
            problems.add("no such file", file.toString(), Place.of(shown), null);
        } catch (AccessDeniedException denied) {
            problems.add("cannot read", file.toString(), Place.of(shown), "chmod u+r '" + file + "'");
        } catch (IOException failed) {
            problems.add("cannot read (" + failed.getMessage() + ")", file.toString(), Place.of(shown), null);
        }
        return null;
    }

    private static @Nullable String decode(byte[] bytes, String shown, Problems problems) {
        ByteBuffer in = ByteBuffer.wrap(bytes);
        CharBuffer out = CharBuffer.allocate(bytes.length);
        CharsetDecoder decoder = StandardCharsets.UTF_8.newDecoder();
        CoderResult result = decoder.decode(in, out, true);
        String text = out.flip().toString();
        if (result.isError()) {
            int bad = bytes[in.position()] & 0xff;
            String value = "0x" + Character.forDigit(bad >> 4, 16) + Character.forDigit(bad & 15, 16);
            problems.add("not UTF-8", value, end(text, shown), "save " + shown + " as UTF-8");
            return null;
        }
        return text.startsWith("\uFEFF") ? text.substring(1) : text;
    }

    /** The place just after a text. */
    static Place end(String text, String shown) {
        int line = 1;
        int start = 0;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '\n' || (c == '\r' && (i + 1 == text.length() || text.charAt(i + 1) != '\n'))) {
                line++;
                start = i + 1;
            }
        }
        return new Place(shown, line, text.codePointCount(start, text.length()) + 1);
    }
}
