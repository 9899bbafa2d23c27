package io.devctl.supervise.logs;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Values of variables that do not belong into a log. */
public final class Secrets {
    /** Anything shorter is in every other line by chance. */
    private static final int SHORTEST = 6;

    private static final byte[] MASK = "***".getBytes(StandardCharsets.US_ASCII);

    /** A word of the name that ends like this: API_KEY, APIKEY, ACCESS_TOKENS; but neither KEYCLOAK_URL nor TOKENIZERS. */
    private static final Pattern NAME =
            Pattern.compile("(?:KEY|TOKEN|SECRET|PASSWORD|PASSWD|CREDENTIAL)S?(?:_|-|\\.|$)");

    private static final Pattern IN_URL = Pattern.compile("[a-zA-Z][a-zA-Z0-9+.-]*://[^/?#@\\s:]*:([^/?#@\\s]+)@");
    private static final Secrets NONE = new Secrets(List.of());

    /** Longest first: one may be the beginning of another. */
    private final List<byte[]> values;

    private final boolean[] first = new boolean[256];

    private Secrets(List<byte[]> values) {
        this.values = values;
        values.forEach(value -> first[value[0] & 0xff] = true);
    }

    /** Nothing is secret. */
    public static Secrets none() {
        return NONE;
    }

    /**
     * The secrets of a unit: the values of variables whose names say so, and the password in every URL. What some variable
     * that is no secret has as its value too, is none: {@code postgres}, user, database and password in one.
     *
     * @param environment its variables
     * @param declared names of more such variables
     */
    public static Secrets of(Map<String, String> environment, Set<String> declared) {
        Set<String> secret = new HashSet<>();
        Set<String> open = new HashSet<>();
        environment.forEach((name, value) -> {
            Matcher url = IN_URL.matcher(value);
            while (url.find()) {
                secret.add(url.group(1));
                secret.add(decoded(url.group(1)));
            }
            if (declared.contains(name) || isNameOfOne(name)) {
                value.lines().map(String::strip).forEach(secret::add);
            } else {
                open.add(value);
            }
        });
        List<byte[]> values = secret.stream()
                .filter(value -> value.length() >= SHORTEST && !open.contains(value))
                .map(value -> value.getBytes(StandardCharsets.UTF_8))
                .sorted(Comparator.comparingInt((byte[] value) -> value.length).reversed())
                .toList();
        return values.isEmpty() ? NONE : new Secrets(values);
    }

    /** Whether a variable of this name has a secret in it. */
    public static boolean isNameOfOne(String variable) {
        return NAME.matcher(variable.toUpperCase(Locale.ROOT)).find();
    }

    private static String decoded(String text) {
        try {
            // a plus is a plus in this part of a URL
            return URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException asItStands) {
            return text;
        }
    }

    /** The text with every secret in it replaced. */
    public String masked(String text) {
        if (values.isEmpty()) {
            return text;
        }
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        Batch out = new Batch();
        write(bytes, 0, bytes.length, out);
        return out.text();
    }

    /** Writes the bytes with every secret in them replaced. */
    void write(byte[] bytes, int from, int length, Batch out) {
        int end = from + length;
        int written = from;
        if (!values.isEmpty()) {
            for (int at = from; at < end; at++) {
                int secret = first[bytes[at] & 0xff] ? lengthAt(bytes, at, end) : 0;
                if (secret > 0) {
                    out.add(bytes, written, at - written);
                    out.add(MASK, 0, MASK.length);
                    written = at + secret;
                    at = written - 1;
                }
            }
        }
        out.add(bytes, written, end - written);
    }

    /** The length of the secret that begins here, 0 when none does. */
    private int lengthAt(byte[] bytes, int at, int end) {
        for (byte[] value : values) {
            if (value.length <= end - at
                    && java.util.Arrays.equals(bytes, at, at + value.length, value, 0, value.length)) {
                return value.length;
            }
        }
        return 0;
    }
}
