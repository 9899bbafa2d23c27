package io.devctl.migrate.python;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.IllegalCharsetNameException;
import java.nio.charset.StandardCharsets;
import java.nio.charset.UnsupportedCharsetException;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Python source of a file's bytes. */
public final class PythonText {
    /** The declaration of PEP 263, valid in the first two lines. */
    private static final Pattern CODING = Pattern.compile("^[ \\t\\f]*#.*?coding[:=][ \\t]*([-_.a-zA-Z0-9]+)");

    private PythonText() {}

    /** The logical lines of a file, and its comments. */
    public static PythonFile file(byte[] bytes) throws NotPython {
        Lexer lexer = new Lexer(decode(bytes));
        return new PythonFile(lexer.lines(), lexer.comments());
    }

    /** The logical lines of a file, empty ones and comments left out. */
    public static List<Line> read(byte[] bytes) throws NotPython {
        return new Lexer(decode(bytes)).lines();
    }

    private static String decode(byte[] bytes) throws NotPython {
        boolean marked =
                bytes.length >= 3 && bytes[0] == (byte) 0xEF && bytes[1] == (byte) 0xBB && bytes[2] == (byte) 0xBF;
        int start = marked ? 3 : 0;
        Charset charset = marked ? StandardCharsets.UTF_8 : declared(bytes);
        String text;
        try {
            text = charset.newDecoder()
                    .decode(ByteBuffer.wrap(bytes, start, bytes.length - start))
                    .toString();
        } catch (CharacterCodingException e) {
            throw new NotPython("is not " + charset.name(), 1);
        }
        if (text.indexOf('\0') >= 0) {
            throw new NotPython("contains a zero byte", 1);
        }
        return text.indexOf('\r') < 0 ? text : text.replace("\r\n", "\n").replace('\r', '\n');
    }

    private static Charset declared(byte[] bytes) throws NotPython {
        int line = 0;
        int from = 0;
        for (int i = 0; i <= bytes.length && line < 2; i++) {
            if (i == bytes.length || bytes[i] == '\n') {
                Matcher coding = CODING.matcher(new String(bytes, from, i - from, StandardCharsets.ISO_8859_1));
                if (coding.find()) {
                    return charset(coding.group(1), line + 1);
                }
                line++;
                from = i + 1;
            }
        }
        return StandardCharsets.UTF_8;
    }

    private static Charset charset(String name, int line) throws NotPython {
        try {
            // Python's latin-1 is Java's latin1
            return Charset.isSupported(name) ? Charset.forName(name) : Charset.forName(name.replaceAll("[-_]", ""));
        } catch (IllegalCharsetNameException | UnsupportedCharsetException e) {
            throw new NotPython("has an unknown encoding '" + name + "'", line);
        }
    }
}
