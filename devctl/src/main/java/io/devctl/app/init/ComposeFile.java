package io.devctl.app.init;

import io.devctl.config.yaml.Problems;
import io.devctl.config.yaml.Yaml;
import io.devctl.config.yaml.YamlFile;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** A file of Docker Compose: its Postgres becomes the environment's, what it builds runs from source, images run as they are. */
final class ComposeFile {
    private static final Pattern POSTGRES = Pattern.compile(
            "(?:.*/)?(postgres|postgresql|pgvector|postgis|timescaledb|timescaledb-ha)(?::([^@]*))?(?:@.*)?");
    private static final Pattern MAJOR = Pattern.compile("(?:pg)?([0-9]{1,2})(?![0-9]).*");
    private static final Pattern LATER_MAJOR = Pattern.compile(".*pg([0-9]{2}).*");
    private static final Pattern PUBLISHED = Pattern.compile("(?:[^:]+:(?=[0-9]+:))?(?:([0-9]+):)?([0-9]+)(?:/tcp)?");
    private static final Pattern HEALTH =
            Pattern.compile("https?://(?:localhost|127\\.0\\.0\\.1|0\\.0\\.0\\.0)(?::[0-9]+)?(/[A-Za-z0-9_./-]*)");
    private static final Set<String> EMBEDDED = Set.of("15", "16", "17", "18");

    private final Draft draft;
    private final String file;
    private final String folder;

    /** By the names in the file. */
    private final Map<String, Yaml.Mapping> written = new LinkedHashMap<>();

    private final Map<String, DraftService> converted = new LinkedHashMap<>();

    /** Names of the file's services that are Postgres. */
    private final List<String> servers = new ArrayList<>();

    private ComposeFile(Draft draft, String file) {
        this.draft = draft;
        this.file = file;
        this.folder = Repository.parent(file);
    }

    /**
     * Adds what the file has. Services that were found in the folders which it builds are taken for those that it means.
     *
     * @param problems what keeps the file from being read
     */
    static void convert(String file, Draft draft, Problems problems) {
        Yaml.Mapping root = YamlFile.parse(draft.repository.text(file), file, problems);
        if (root != null) {
            new ComposeFile(draft, file).convert(root);
        }
    }

    private void convert(Yaml.Mapping root) {
        if (value(root, "name") instanceof Yaml.Scalar name) {
            draft.project(Draft.legal(name.text()));
        }
        if (value(root, "services") instanceof Yaml.Mapping services) {
            services.entries().forEach(entry -> {
                if (entry.value() instanceof Yaml.Mapping service) {
                    written.put(entry.key(), service);
                }
            });
        }
        written.forEach((name, service) -> {
            Matcher image = POSTGRES.matcher(text(service, "image"));
            if (image.matches()) {
                postgres(name, service, image);
            }
        });
        written.forEach((name, service) -> {
            if (!servers.contains(name)) {
                begin(name, service);
            }
        });
        converted.forEach((name, service) -> complete(service, written.get(name)));
    }

