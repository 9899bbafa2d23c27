package io.devctl.migrate.script;

import io.devctl.model.DevctlException;
import io.devctl.model.ExitCode;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CoderResult;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * The text of a script and what it is called in messages. Offsets are in chars of {@link #text()}, a byte order mark
 * not counted.
 *
 * @param name the file as the user would type it
 */
public record SourceText(String name, String text) {

    /** A place in the text, both from 1; the column counts characters, not bytes or UTF-16 units. */
    public record Place(int line, int column) {}

    /** Text of a file's bytes. BAD_MIGRATION with the line where they are not UTF-8 or hold a zero byte. */
    public static SourceText decode(String name, byte[] bytes) {
        if (isUtf16(bytes)) {
            throw notText(new SourceText(name, ""), 0, "is UTF-16, not UTF-8", null);
        }
        int start = hasByteOrderMark(bytes) ? 3 : 0;
        ByteBuffer in = ByteBuffer.wrap(bytes, start, bytes.length - start);
        CharBuffer out = CharBuffer.allocate(bytes.length - start);
        CoderResult result = StandardCharsets.UTF_8
                .newDecoder()
                .onMalformedInput(CodingErrorAction.REPORT)
                .onUnmappableCharacter(CodingErrorAction.REPORT)
                .decode(in, out, true);
        String text = out.flip().toString();
        SourceText source = new SourceText(name, text);
        if (result.isError()) {
            throw notText(source, text.length(), "is not UTF-8", encodingCause(result));
        }
        int zero = text.indexOf('\0');
        if (zero >= 0) {
            throw notText(source, zero, "contains a zero byte, which Postgres cannot take", null);
        }
        return source;
    }

    /** By its mark or, for one of ASCII letters, by every other byte being zero. */
    private static boolean isUtf16(byte[] bytes) {
        if (bytes.length < 2 || bytes.length % 2 != 0) {
            return false;
        }
        boolean big = bytes[0] == (byte) 0xFE && bytes[1] == (byte) 0xFF;
        boolean little = bytes[0] == (byte) 0xFF && bytes[1] == (byte) 0xFE;
        return big || little || (bytes[0] == 0) != (bytes[1] == 0);
    }

    private static boolean hasByteOrderMark(byte[] bytes) {
        return bytes.length >= 3 && bytes[0] == (byte) 0xEF && bytes[1] == (byte) 0xBB && bytes[2] == (byte) 0xBF;
    }

    private static @Nullable CharacterCodingException encodingCause(CoderResult result) {
        try {
            result.throwException();
            return null;
        } catch (CharacterCodingException e) {
            return e;
        }
    }

    private static DevctlException notText(SourceText source, int offset, String what, @Nullable Throwable cause) {
        Place place = source.place(offset);
        return new DevctlException(
                ExitCode.BAD_MIGRATION,
                "migration " + what + ": '" + source.name + "' (" + source.name + ":" + place.line() + ":"
                        + place.column() + ")",
                "save the file as UTF-8",
                cause);
    }

    /** The text up to an offset, under the same name: places in it are places in this one. */
    SourceText until(int end) {
        return new SourceText(name, text.substring(0, end));
    }

    /** Where an offset is. An offset behind the end is the end. */
    public Place place(int offset) {
        int end = Math.min(offset, text.length());
        int line = 1;
        int start = 0;
        for (int at = text.indexOf('\n'); at >= 0 && at < end; at = text.indexOf('\n', at + 1)) {
            line++;
            start = at + 1;
        }
        return new Place(line, text.codePointCount(start, end) + 1);
    }

    /** The offset of a line's first character; the end of the text when there are not so many lines. */
    public int lineStart(int line) {
        int start = 0;
        for (int n = 1; n < line; n++) {
            int next = text.indexOf('\n', start);
            if (next < 0) {
                return text.length();
            }
            start = next + 1;
        }
        return start;
    }

    /** A line without its end. */
    public String line(int line) {
        int start = lineStart(line);
        int end = text.indexOf('\n', start);
        String found = text.substring(start, end < 0 ? text.length() : end);
        return found.endsWith("\r") ? found.substring(0, found.length() - 1) : found;
    }

    /** A failure at a place of this text: {@code WHAT: 'value' (file:line:column)}. */
    DevctlException bad(String what, String value, int offset, @Nullable String hint) {
        Place place = place(offset);
        String where = name + ":" + place.line() + ":" + place.column();
        return new DevctlException(ExitCode.BAD_MIGRATION, what + ": '" + value + "' (" + where + ")", hint);
    }
}
