package io.devctl.app.init;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A service or task that was found. */
final class DraftService {
    final String name;

    /** Relative to the repository's root, which is empty. */
    final String dir;

    final List<String> comments = new ArrayList<>();

    /** What nobody but the user knows; the first line of each is shown when all is written. */
    final List<String> open = new ArrayList<>();

    final List<DraftMigrations> migrations = new ArrayList<>();
    final Map<String, String> env = new LinkedHashMap<>();
    final Map<String, String> dependsOn = new LinkedHashMap<>();
    final Map<String, String> ready = new LinkedHashMap<>();
    final Map<String, String> stop = new LinkedHashMap<>();
    final Set<String> envFiles = new LinkedHashSet<>();
    final List<String> inputs = new ArrayList<>();
    final List<String> profiles = new ArrayList<>();
    boolean task;
    boolean database = true;

    @Nullable
    String command;

    @Nullable
    String image;

    /** A number or {@code auto}. */
    @Nullable
    String port;

    @Nullable
    String containerPort;

    @Nullable
    String restart;

    DraftService(String name, String dir) {
        this.name = name;
        this.dir = dir;
    }

    boolean runs() {
        return command != null || image != null;
    }

    /** Whether the loader would take it. */
    boolean isComplete() {
        return runs() || (!task && !migrations.isEmpty());
    }

    /** Its lines in services.yaml; all of them comments where something is missing without which it cannot be one. */
    List<String> lines() {
        List<String> lines = new ArrayList<>();
        comments.forEach(comment -> lines.add("  # " + comment));
        open.forEach(question -> lines.add("  # FILL IN: " + question));
        String lead = isComplete() ? "  " : "  # ";
        lines.add(lead + name + ":");
        List<String> body = body();
        if (!isComplete()) {
            body.add("command: ...");
        }
        body.forEach(line -> lines.add(lead + "  " + line));
        return lines;
    }

    private List<String> body() {
        List<String> body = new ArrayList<>();
        if (task) {
            body.add("type: task");
        }
        if (!dir.isEmpty()) {
            body.add("dir: " + YamlText.of(dir.replace("$", "$$")));
        }
        if (!database && migrations.isEmpty()) {
            body.add("database: false");
        }
        addMigrations(body);
        add(body, "command", command == null ? null : YamlText.of(command));
        add(body, "image", image == null ? null : YamlText.of(image));
        add(body, "port", port);
        add(body, "container_port", containerPort);
        if (!env.isEmpty()) {
            body.add("env:");
            env.forEach((key, value) -> body.add("  " + key + ": " + YamlText.of(value)));
        }
        add(body, "env_file", envFiles.isEmpty() ? null : YamlText.list(List.copyOf(envFiles)));
        add(body, "inputs", inputs.isEmpty() ? null : YamlText.list(inputs));
        add(body, "depends_on", dependsOn.isEmpty() ? null : YamlText.map(dependsOn));
        add(body, "ready", ready.isEmpty() ? null : YamlText.map(ready));
        add(body, "restart", restart);
        add(body, "stop", stop.isEmpty() ? null : YamlText.map(stop));
        add(body, "profiles", profiles.isEmpty() ? null : YamlText.list(profiles));
        return body;
    }

    private void addMigrations(List<String> body) {
        if (migrations.isEmpty()) {
            return;
        }
        body.add("migrations:");
        for (DraftMigrations set : migrations) {
            String lead = migrations.size() == 1 ? "  " : "  - ";
            for (String line : set.lines()) {
                body.add(lead + line);
                lead = migrations.size() == 1 ? lead : "    "; // the dash stands before the first line alone
            }
        }
    }

    private static void add(List<String> body, String key, @Nullable String value) {
        if (value != null) {
            body.add(key + ": " + value);
        }
    }
}
