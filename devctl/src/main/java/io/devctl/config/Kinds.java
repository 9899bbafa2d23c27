package io.devctl.config;

import io.devctl.config.keys.ChoiceKind;
import io.devctl.config.keys.Kind;
import io.devctl.config.keys.Reading;
import io.devctl.config.keys.ScalarKind;
import io.devctl.config.keys.Shape;
import io.devctl.config.yaml.Yaml;
import java.time.Duration;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import org.jspecify.annotations.Nullable;

/** The kinds of values that several sections of services.yaml take. */
final class Kinds {
    /** Patterns for a JSON schema; {@code [\\s\\S]} is what every dialect takes for any character. */
    private static final String WITHOUT_TENANT = "(?![\\s\\S]*\\{tenant\\})[\\s\\S]*";

    private static final String NOT_BLANK = "(?=[\\s\\S]*\\S)" + WITHOUT_TENANT;

    static final Kind<String> TEXT = new Text(true);

    /** Text in which {@code {tenant}} may stand. */
    static final Kind<String> TENANT_TEXT = new Text(false);

    static final Kind<String> PATH = new Name("a path", "folder/name", NOT_BLANK) {
        @Override
        boolean allows(String text) {
            return !text.isBlank();
        }
    };

    /** The name of something in Postgres. */
    static final Kind<String> IDENTIFIER =
            new Name("a name of 1 to 63 bytes", "name", "(?=[\\s\\S]{1,63}$)" + NOT_BLANK) {
                @Override
                boolean allows(String text) {
                    return !text.isBlank() && NameRule.bytes(text) <= 63;
                }
            };

    static final Kind<String> PROFILE = new Name(NameRule.SERVICE.rule(), "default", NameRule.SERVICE.pattern()) {
        @Override
        boolean allows(String text) {
            return NameRule.SERVICE.allows(text);
        }
    };

    static final Kind<Boolean> FLAG = new ScalarKind<>("true or false", "true", new Shape.Flag()) {
        @Override
        protected @Nullable Boolean parse(String text) {
            return text.equals("true") ? Boolean.TRUE : text.equals("false") ? Boolean.FALSE : null;
        }
    };

    static final Kind<Duration> DURATION =
            new ScalarKind<>(
                    "a duration such as 200ms, 60s, 2m or 1h",
                    "60s",
                    new Shape.Text("(?=.*[1-9])([0-9]{1,9}(ms|s|m|h|d))+")) {
                @Override
                protected @Nullable Duration parse(String text) {
                    return Durations.parse(text);
                }
            };

    static final Kind<Integer> PORT = new Whole("a port from 1 to 65535", "8001", 1, 65_535);
    static final Kind<Integer> COUNT_OR_NONE = new Whole("a whole number from 0", "3", 0, 1_000);
    static final Kind<Integer> COUNT = new Whole("a whole number from 1", "3", 1, 1_000_000);

    /** {@code HOST:PORT}. */
    static final Kind<HostPort> ADDRESS =
            new ScalarKind<>("HOST:PORT", "localhost:6379", new Shape.Text(".+:[0-9]{1,5}")) {
                @Override
                protected @Nullable HostPort parse(String text) {
                    return HostPort.parse(text);
                }

                @Override
                protected boolean check(String text, String key, Yaml.Scalar value, Reading reading) {
                    return refuseTenant(text, key, value, reading);
                }
            };

    static final Kind<HostPort> PORT_OR_ADDRESS =
            new ScalarKind<>("a port or HOST:PORT", "8001", new Shape.Text("(.+:)?[0-9]{1,5}")) {
                @Override
                protected @Nullable HostPort parse(String text) {
                    return HostPort.parse(text.indexOf(':') < 0 ? "localhost:" + text : text);
                }
            };

    static final Kind<String> REGEX = new Regex();

    /** Text whose placeholders are read later. */
    static final Kind<Yaml.Scalar> RAW = new Raw();

    /** A text for the shell or a list of words. */
    static final Kind<Yaml> COMMAND = new Command();

    private Kinds() {}

    static ChoiceKind choice(String... words) {
        return new ChoiceKind(words);
    }

    private static final class Text extends ScalarKind<String> {
        private final boolean withoutTenant;

