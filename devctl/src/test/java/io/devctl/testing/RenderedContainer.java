package io.devctl.testing;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/**
 * A container as a rendered file describes it, as options of {@code docker run}. Nothing of the file is left out: a key that is not
 * understood is an error, so that a template cannot say what no test has run.
 */
final class RenderedContainer {
    private final List<String> options = new ArrayList<>();
    private final List<String> command = new ArrayList<>();
    private final Map<String, Object> unread;
    private final String where;

    RenderedContainer(String where, Map<?, ?> yaml) {
        this.where = where;
        this.unread = new LinkedHashMap<>();
        yaml.forEach((key, value) -> unread.put(String.valueOf(key), value));
    }

    /** A value of the file, which is read with that; null where it is not there. */
    @Nullable
    Object take(String key) {
        return unread.remove(key);
    }

    String text(String key) {
        return String.valueOf(Objects.requireNonNull(take(key), where + ": " + key));
    }

    List<?> list(String key) {
        return take(key) instanceof List<?> list ? list : List.of();
    }

    /** The keys that were not read yet. */
    List<String> keys() {
        return List.copyOf(unread.keySet());
    }

    /** A part of the file with keys of its own, which all have to be read as well. */
    RenderedContainer part(String key) {
        return new RenderedContainer(where + "." + key, take(key) instanceof Map<?, ?> map ? map : Map.of());
    }

    void option(String... words) {
        options.addAll(Arrays.asList(words));
    }

    void command(List<?> words) {
        words.forEach(word -> command.add(String.valueOf(word)));
    }

    /** Fails when the file says more than what was read. */
    void isRead() {
        if (!unread.isEmpty()) {
            throw new AssertionError(where + ": nothing of these was run: " + unread);
        }
    }

    /** {@code docker run} with the file's options and these. */
    List<String> run(String image, List<String> more) {
        isRead();
        List<String> run = new ArrayList<>(List.of("docker", "run", "--pull", "never"));
        run.addAll(options);
        run.addAll(more);
        run.add(image);
        run.addAll(command);
        return run;
    }

    /** The documents of a file. */
    static List<Map<?, ?>> documents(String yaml) {
        List<Map<?, ?>> documents = new ArrayList<>();
        for (Object document : new Load(LoadSettings.builder().build()).loadAllFromString(yaml)) {
            if (document != null) {
                documents.add((Map<?, ?>) document);
            }
        }
        return documents;
    }
}
