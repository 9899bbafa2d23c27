package io.devctl.migrate;

import io.devctl.migrate.files.MigrationFile;
import io.devctl.migrate.session.Row;
import io.devctl.migrate.session.Sql;
import io.devctl.migrate.session.SqlFailure;
import io.devctl.model.MigrationError;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Looks into the database and the other files for a better hint than the words of an error alone allow. */
final class Hints {
    /** {@code relation "users" does not exist}, {@code type "vector" does not exist}, {@code function crypt(…) does not exist}. */
    private static final Pattern MISSING = Pattern.compile(
            "(relation|type|function|schema|operator class) \"?([^\"( ]+)\"?.* does not exist.*", Pattern.DOTALL);

    private static final Pattern NO_EXTENSION =
            Pattern.compile("extension \"([^\"]+)\" is not available.*", Pattern.DOTALL);

    /** What people use most, and which extension brings it. */
    private static final Map<String, String> EXTENSIONS = Map.ofEntries(
            Map.entry("vector", "vector"),
            Map.entry("halfvec", "vector"),
            Map.entry("citext", "citext"),
            Map.entry("hstore", "hstore"),
            Map.entry("ltree", "ltree"),
            Map.entry("geometry", "postgis"),
            Map.entry("geography", "postgis"),
            Map.entry("crypt", "pgcrypto"),
            Map.entry("gen_salt", "pgcrypto"),
            Map.entry("digest", "pgcrypto"),
            Map.entry("gen_random_bytes", "pgcrypto"),
            Map.entry("uuid_generate_v1", "uuid-ossp"),
            Map.entry("uuid_generate_v4", "uuid-ossp"),
            Map.entry("uuid_generate_v5", "uuid-ossp"),
            Map.entry("similarity", "pg_trgm"),
            Map.entry("gin_trgm_ops", "pg_trgm"),
            Map.entry("gist_trgm_ops", "pg_trgm"),
            Map.entry("unaccent", "unaccent"),
            Map.entry("earth_distance", "earthdistance"));

    private final WorkSession work;
    private final LoadedSet set;
    private final MigrationTarget target;

    Hints(WorkSession work, LoadedSet set, MigrationTarget target) {
        this.work = work;
        this.set = set;
        this.target = target;
    }

    /** The error with a better hint where there is one. */
    MigrationError improve(MigrationError error, @Nullable SqlFailure failure) {
        if (failure == null || !isOurs(failure.words())) {
            return error;
        }
        try {
            String hint = hint(failure, error.file());
            return hint == null
                    ? error
                    : new MigrationError(
                            error.file(),
                            error.line(),
                            error.column(),
                            error.sqlstate(),
                            error.message(),
                            error.sourceLine(),
                            hint);
        } catch (SqlFailure e) {
            return error;
        }
    }

    /** Errors about which we know more than the server's own hint says. */
    private static boolean isOurs(String words) {
        return MISSING.matcher(words).matches() || NO_EXTENSION.matcher(words).matches();
    }

    private @Nullable String hint(SqlFailure failure, String file) throws SqlFailure {
        Matcher extension = NO_EXTENSION.matcher(failure.words());
        if (extension.matches()) {
            return "the server lacks its files: install '" + extension.group(1)
                    + "' there, or use an image that has it (postgres: {provider: docker, image: …})";
        }
        Matcher missing = MISSING.matcher(failure.words());
        if (!missing.matches()) {
            return null;
        }
        String name = missing.group(2);
        String plain = name.substring(name.lastIndexOf('.') + 1);
        String brings = EXTENSIONS.get(plain.toLowerCase(Locale.ROOT));
        if (brings != null) {
            return extension(brings, plain);
        }
        String catalog = switch (missing.group(1)) {
            case "relation" -> "pg_class where relname";
            case "type" -> "pg_type where typname";
            case "function" -> "pg_proc where proname";
            default -> null;
        };
        if (catalog == null || name.indexOf('.') >= 0) {
            return laterFile(plain, file);
        }
        String column = catalog.substring("pg_".length(), catalog.indexOf(' '));
        String namespace = Map.of("class", "relnamespace", "type", "typnamespace", "proc", "pronamespace")
                .get(column);
        List<Row> elsewhere =
                work.ask("select n.nspname from pg_catalog.pg_namespace n where n.nspname not like 'pg\\_%'"
                        + " and n.oid in (select " + namespace + " from pg_catalog." + catalog + " = " + Sql.text(plain)
                        + ") order by 1 limit 2");
        String later = laterFile(plain, file);
        if (later != null || elsewhere.isEmpty()) {
            return later;
        }
        String schema = elsewhere.get(0).text(0);
        String path = target.target().schema().equals("public")
                ? "public"
                : target.target().schema() + ", public";
        return "there is one in schema " + schema + ", and names are looked for in " + path + ": write " + schema + "."
                + plain;
    }

    private String extension(String extension, String what) throws SqlFailure {
        List<Row> there = work.ask("select n.nspname from pg_catalog.pg_extension e join pg_catalog.pg_namespace n"
                + " on n.oid = e.extnamespace where e.extname = " + Sql.text(extension));
        if (there.isEmpty()) {
            return "extension " + extension + " brings it: name it in services.yaml, postgres: {extensions: ["
                    + extension + "]}, or create it in an earlier migration";
        }
        String schema = there.get(0).text(0);
        return "extension " + extension + " is in schema " + schema + ": write " + schema + "." + what
                + ", or alter extension \"" + extension + "\" set schema public";
    }

    /** A file that makes the thing and runs later than the one that needs it. */
    private @Nullable String laterFile(String name, String shown) {
        Pattern makes = Pattern.compile(
                "create\\s[^;]*?\\b(table|view|sequence|type|domain|function|procedure|schema)\\s+(if\\s+not\\s+exists\\s+)?"
                        + "(\"?\\w+\"?\\.)?\"?" + Pattern.quote(name) + "\"?[\\s(]",
                Pattern.CASE_INSENSITIVE);
        boolean later = false;
        for (MigrationFile file : set.files()) {
            if (later && makes.matcher(set.script(file).sendable() + " ").find()) {
                return file.name() + " makes it, and files run in the order of their names: that one must come first";
            }
            later |= file.shown().equals(shown);
        }
        return null;
    }
}
