package io.devctl.config;

import io.devctl.config.keys.Fields;
import io.devctl.config.keys.Key;
import io.devctl.config.keys.Kind;
import io.devctl.config.keys.ListKind;
import io.devctl.config.keys.MapKind;
import io.devctl.config.keys.ScalarKind;
import io.devctl.config.keys.Section;
import io.devctl.config.keys.Shape;
import io.devctl.config.yaml.Named;
import io.devctl.config.yaml.Placed;
import io.devctl.config.yaml.Yaml;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads an entry of {@code services}. */
final class ServiceReader {
    private static final String TASK = "task";
    private static final List<Placed<String>> NONE = List.of();
    private static final Kind<PortConfig> PORT_OR_AUTO =
            new ScalarKind<>(
                    "a port from 1 to 65535 or auto",
                    "auto",
                    new Shape.Either(List.of(new Shape.Whole(1, 65_535), new Shape.Choice(List.of("auto"))))) {
                @Override
                protected @Nullable PortConfig parse(String text) {
                    if (text.equals("auto")) {
                        return new PortConfig.Auto();
                    }
                    Integer number = Kinds.whole(text);
                    return number == null || number < 1 || number > 65_535 ? null : new PortConfig.Fixed(number);
                }
            };

    static final Key<String> TYPE =
            new Key<>("type", Kinds.choice("service", TASK), "A task runs to completion; service unless given");
    static final Key<String> DIR =
            new Key<>("dir", Kinds.PATH, "Its folder, relative to services.yaml; that file's own unless given");
    static final Key<List<Placed<Fields>>> MIGRATIONS =
            new Key<>("migrations", ListKind.orOne(MigrationReader.SECTION), "Its migrations, applied in order");
    static final Key<Yaml> COMMAND =
            new Key<>("command", Kinds.COMMAND, "Text runs under /bin/sh, a list is a program with its arguments");
    static final Key<String> IMAGE =
            new Key<>("image", Kinds.TEXT, "For dev render; without a command: what runs, as a container");
    static final Key<PortConfig> PORT = new Key<>("port", PORT_OR_AUTO, "Where it listens; given to it as PORT");
    static final Key<Integer> CONTAINER_PORT = new Key<>(
            "container_port",
            Kinds.PORT,
            "With an image and no command: the port inside; the only one that the image exposes unless given");
    static final Key<List<Named<Yaml.Scalar>>> ENV =
            new Key<>("env", MapKind.of(NameRule.VARIABLE, Kinds.RAW), "Its variables");
    static final Key<List<Placed<String>>> ENV_FILE =
            new Key<>("env_file", ListKind.orOne(Kinds.PATH), "Files with variables, relative to dir");
    static final Key<List<Named<ConditionKind.Wanted>>> DEPENDS_ON = new Key<>(
            "depends_on",
            MapKind.of(NameRule.DEPENDENCY, new ConditionKind()).orNames(new ConditionKind.Wanted(null)),
            "What must be there before it starts");
    static final Key<List<Placed<HostPort>>> WAIT_FOR =
            new Key<>("wait_for", ListKind.orOne(Kinds.ADDRESS), "TCP addresses that must answer before it starts");
    static final Key<Fields> STARTUP =
            new Key<>("startup", ProbeReader.SECTION, "When it has begun; only then it is asked whether it is ready");
    static final Key<Fields> READY = new Key<>("ready", ProbeReader.SECTION, "When it is ready");
    static final Key<Fields> LIVE = new Key<>("live", ProbeReader.SECTION, "Restarted when this fails");
    static final Key<Fields> RESTART = new Key<>("restart", RestartReader.SECTION, "When its process has ended");
    static final Key<Fields> STOP = new Key<>("stop", StopReader.SECTION, "How it is stopped");
    static final Key<List<Placed<String>>> WATCH =
            new Key<>("watch", ListKind.orOne(Kinds.TEXT), "Restarted when files that match these globs change");
    static final Key<List<Placed<String>>> PROFILES =
            new Key<>("profiles", ListKind.orOne(Kinds.PROFILE), "Started with these; default unless given");
    static final Key<List<Placed<String>>> INPUTS = new Key<>(
            "inputs", ListKind.orOne(Kinds.TEXT), "A task is skipped while files of these globs are unchanged");
    static final Key<List<Placed<String>>> SECRETS = new Key<>(
            "secrets",
            ListKind.orOne(Kinds.TEXT),
            "Variables that are masked in its log, beside those with KEY, TOKEN, SECRET or PASSWORD in their names");
    static final Key<Boolean> DATABASE =
            new Key<>("database", Kinds.FLAG, "False: it does not use the database and does not wait for it");
    static final Section SECTION = Section.of(
            "a service",
            TYPE,
            DIR,
            MIGRATIONS,
            COMMAND,
            IMAGE,
            PORT,
            CONTAINER_PORT,
            ENV,
            ENV_FILE,
            DEPENDS_ON,
            WAIT_FOR,
            STARTUP,
            READY,
            LIVE,
            RESTART,
            STOP,
            WATCH,
            PROFILES,
            INPUTS,
            SECRETS,
            DATABASE);