    private void postgres(String name, Yaml.Mapping service, Matcher image) {
        String written = text(service, "image");
        servers.add(name);
        if (servers.size() > 1) {
            draft.found(file, name + " is one Postgres more; an environment has one: left out");
            return;
        }
        String tag = image.group(2) == null ? "" : image.group(2);
        Matcher major = MAJOR.matcher(tag);
        Matcher later = LATER_MAJOR.matcher(tag);
        String version = later.matches() ? later.group(1) : major.matches() ? major.group(1) : "";
        String kind = image.group(1);
        boolean official = (kind.equals("postgres") && !written.contains("/")) || written.startsWith("bitnami/");
        if (official && (version.isEmpty() || EMBEDDED.contains(version))) {
            if (!version.isEmpty()) {
                draft.postgres.put("version", version);
            }
            draft.postgresComments.add(file + " has the image " + written + "; provider: docker with version: \""
                    + (tag.isEmpty() ? "18" : tag) + "\" would run it");
        } else {
            draft.postgres.put("provider", "docker");
            draft.postgres.put("image", written);
            switch (kind) {
                case "pgvector" -> draft.extensions.add("vector");
                case "postgis" -> draft.extensions.add("postgis");
                case "timescaledb", "timescaledb-ha" -> draft.extensions.add("timescaledb");
                default ->
                    draft.postgresComments.add("embedded Postgres comes in versions 15 to 18 of the official one");
            }
        }
        environment(service, (key, value) -> {
            String literal = value.replaceFirst("^\\$\\{[A-Za-z_][A-Za-z0-9_]*:?-([^}]*)}$", "$1");
            if (!literal.isEmpty() && literal.indexOf('$') < 0) {
                if (key.equals("POSTGRES_DB")) {
                    draft.postgres.put("database", literal);
                } else if (key.equals("POSTGRES_USER")) {
                    draft.postgres.put("user", literal);
                }
            }
        });
        draft.found(
                file, "Postgres " + (version.isEmpty() ? "" : version + " ") + "from " + name + " (" + written + ")");
    }

    /** Who it is and what it runs; names are known when all have got here. */
    private void begin(String name, Yaml.Mapping service) {
        Yaml build = value(service, "build");
        if (build == null) {
            String image = compose(text(service, "image"));
            if (image.isEmpty()) {
                draft.found(file, name + " has neither a build nor an image: left out");
                return;
            }
            DraftService made = draft.service(name, "");
            made.image = image;
            made.database = false;
            if (value(service, "command") != null || value(service, "entrypoint") != null) {
                made.open.add("its command in " + file + " is not passed on: an image runs its own");
            }
            if (value(service, "volumes") != null) {
                made.comments.add("without the volumes of " + file + ": what it writes is gone when it stops");
            }
            converted.put(name, made);
            draft.found(file, "service " + made.name + ": the image " + image);
            return;
        }
        String dir = context(build);
        DraftService made = known(name, dir);
        String command = command(service, build, dir);
        if (made == null) {
            made = draft.service(name, dir);
            made.command = command;
            if (command == null) {
                made.open.add("the command that starts it without Docker; " + file + " only says how to build it");
            } else {
                made.command = prefix(dir, command, made);
            }
            draft.found(file, "service " + made.name + (command == null ? "" : ": " + made.command));
        }
        converted.put(name, made);
    }

    /** What was found in the folder already. Of several, the one of the same name. */
    private @Nullable DraftService known(String name, String dir) {
        if (!draft.repository.isFolder(dir)) {
            return null;
        }
        List<DraftService> there = inFolder(dir);
        if (there.isEmpty() && draft.services().stream().noneMatch(service -> service.dir.equals(dir))) {
            Detectors.look(dir, draft);
            there = inFolder(dir);
        }
        for (DraftService one : there) {
            if (one.name.equalsIgnoreCase(Draft.legal(name))) {
                return one;
            }
        }
        return there.size() == 1 ? there.get(0) : null;
    }

    private List<DraftService> inFolder(String dir) {
        return draft.services().stream()
                .filter(service ->
                        service.dir.equals(dir) && service.image == null && !converted.containsValue(service))
                .toList();
    }

    private @Nullable String command(Yaml.Mapping service, Yaml build, String dir) {
        Yaml command = value(service, "command");
        if (command != null && !command.isNothing()) {
            return shell(command);
        }
        String name = build instanceof Yaml.Mapping mapping && value(mapping, "dockerfile") instanceof Yaml.Scalar given
                ? given.text()
                : "Dockerfile";
        String found = Dockerfile.command(draft.repository.text(Repository.join(dir, name)));
        return found == null || found.matches(".*(entrypoint|docker-).*|(/[a-z]+)+.*") ? null : found;
    }

