package io.devctl.api;

import io.devctl.migrate.Ledger;
import io.devctl.migrate.Limits;
import io.devctl.migrate.MigrateOptions;
import io.devctl.migrate.MigrationSet;
import io.devctl.migrate.MigrationTarget;
import io.devctl.model.EventSink;
import io.devctl.model.Target;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What is migrated, and how. Immutable: each method returns options that differ in one thing. What matters to the database
 * (schema, and the name of the service in records) must be what services.yaml says where both are used.
 */
public final class MigrationOptions {
    private static final String TENANT = "{tenant}";
    /** Postgres cuts longer names. */
    private static final int LONGEST_NAME = 63;

    private final List<Path> folders;
    private final @Nullable String resource;
    private String service = "app";
    private String schema = "public";
    private List<String> tenants = List.of();
    private Map<String, String> variables = Map.of();
    private Limits limits = Limits.DEFAULT;
    private MigrateOptions run = MigrateOptions.defaults();
    private EventSink events = EventSink.none();

    private MigrationOptions(List<Path> folders, @Nullable String resource) {
        this.folders = List.copyOf(folders);
        this.resource = resource;
    }

    /** To be changed in one thing before anybody else has it. */
    private MigrationOptions copy() {
        MigrationOptions copy = new MigrationOptions(folders, resource);
        copy.service = service;
        copy.schema = schema;
        copy.tenants = tenants;
        copy.variables = variables;
        copy.limits = limits;
        copy.run = run;
        copy.events = events;
        return copy;
    }

    /**
     * SQL files in folders, merged by name; whose convention they follow is recognised. Everything else as {@code dev
     * migrate} has it: service {@code app}, schema {@code public}, no tenants.
     */
    public static MigrationOptions of(Path... folders) {
        if (folders.length == 0) {
            throw new IllegalArgumentException("no folder of migrations");
        }
        return new MigrationOptions(Arrays.asList(folders), null);
    }

    /**
     * SQL files that the service carries with it.
     *
     * @param folder as in {@code db/migrations}; from every folder and jar of the class path that has it, found by the
     *     calling thread's class loader. A jar must have an entry for the folder itself, as those of Maven and Gradle do
     */
    public static MigrationOptions fromClassPath(String folder) {
        String name = folder.startsWith("/") ? folder.substring(1) : folder;
        return new MigrationOptions(List.of(), name.endsWith("/") ? name.substring(0, name.length() - 1) : name);
    }

    /** The name of the service in reports and records. */
    public MigrationOptions service(String name) {
        MigrationOptions copy = copy();
        copy.service = name;
        return copy;
    }

    /** The schema, made where it is missing; with <code>{tenant}</code> in it there is one for each tenant. */
    public MigrationOptions schema(String name) {
        MigrationOptions copy = copy();
        copy.schema = name;
        return copy;
    }

    /** The tenants; a file that none of them has is tried on the first. */
    public MigrationOptions tenants(List<String> names) {
        MigrationOptions copy = copy();
        copy.tenants = List.copyOf(names);
        return copy;
    }

    /** What <code>${NAME}</code> in the files stands for; <code>{tenant}</code> in the value is the tenant. */
    public MigrationOptions variable(String name, String value) {
        Map<String, String> more = new HashMap<>(variables);
        more.put(name, value);
        MigrationOptions copy = copy();
        copy.variables = Map.copyOf(more);
        return copy;
    }

    /** How many connections migrate at a time, at least 1; as many as processors, 2 to 8, unless given. */
    public MigrationOptions jobs(int count) {
        return running(run.withJobs(count));
    }

    /** Whether a file that failed on the first tenant is tried on the others; false unless given. */
    public MigrationOptions keepGoing(boolean on) {
        return running(run.withKeepGoing(on));
    }

    /** How long to wait for another devctl that migrates the same target; 10 minutes unless given. */
    public MigrationOptions lockWait(Duration longest) {
        return running(run.withLockWait(longest));
    }

    /** How long a statement may wait for the lock of a table; 10 seconds unless given, zero is without end. */
    public MigrationOptions lockTimeout(Duration longest) {
        return limited(new Limits(longest, limits.statement(), limits.retries()));
    }

    /** How long a statement may take; 60 seconds unless given, zero is without end. */
    public MigrationOptions statementTimeout(Duration longest) {
        return limited(new Limits(limits.lock(), longest, limits.retries()));
    }

    /** Where progress is told, from any thread; nowhere unless given. The sink must not block for long and not throw. */
    public MigrationOptions events(EventSink sink) {
        MigrationOptions copy = copy();
        copy.events = sink;
        return copy;
    }

    private MigrationOptions running(MigrateOptions other) {
        MigrationOptions copy = copy();
        copy.run = other;
        return copy;
    }

    private MigrationOptions limited(Limits other) {
        MigrationOptions copy = copy();
        copy.limits = other;
        return copy;
    }

    Folders open() {
        return resource == null ? Folders.of(folders) : Folders.onClassPath(resource);
    }

    MigrateOptions forRun() {
        return run;
    }

    EventSink events() {
        return events;
    }

    List<MigrationTarget> targets(List<Path> paths) {
        MigrationSet set = new MigrationSet(
                service,
                "sql",
                paths,
                Path.of("").toAbsolutePath(),
                null,
                Ledger.DEFAULT,
                variables,
                limits,
                MigrationSet.Rules.STANDARD);
        if (schema.contains(TENANT) == tenants.isEmpty()) {
            throw new IllegalArgumentException(
                    tenants.isEmpty() ? "no tenants for the schema " + schema : "no {tenant} in the schema " + schema);
        }
        if (tenants.isEmpty()) {
            return List.of(new MigrationTarget(new Target(service, null, checked(schema), "sql"), set));
        }
        Set<String> names = new LinkedHashSet<>(tenants);
        return names.stream()
                .map(tenant -> new MigrationTarget(
                        new Target(service, tenant, checked(schema.replace(TENANT, tenant)), "sql"), set))
                .toList();
    }

    private static String checked(String name) {
        if (name.isEmpty() || name.getBytes(StandardCharsets.UTF_8).length > LONGEST_NAME) {
            throw new IllegalArgumentException("a schema's name has 1 to " + LONGEST_NAME + " bytes: '" + name + "'");
        }
        return name;
    }
}
