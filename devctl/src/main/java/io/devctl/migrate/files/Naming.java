package io.devctl.migrate.files;

import java.util.Comparator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What a file's name says.
 *
 * @param version empty for a repeatable one
 */
record Naming(Role role, String version, String description) {
    /** What a file is for. */
    enum Role {
        MIGRATION,
        REPEATABLE,
        DOWN
    }

    /** Versions that must fit into 64 bits. */
    private static final String NUMBER = "([0-9]{1,18})";

    private static final String FLYWAY_VERSION = "([0-9]+(?:[._][0-9]+)*)";

    private static final Pattern DEVCTL = Pattern.compile("([0-9]{14})_(.+)\\.sql");
    private static final Pattern SUPABASE = Pattern.compile("([0-9]+)_(.*)\\.sql");
    private static final Pattern DBMATE = Pattern.compile("([0-9]+)_?(.*)\\.sql");
    private static final Pattern GOOSE = Pattern.compile(NUMBER + "_(.*)\\.sql");
    private static final Pattern GOLANG_MIGRATE = Pattern.compile(NUMBER + "_(.*)\\.(?:up|down)\\.sql");
    private static final Pattern FLYWAY = Pattern.compile("[VU]" + FLYWAY_VERSION + "(?:__(.*))?\\.sql");
    private static final Pattern FLYWAY_REPEATABLE = Pattern.compile("R()__(.+)\\.sql");
    private static final Pattern DIESEL = Pattern.compile("([^_/]+)(?:_([^/]*))?/(?:up|down)\\.sql");

    /** What a name says in a format; null when it is no name of that format. */
    static @Nullable Naming read(Format format, String name) {
        return switch (format) {
            case DEVCTL -> of(DEVCTL, name, name.endsWith(".down.sql") ? Role.DOWN : Role.MIGRATION);
            case SUPABASE -> of(SUPABASE, name, Role.MIGRATION);
            case DBMATE -> of(DBMATE, name, Role.MIGRATION);
            case GOOSE -> of(GOOSE, name, Role.MIGRATION);
            case GOLANG_MIGRATE -> of(GOLANG_MIGRATE, name, name.endsWith(".down.sql") ? Role.DOWN : Role.MIGRATION);
            case FLYWAY ->
                name.startsWith("R")
                        ? of(FLYWAY_REPEATABLE, name, Role.REPEATABLE)
                        : of(FLYWAY, name, name.startsWith("U") ? Role.DOWN : Role.MIGRATION);
            case DIESEL -> diesel(of(DIESEL, name, name.endsWith("/down.sql") ? Role.DOWN : Role.MIGRATION));
        };
    }

    private static @Nullable Naming diesel(@Nullable Naming named) {
        return named == null ? null : new Naming(named.role, named.version.replace("-", ""), named.description);
    }

    private static @Nullable Naming of(Pattern pattern, String name, Role role) {
        Matcher matcher = pattern.matcher(name);
        if (!matcher.matches()) {
            return null;
        }
        String description = matcher.group(2);
        return new Naming(role, matcher.group(1), description == null ? "" : description);
    }

    /** The order in which a format's files run. */
    static Comparator<MigrationFile> order(Format format) {
        Comparator<MigrationFile> byName = Comparator.comparing(MigrationFile::name);
        return switch (format) {
            case DEVCTL, SUPABASE, DBMATE -> byName;
            case DIESEL -> Comparator.comparing(MigrationFile::version);
            case GOOSE, GOLANG_MIGRATE -> Comparator.comparingLong(f -> Long.parseLong(f.version()));
            case FLYWAY ->
                Comparator.comparing(MigrationFile::repeatable)
                        .thenComparing(MigrationFile::version, FlywayVersion.ORDER)
                        .thenComparing(MigrationFile::description);
        };
    }

    /** What tells two files of a format apart, besides their names; two with one of it cannot both be applied. */
    static String identity(Format format, MigrationFile file) {
        return switch (format) {
            case DEVCTL, SUPABASE -> file.name();
            case DBMATE, DIESEL -> file.version();
            case GOOSE, GOLANG_MIGRATE -> String.valueOf(Long.parseLong(file.version()));
            case FLYWAY -> file.repeatable() ? "R " + file.description() : FlywayVersion.normal(file.version());
        };
    }

    /** How the format wants a name to be, with an example. */
    static String hint(Format format) {
        return switch (format) {
            case DEVCTL -> "rename it to YYYYMMDDHHMMSS_description.sql, for example 20250101000001_create_users.sql";
            case SUPABASE, DBMATE ->
                "rename it to VERSION_description.sql, for example 20250101000001_create_users.sql";
            case GOOSE -> "rename it to VERSION_description.sql, for example 00001_create_users.sql";
            case GOLANG_MIGRATE ->
                "rename it to VERSION_title.up.sql or .down.sql, for example 000001_create_users.up.sql";
            case FLYWAY -> "rename it to V1__description.sql, R__description.sql or U1__description.sql";
            case DIESEL -> "put it into a folder of its own, as VERSION_description/up.sql";
        };
    }
}