    private String prefix(String dir, String command, DraftService service) {
        Repository repository = draft.repository;
        if (PythonProjects.isOne(repository, dir)) {
            return PythonProjects.runner(dir, draft, service) + command;
        }
        if (repository.has(dir, "package.json")) {
            service.dependsOn.put(
                    NodeProjects.install(dir, NodeProjects.manager(repository, dir, null), draft), "completed");
        }
        return command;
    }

    private void complete(DraftService service, Yaml.@Nullable Mapping from) {
        if (from == null) {
            return;
        }
        ports(service, from);
        environment(from, (key, value) -> {
            String replacement = servers.isEmpty() ? null : DatabaseNames.replacement(key, value);
            if (replacement != null && service.image != null) {
                service.open.add(key
                        + " leads to Postgres, which a container cannot reach on this machine's loopback interface");
            } else if (replacement != null && !DatabaseNames.isGiven(key, replacement)) {
                service.env.put(key, replacement);
            } else if (replacement == null && !key.equals("PORT")) {
                service.env.putIfAbsent(key, addresses(compose(value)));
            }
        });
        envFiles(service, from);
        dependencies(service, from);
        ComposeDetails.health(service, value(from, "healthcheck"), HEALTH);
        ComposeDetails.life(service, from);
        ComposeDetails.strings(value(from, "profiles")).stream()
                .map(Draft::legal)
                .forEach(service.profiles::add);
    }

    private void ports(DraftService service, Yaml.Mapping from) {
        for (String port : ComposeDetails.ports(value(from, "ports"))) {
            Matcher published = PUBLISHED.matcher(compose(port));
            if (!published.matches()) {
                continue;
            }
            String inside = published.group(2);
            String outside = published.group(1) == null ? inside : published.group(1);
            if (service.image != null) {
                service.port = outside;
                service.containerPort = inside.equals(outside) ? null : inside;
            } else if (service.port == null) {
                service.port = inside; // the program listens there; nobody maps ports outside of a container
                service.comments.removeIf(comment -> comment.startsWith("port:"));
            }
            return;
        }
        List<String> exposed = ComposeDetails.strings(value(from, "expose"));
        if (service.image != null && exposed.size() == 1 && exposed.get(0).matches("[0-9]+")) {
            service.port = "auto";
            service.containerPort = exposed.get(0);
        }
    }

    private void envFiles(DraftService service, Yaml.Mapping from) {
        Yaml files = value(from, "env_file");
        for (String name : ComposeDetails.strings(files)) {
            String path = Path.of(folder).resolve(name).normalize().toString();
            if (draft.repository.has("", path)) {
                service.envFiles.add(Repository.relative(service.dir, path));
            } else {
                service.comments.add("env_file " + name + " is not there: left out");
            }
        }
    }

    private void dependencies(DraftService service, Yaml.Mapping from) {
        Yaml dependencies = value(from, "depends_on");
        Map<String, String> conditions = new LinkedHashMap<>();
        if (dependencies instanceof Yaml.Mapping mapping) {
            mapping.entries().forEach(entry -> {
                Yaml condition = entry.value() instanceof Yaml.Mapping one ? value(one, "condition") : null;
                conditions.put(
                        entry.key(), condition instanceof Yaml.Scalar scalar ? scalar.text() : "service_started");
            });
        } else {
            ComposeDetails.strings(dependencies).forEach(name -> conditions.put(name, "service_started"));
        }
        conditions.forEach((name, condition) -> {
            DraftService other = converted.get(name);
            if (servers.contains(name)) {
                if (service.image != null) {
                    service.dependsOn.put("postgres", "ready");
                }
            } else if (other != null && other != service) {
                if (condition.equals("service_completed_successfully")) {
                    other.task = true;
                    other.ready.clear();
                    other.restart = null;
                }
                service.dependsOn.put(
                        other.name,
                        other.task ? "completed" : condition.equals("service_healthy") ? "ready" : "started");
            }
        });
    }

