package io.devctl.migrate.files;

import io.devctl.migrate.script.Script;
import io.devctl.migrate.script.SourceText;
import java.util.Optional;

/** Finds the up and the down part of a file. */
final class Parts {
    private Parts() {}

    static Script up(Format format, SourceText source) {
        return Script.read(source);
    }

    static boolean hasDown(Format format, SourceText source) {
        return Script.read(source).end() < source.text().length();
    }

    static Optional<Script> down(Format format, SourceText source) {
        int end = Script.read(source).end();
        return end < source.text().length()
                ? Optional.of(Script.read(source, end, source.text().length()))
                : Optional.empty();
    }
}