    private final Loading loading;
    private final Dependencies dependencies;

    ServiceReader(Loading loading, Dependencies dependencies) {
        this.loading = loading;
        this.dependencies = dependencies;
    }

    ServiceConfig read(Named<Fields> entry) {
        Fields fields = entry.value();
        checkUse(entry);
        Path dir = dir(fields);
        Path base = dir == null ? loading.root() : dir;
        EnvFiles.Read files = dir == null
                ? new EnvFiles.Read(List.of(), Map.of())
                : EnvFiles.of(base, fields.get(ENV_FILE, NONE), loading);
        Yaml command = fields.get(COMMAND);
        ProbeReader probes = new ProbeReader(loading);
        return new ServiceConfig(
                entry.name(),
                fields.get(TYPE, "").equals(TASK),
                base,
                migrations(fields, dir),
                command == null ? null : CommandReader.read(command, loading.text()),
                fields.get(IMAGE),
                fields.get(PORT),
                fields.get(CONTAINER_PORT),
                env(fields),
                files.files(),
                files.variables(),
                dependencies.of(entry),
                Loading.values(fields.get(WAIT_FOR)),
                probes.read(fields.get(STARTUP), "startup", fields.has(PORT)),
                probes.read(fields.get(READY), "ready", fields.has(PORT)),
                probes.read(fields.get(LIVE), "live", fields.has(PORT)),
                RestartReader.read(fields.get(RESTART)),
                StopReader.read(fields.get(STOP), loading.text()),
                Loading.values(fields.get(WATCH)),
                profiles(fields),
                Loading.values(fields.get(INPUTS)),
                Set.copyOf(Loading.values(fields.get(SECRETS))),
                fields.get(DATABASE, true));
    }

    private void checkUse(Named<Fields> entry) {
        Fields fields = entry.value();
        boolean task = fields.get(TYPE, "").equals(TASK);
        if (entry.name().equals("postgres")) {
            String hint = "choose another name; the database's own keys are under postgres:";
            loading.problems().add("a name that is taken", "postgres", entry.place(), hint);
        }
        if (task && !fields.has(COMMAND) && !fields.has(IMAGE)) {
            loading.problems().add("a task without a command", entry.name(), entry.place(), "give it a command");
        } else if (!fields.has(COMMAND) && !fields.has(IMAGE) && !fields.has(MIGRATIONS)) {
            String hint = "give it a command, an image or migrations";
            loading.problems().add("a service with nothing to do", entry.name(), entry.place(), hint);
        }
        if (fields.has(CONTAINER_PORT) && (fields.has(COMMAND) || !fields.has(IMAGE) || !fields.has(PORT))) {
            String hint = "give it an image and a port, and no command; or take this out";
            loading.problems()
                    .add("only for a container with a port", "container_port", fields.keyPlace(CONTAINER_PORT), hint);
        }
        if (!task && fields.has(INPUTS)) {
            loading.problems().add("only for a task", "inputs", fields.keyPlace(INPUTS), "write type: task, or watch");
        }
        if (fields.has(MIGRATIONS) && !fields.get(DATABASE, true)) {
            String hint = "take one of the two out";
            loading.problems().add("migrations need the database", "database", fields.keyPlace(DATABASE), hint);
        }
    }

    private @Nullable Path dir(Fields fields) {
        String dir = fields.get(DIR);
        if (dir == null) {
            return fields.has(DIR) ? null : loading.root();
        }
        return loading.folder(loading.root(), dir, fields.place(DIR));
    }

    private List<MigrationConfig> migrations(Fields fields, @Nullable Path dir) {
        MigrationReader reader = new MigrationReader(loading);
        List<MigrationConfig> sets = new ArrayList<>();
        for (Placed<Fields> set : fields.get(MIGRATIONS, List.of())) {
            sets.add(reader.read(set.value(), dir));
        }
        return sets;
    }

    private Map<String, Template> env(Fields fields) {
        Map<String, Template> env = new LinkedHashMap<>();
        for (Named<Yaml.Scalar> variable : fields.get(ENV, List.of())) {
            env.put(variable.name(), loading.text().template(variable.value()));
        }
        return env;
    }

    private static Set<String> profiles(Fields fields) {
        Set<String> profiles = new LinkedHashSet<>(Loading.values(fields.get(PROFILES)));
        return profiles.isEmpty() ? Set.of("default") : profiles;
    }
}
