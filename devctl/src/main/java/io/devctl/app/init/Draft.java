package io.devctl.app.init;

import io.devctl.model.SetupReport;
import io.devctl.template.Templates;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The services.yaml that is being put together, and where each part of it comes from. */
final class Draft {
    private static final int LONGEST_NAME = 50; // of the 63 that may be, with room for an ending

    final Repository repository;
    final List<String> postgresComments = new ArrayList<>();
    final Map<String, String> postgres = new LinkedHashMap<>();
    final List<String> extensions = new ArrayList<>();
    private final List<DraftService> services = new ArrayList<>();
    private final Map<String, DraftService> installs = new LinkedHashMap<>();
    private final List<SetupReport.Found> found = new ArrayList<>();
    private final Set<String> names = new HashSet<>();
    private String project = "";
    boolean tenants;

    Draft(Repository repository) {
        this.repository = repository;
    }

    /**
     * Remembers what was found, for the report.
     *
     * @param where a file or folder relative to the repository
     */
    void found(String where, String what) {
        SetupReport.Found one = new SetupReport.Found(where.isEmpty() ? "." : where, what);
        if (!found.contains(one)) {
            found.add(one);
        }
    }

    List<SetupReport.Found> found() {
        return found;
    }

    List<DraftService> services() {
        return services;
    }

    void project(String name) {
        project = name;
    }

    /** A new service under a name that it may have and nobody else has. */
    DraftService service(String wanted, String dir) {
        DraftService service = new DraftService(free(legal(wanted)), dir);
        services.add(service);
        return service;
    }

    /** The same for a folder, after which it is called; the root is called after the project. */
    DraftService service(String dir) {
        return service(nameOf(dir), dir);
    }

    void remove(DraftService service) {
        services.remove(service);
        names.remove(service.name.toLowerCase(Locale.ROOT));
    }

    /** What a folder is called where it needs a name. */
    String nameOf(String dir) {
        String name = dir.substring(dir.lastIndexOf('/') + 1);
        return name.isEmpty() ? String.valueOf(repository.root().getFileName()) : name;
    }

    /**
     * The task that installs a folder's packages; one for all who need it.
     *
     * @return its name, for depends_on
     */
    String install(String dir, String command, String... inputs) {
        DraftService task = installs.computeIfAbsent(dir, folder -> {
            DraftService made =
                    new DraftService(free(folder.isEmpty() ? "install" : legal(nameOf(folder)) + "_install"), folder);
            made.task = true;
            made.database = false;
            made.command = command;
            made.inputs.addAll(List.of(inputs));
            return made;
        });
        return task.name;
    }

    /** A service by its name, or null. */
    @Nullable
    DraftService named(String name) {
        return services.stream()
                .filter(one -> one.name.equals(name))
                .findFirst()
                .orElse(null);
    }

    private String free(String name) {
        String free = name;
        for (int i = 2; !names.add(free.toLowerCase(Locale.ROOT)); i++) {
            free = name + "_" + i;
        }
        return free;
    }

    /** A name that the loader takes, near to another one. */
    static String legal(String wanted) {
        StringBuilder legal = new StringBuilder();
        for (int i = 0; i < wanted.length(); i++) {
            char c = wanted.charAt(i);
            boolean letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
            boolean inside = letter || (c >= '0' && c <= '9') || c == '_' || c == '-';
            if (legal.length() < LONGEST_NAME && (letter || (inside && !legal.isEmpty()))) {
                legal.append(c);
            } else if (!inside && !legal.isEmpty() && legal.charAt(legal.length() - 1) != '_') {
                legal.append('_');
            }
        }
        String name = legal.toString().replaceFirst("[_-]+$", "");
        return name.isEmpty() ? "app" : name.equals("postgres") ? "postgres_app" : name;
    }

    /** What the user has to fill in. */
    List<String> open() {
        List<String> open = new ArrayList<>();
        for (DraftService service : all()) {
            service.open.forEach(question -> open.add(service.name + ": " + question));
        }
        return open;
    }

    private List<DraftService> all() {
        List<DraftService> all = new ArrayList<>(services);
        Set<String> wanted = services.stream()
                .flatMap(service -> service.dependsOn.keySet().stream())
                .collect(Collectors.toSet());
        installs.values().stream().filter(task -> wanted.contains(task.name)).forEach(all::add);
        return all;
    }

    /** The file's text. */
    String text(String schema) {
        List<DraftService> all = all();
        Set<String> there = all.stream()
                .filter(DraftService::isComplete)
                .map(service -> service.name)
                .collect(Collectors.toSet());
        there.add("postgres");
        all.forEach(service -> service.dependsOn.keySet().retainAll(there));
        StringBuilder text = new StringBuilder();
        for (DraftService service : all) {
            text.append(text.isEmpty() ? "" : "\n");
            service.lines().forEach(line -> text.append(line.stripTrailing()).append('\n'));
        }
        boolean some = all.stream().anyMatch(DraftService::isComplete);
        return Templates.render(
                "services.yaml",
                Map.of(
                        "schema",
                        schema,
                        "project",
                        project.isEmpty() ? "" : "project: " + YamlText.of(project) + "\n",
                        "tenants",
                        tenants ? "tenants: [default] # FILL IN: one for each tenant\n" : "",
                        "postgres",
                        postgres(),
                        "services",
                        ((some ? "services:\n" : "services: {}\n") + text).stripTrailing()));
    }

    private String postgres() {
        if (postgres.isEmpty() && extensions.isEmpty()) {
            return "# Postgres 18 comes along unless `postgres:` says otherwise.\n";
        }
        StringBuilder text = new StringBuilder("postgres:\n");
        postgresComments.forEach(comment -> text.append("  # ").append(comment).append('\n'));
        postgres.forEach((key, value) -> text.append("  ")
                .append(key)
                .append(": ")
                .append(key.equals("version") ? "\"" + value + "\"" : YamlText.of(value))
                .append('\n'));
        if (!extensions.isEmpty()) {
            text.append("  extensions: ").append(YamlText.list(extensions)).append('\n');
        }
        return text.toString();
    }
}