    private static void environment(Yaml.Mapping service, BiConsumer<String, String> each) {
        Yaml environment = value(service, "environment");
        if (environment instanceof Yaml.Mapping mapping) {
            mapping.entries().forEach(entry -> {
                if (entry.value() instanceof Yaml.Scalar scalar && !scalar.isNothing()) {
                    accept(entry.key(), scalar.text(), each);
                }
            });
            return;
        }
        for (String line : ComposeDetails.strings(environment)) {
            int equals = line.indexOf('=');
            if (equals > 0) {
                accept(line.substring(0, equals), line.substring(equals + 1), each);
            }
        }
    }

    private static void accept(String key, String value, BiConsumer<String, String> each) {
        if (key.matches("[A-Za-z_][A-Za-z0-9_]*")) {
            each.accept(key, value);
        }
    }

    /** Other services of the file are reached by their names there, and on the loopback interface here. */
    private String addresses(String value) {
        String here = value;
        for (Map.Entry<String, DraftService> other : converted.entrySet()) {
            String name = Pattern.quote(other.getKey());
            if (other.getValue().port != null
                    || !ComposeDetails.ports(value(written(other), "ports")).isEmpty()) {
                here = here.replaceAll(
                        "(?<=//|@)" + name + ":[0-9]+",
                        Matcher.quoteReplacement("127.0.0.1:${services." + other.getValue().name + ".port}"));
            }
            here = here.replaceAll("(?<=//|@)" + name + "(?=[:/]|$)", "127.0.0.1");
            here = here.equals(other.getKey()) ? "127.0.0.1" : here;
        }
        return here;
    }

    private Yaml.Mapping written(Map.Entry<String, DraftService> one) {
        return Objects.requireNonNull(written.get(one.getKey()));
    }

    private String context(Yaml build) {
        String context = build instanceof Yaml.Scalar scalar
                ? scalar.text()
                : build instanceof Yaml.Mapping mapping && value(mapping, "context") instanceof Yaml.Scalar given
                        ? given.text()
                        : ".";
        String dir = Path.of(folder).resolve(context).normalize().toString();
        return draft.repository.isFolder(dir) && !dir.startsWith("..") ? dir : "";
    }

    /** Compose takes an unset variable for an empty one, and knows forms that services.yaml does not. */
    static String compose(String value) {
        String text = value.replaceAll("(?<!\\$)\\$([A-Za-z_][A-Za-z0-9_]*)", "\\${$1}");
        text = text.replaceAll("\\$\\{([A-Za-z_][A-Za-z0-9_]*)}", "\\${$1:-}");
        text = text.replaceAll("\\$\\{([A-Za-z_][A-Za-z0-9_]*):?\\?[^}]*}", "\\${$1:-}");
        text = text.replaceAll("\\$\\{([A-Za-z_][A-Za-z0-9_]*)-", "\\${$1:-");
        return text.replaceAll("\\$\\{([A-Za-z_][A-Za-z0-9_]*):?\\+[^}]*}", "\\${$1:-}");
    }

    private static String shell(Yaml command) {
        if (command instanceof Yaml.Listing) {
            List<String> words = ComposeDetails.strings(command);
            return String.join(
                    " ", words.stream().map(word -> Dockerfile.quoted(word)).toList());
        }
        // a shell replaces variables itself; Compose wants a dollar of the container's doubled
        return command instanceof Yaml.Scalar scalar
                ? scalar.text().strip().replaceAll("\\s*\n\\s*", " ").replace("$$", "$")
                : "";
    }

    private static String text(Yaml.Mapping mapping, String key) {
        return value(mapping, key) instanceof Yaml.Scalar scalar ? scalar.text() : "";
    }

    static @Nullable Yaml value(Yaml.Mapping mapping, String key) {
        Yaml.Entry entry = mapping.entry(key);
        return entry == null || entry.value().isNothing() ? null : entry.value();
    }
}
