package io.devctl.config;

import io.devctl.config.DevctlConfig.OnSupervisorExit;
import io.devctl.config.DevctlConfig.Surroundings;
import io.devctl.config.keys.Fields;
import io.devctl.config.keys.Key;
import io.devctl.config.keys.Kind;
import io.devctl.config.keys.MapKind;
import io.devctl.config.keys.ScalarKind;
import io.devctl.config.keys.Section;
import io.devctl.config.keys.Shape;
import io.devctl.config.yaml.Named;
import io.devctl.config.yaml.Yaml;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads the file as a whole. */
final class FileReader {
    private static final Kind<String> PROJECT_NAME =
            new ScalarKind<>(NameRule.PROJECT.rule(), "name", new Shape.Text(NameRule.PROJECT.pattern())) {
                @Override
                protected @Nullable String parse(String text) {
                    return NameRule.PROJECT.allows(text) ? text : null;
                }
            };

    static final Key<String> PROJECT = new Key<>("project", PROJECT_NAME, "The folder's name unless given");
    static final Key<Fields> TENANTS =
            new Key<>("tenants", TenantsReader.SECTION, "A list, or where to find it: a file or a query");
    static final Key<Fields> POSTGRES = new Key<>("postgres", PostgresReader.SECTION, "The database server");
    static final Key<List<Named<Fields>>> SERVICES = new Key<>(
            "services", MapKind.of(NameRule.SERVICE, ServiceReader.SECTION), "What runs, and what is migrated");
    static final Key<String> ON_SUPERVISOR_EXIT = new Key<>(
            "on_supervisor_exit",
            Kinds.choice("keep", "stop"),
            "What becomes of the services when their supervisor dies; keep unless given");
    static final Section SECTION = Section.of(
                    ConfigLoader.FILE_NAME, PROJECT, TENANTS, POSTGRES, SERVICES, ON_SUPERVISOR_EXIT)
            .withExtensions();

    private final Path file;
    private final Loading loading;

    FileReader(Path file, Loading loading) {
        this.file = file;
        this.loading = loading;
    }

    DevctlConfig read(Yaml.Mapping root, Surroundings surroundings) {
        Fields fields = SECTION.read(root, "", loading.text());
        if (fields == null) {
            fields = Fields.none(root.place());
        }
        Path folder = loading.root().getFileName();
        String project = fields.get(PROJECT, NameRule.legalProject(folder == null ? "" : folder.toString()));
        Fields postgres = fields.get(POSTGRES, Fields.none(fields.place()));
        TenantSource tenants = new TenantsReader(loading).read(fields.get(TENANTS));
        List<Named<Fields>> entries = fields.get(SERVICES, List.of());
        Set<String> written = written(root);
        Map<String, ServiceConfig> services = services(entries, written);
        CrossChecks checks = new CrossChecks(entries, loading);
        checks.checkNames();
        checks.checkPorts(postgres);
        checks.checkSets(services, tenants, fields.has(TENANTS));
        PostgresConfig server = new PostgresReader(loading).read(postgres, project);
        checks.checkOpenNames(written);
        OnSupervisorExit exit =
                fields.get(ON_SUPERVISOR_EXIT, "keep").equals("stop") ? OnSupervisorExit.STOP : OnSupervisorExit.KEEP;
        return new DevctlConfig(file, project, tenants, server, services, exit, surroundings);
    }

    private Map<String, ServiceConfig> services(List<Named<Fields>> entries, Set<String> written) {
        Dependencies dependencies = new Dependencies(entries, written, loading);
        dependencies.checkCycles();
        ServiceReader reader = new ServiceReader(loading, dependencies);
        Map<String, ServiceConfig> services = new LinkedHashMap<>();
        for (Named<Fields> entry : entries) {
            services.put(entry.name(), reader.read(entry));
        }
        return services;
    }

    private static Set<String> written(Yaml.Mapping root) {
        Set<String> names = new LinkedHashSet<>();
        Yaml.Entry services = root.entry(SERVICES.name());
        if (services != null && services.value() instanceof Yaml.Mapping mapping) {
            for (Yaml.Entry entry : mapping.entries()) {
                names.add(entry.key());
            }
        }
        return names;
    }
}