        Text(boolean withoutTenant) {
            super("text", "\"...\"", new Shape.Text(withoutTenant ? WITHOUT_TENANT : null));
            this.withoutTenant = withoutTenant;
        }

        @Override
        protected String parse(String text) {
            return text;
        }

        @Override
        protected boolean check(String text, String key, Yaml.Scalar value, Reading reading) {
            return !withoutTenant || refuseTenant(text, key, value, reading);
        }
    }

    private abstract static class Name extends ScalarKind<String> {
        Name(String expected, String example, @Nullable String pattern) {
            super(expected, example, new Shape.Text(pattern));
        }

        abstract boolean allows(String text);

        @Override
        protected @Nullable String parse(String text) {
            return allows(text) ? text : null;
        }

        @Override
        protected boolean check(String text, String key, Yaml.Scalar value, Reading reading) {
            return refuseTenant(text, key, value, reading);
        }
    }

    /** Whether the text is without {@code {tenant}}; else records the problem. */
    static boolean refuseTenant(String text, String key, Yaml.Scalar value, Reading reading) {
        boolean without = !text.contains(MigrationConfig.TENANT);
        if (!without) {
            reading.problems()
                    .add(
                            "{tenant} has no meaning in " + key,
                            text,
                            value.place(),
                            "take {tenant} out: it belongs into a migrations' schema");
        }
        return without;
    }

    /** A whole number in a range. */
    static final class Whole extends ScalarKind<Integer> {
        private final int least;
        private final int most;

        Whole(String expected, String example, int least, int most) {
            super(expected, example, new Shape.Whole(least, most));
            this.least = least;
            this.most = most;
        }

        @Override
        protected @Nullable Integer parse(String text) {
            Integer number = whole(text);
            return number != null && number >= least && number <= most ? number : null;
        }
    }

    /** A number of at most nine digits; null for any other text. */
    static @Nullable Integer whole(String text) {
        if (text.isEmpty() || text.length() > 9) {
            return null;
        }
        for (int i = 0; i < text.length(); i++) {
            if (text.charAt(i) < '0' || text.charAt(i) > '9') {
                return null;
            }
        }
        return Integer.valueOf(text);
    }

    private static final class Regex extends ScalarKind<String> {
        Regex() {
            super("a regular expression", "\"listening on .*\"", new Shape.Text(null));
        }

        @Override
        protected String parse(String text) {
            return text;
        }

        @Override
        protected boolean check(String text, String key, Yaml.Scalar value, Reading reading) {
            try {
                Pattern.compile(text);
                return true;
            } catch (PatternSyntaxException bad) {
                String why =
                        bad.getDescription() + (bad.getIndex() < 0 ? "" : " near character " + (bad.getIndex() + 1));
                String hint = "put \\ before a character that is meant as it stands";
                reading.problems().add(key + " is not a regular expression (" + why + ")", text, value.place(), hint);
                return false;
            }
        }
    }

    private static final class Raw implements Kind<Yaml.Scalar> {
        @Override
        public Yaml.@Nullable Scalar read(Yaml value, String key, Reading reading) {
            if (value instanceof Yaml.Scalar scalar && !value.isNothing()) {
                return scalar;
            }
            reading.refuse(key, this, value);
            return null;
        }

        @Override
        public String expected() {
            return "text";
        }

        @Override
        public String example() {
            return "\"...\"";
        }

        @Override
        public Shape shape() {
            return new Shape.Text(null);
        }
    }

    private static final class Command implements Kind<Yaml> {
        @Override
        public @Nullable Yaml read(Yaml value, String key, Reading reading) {
            if (value instanceof Yaml.Listing listing && !listing.items().isEmpty()) {
                boolean good = true;
                for (Yaml word : listing.items()) {
                    good &= RAW.read(word, "a word of " + key, reading) != null;
                }
                return good ? value : null;
            }
            if (value instanceof Yaml.Scalar line
                    && !value.isNothing()
                    && !line.text().isBlank()) {
                return value;
            }
            reading.refuse(key, this, value);
            return null;
        }

        @Override
        public String expected() {
            return "a command line or a list of words";
        }

        @Override
        public String example() {
            return "./run";
        }

        @Override
        public Shape shape() {
            return new Shape.Words();
        }
    }
}
