package io.devctl.config;

import io.devctl.config.keys.Kind;
import io.devctl.config.keys.Reading;
import io.devctl.config.keys.Shape;
import io.devctl.config.presets.Preset;
import io.devctl.config.presets.Presets;
import io.devctl.config.yaml.Yaml;
import io.devctl.model.Suggestion;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Who applies migrations. The presets are read for none of the usual names. */
final class EngineKind implements Kind<String> {
    static final String SQL = "sql";
    static final String ALEMBIC = "alembic";

    /** A tool of which services.yaml says everything. */
    static final String COMMAND = "command";

    @Override
    public @Nullable String read(Yaml value, String key, Reading reading) {
        if (!(value instanceof Yaml.Scalar scalar) || value.isNothing()) {
            reading.refuse(key, this, value);
            return null;
        }
        String text = reading.text(scalar);
        if (text == null
                || text.equals(SQL)
                || text.equals(ALEMBIC)
                || text.equals(COMMAND)
                || Presets.of(text).isPresent()) {
            return text;
        }
        String hint = Suggestion.hint(text, words());
        reading.problems()
                .add(key + " must be " + expected(), text, value.place(), hint == null ? "write " + example() : hint);
        return null;
    }

    private static List<String> words() {
        List<String> words = new ArrayList<>(List.of(SQL, ALEMBIC));
        Presets.all().stream().map(Preset::name).forEach(words::add);
        words.add(COMMAND);
        return words;
    }

    @Override
    public String expected() {
        List<String> words = words();
        int last = words.size() - 1;
        return String.join(", ", words.subList(0, last)) + " or " + words.get(last);
    }

    @Override
    public String example() {
        return SQL;
    }

    @Override
    public Shape shape() {
        return new Shape.Choice(words());
    }
}
