package io.devctl.config.yaml;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** A value in a YAML file. Types are not guessed: whoever wants a number asks the text. */
public sealed interface Yaml {
    /** Where it begins. */
    Place place();

    /** What it is, for messages: {@code a list}. */
    String form();

    /** The text as it was written, for messages; of a list or a mapping only the brackets. */
    String shown();

    /** Whether it is a plain empty value or null. */
    default boolean isNothing() {
        return false;
    }

    /**
     * Text.
     *
     * @param plain written without quotes and not as a block
     */
    record Scalar(String text, boolean plain, Place place) implements Yaml {
        @Override
        public boolean isNothing() {
            return plain && (text.isEmpty() || text.equals("~") || text.equals("null"));
        }

        @Override
        public String form() {
            if (isNothing()) {
                return "nothing";
            }
            if (plain && (text.equals("true") || text.equals("false"))) {
                return text;
            }
            return plain && isNumber() ? "a number" : "text";
        }

        private boolean isNumber() {
            int start = text.startsWith("-") ? 1 : 0;
            boolean number = text.length() > start;
            for (int i = start; i < text.length(); i++) {
                char c = text.charAt(i);
                number &= (c >= '0' && c <= '9') || (c == '.' && i > start);
            }
            return number;
        }

        @Override
        public String shown() {
            return text;
        }
    }

    /** A list. */
    record Listing(List<Yaml> items, Place place) implements Yaml {
        public Listing {
            items = List.copyOf(items);
        }

        @Override
        public String form() {
            return "a list";
        }

        @Override
        public String shown() {
            return items.isEmpty() ? "[]" : "[...]";
        }
    }

    /** A mapping; each key once, in the order of the file. */
    record Mapping(List<Entry> entries, Place place) implements Yaml {
        public Mapping {
            entries = List.copyOf(entries);
        }

        @Override
        public String form() {
            return "a mapping";
        }

        @Override
        public String shown() {
            return entries.isEmpty() ? "{}" : "{" + entries.get(0).key() + ": ...}";
        }

        /** The entry of a key, or null. */
        public @Nullable Entry entry(String key) {
            for (Entry entry : entries) {
                if (entry.key().equals(key)) {
                    return entry;
                }
            }
            return null;
        }
    }

    /**
     * A key with its value.
     *
     * @param place of the key
     */
    record Entry(String key, Place place, Yaml value) {}
}
