package io.devctl.config.keys;

/**
 * A key of a section. Equal to nothing but itself: a record's hash code would load the machinery that makes it, at the
 * start of every command.
 */
public final class Key<T> {
    private final String name;
    private final Kind<T> kind;
    private final String description;

    /**
     * A key.
     *
     * @param description one line for whoever completes it in an editor
     */
    public Key(String name, Kind<T> kind, String description) {
        this.name = name;
        this.kind = kind;
        this.description = description;
    }

    /** What is written in front of the colon. */
    public String name() {
        return name;
    }

    /** What it takes. */
    public Kind<T> kind() {
        return kind;
    }

    /** One line for whoever completes it in an editor. */
    public String description() {
        return description;
    }
}
