package io.devctl.config;

import io.devctl.config.keys.ChoiceKind;
import io.devctl.config.keys.Fields;
import io.devctl.config.keys.Key;
import io.devctl.config.keys.Kind;
import io.devctl.config.keys.Reading;
import io.devctl.config.keys.Section;
import io.devctl.config.keys.Shape;
import io.devctl.config.yaml.Yaml;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A condition of {@code depends_on}. */
final class ConditionKind implements Kind<ConditionKind.Wanted> {
    /**
     * A condition as it was written.
     *
     * @param condition null for a name in a list: whatever is usual for what the name is
     */
    record Wanted(@Nullable Condition condition) {}

    private static final ChoiceKind STATE = Kinds.choice("started", "ready", "completed");
    private static final Key<String> LOG = new Key<>("log", Kinds.REGEX, "A regular expression that a line must match");
    private static final Section SECTION = Section.of("a condition", LOG).withOneOf(List.of(LOG));

    @Override
    public @Nullable Wanted read(Yaml value, String key, Reading reading) {
        if (value instanceof Yaml.Mapping mapping && !mapping.entries().isEmpty()) {
            Fields fields = SECTION.read(value, key, reading);
            String regex = fields == null ? null : fields.get(LOG);
            return regex == null ? null : new Wanted(new Condition.Log(regex));
        }
        if (!(value instanceof Yaml.Scalar) || value.isNothing()) {
            reading.refuse(key, this, value);
            return null;
        }
        String state = STATE.read(value, key, reading);
        if (state == null) {
            return null;
        }
        return switch (state) {
            case "ready" -> new Wanted(new Condition.Ready());
            case "completed" -> new Wanted(new Condition.Completed());
            default -> new Wanted(new Condition.Started());
        };
    }

    @Override
    public String expected() {
        return "started, ready, completed or {log: REGEX}";
    }

    @Override
    public String example() {
        return "ready";
    }

    @Override
    public Shape shape() {
        return new Shape.Either(List.of(STATE.shape(), SECTION.shape()));
    }
}
