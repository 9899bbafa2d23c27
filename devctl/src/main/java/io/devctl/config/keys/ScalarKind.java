package io.devctl.config.keys;

import io.devctl.config.yaml.Yaml;
import org.jspecify.annotations.Nullable;

/** Text that is checked or turned into something. */
public abstract class ScalarKind<T> implements Kind<T> {
    private final String expected;
    private final String example;
    private final Shape shape;

    /** A kind by its words, an example and its shape. */
    protected ScalarKind(String expected, String example, Shape shape) {
        this.expected = expected;
        this.example = example;
        this.shape = shape;
    }

    /** What the text, its placeholders replaced, becomes; null when it is not of this kind. */
    protected abstract @Nullable T parse(String text);

    /** False, with a problem recorded that says more than {@link #expected}, when the text is not of this kind. */
    protected boolean check(String text, String key, Yaml.Scalar value, Reading reading) {
        return true;
    }

    @Override
    public final @Nullable T read(Yaml value, String key, Reading reading) {
        if (!(value instanceof Yaml.Scalar scalar) || value.isNothing()) {
            reading.refuse(key, this, value);
            return null;
        }
        String text = reading.text(scalar);
        if (text == null) {
            return null;
        }
        if (!check(text, key, scalar, reading)) {
            return null;
        }
        T parsed = parse(text);
        if (parsed == null) {
            reading.refuse(key, this, new Yaml.Scalar(text, scalar.plain(), scalar.place()));
        }
        return parsed;
    }

    @Override
    public final String expected() {
        return expected;
    }

    @Override
    public final String example() {
        return example;
    }

    @Override
    public final Shape shape() {
        return shape;
    }
}
