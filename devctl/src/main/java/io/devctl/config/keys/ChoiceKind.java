package io.devctl.config.keys;

import io.devctl.config.yaml.Yaml;
import io.devctl.model.Suggestion;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One of several words. */
public final class ChoiceKind implements Kind<String> {
    private final List<String> words;

    /** A choice between at least two words. */
    public ChoiceKind(String... words) {
        this.words = List.of(words);
    }

    @Override
    public @Nullable String read(Yaml value, String key, Reading reading) {
        if (!(value instanceof Yaml.Scalar scalar) || value.isNothing()) {
            reading.refuse(key, this, value);
            return null;
        }
        String text = reading.text(scalar);
        if (text == null || words.contains(text)) {
            return text;
        }
        String what = key + " must be " + expected();
        String hint = Suggestion.hint(text, words);
        reading.problems().add(what, text, value.place(), hint == null ? "write " + example() : hint);
        return null;
    }

    @Override
    public String expected() {
        int last = words.size() - 1;
        return String.join(", ", words.subList(0, last)) + " or " + words.get(last);
    }

    @Override
    public String example() {
        return words.get(0);
    }

    @Override
    public Shape shape() {
        return new Shape.Choice(words);
    }
}
