package io.devctl.cli.psql;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** The commands that begin with a backslash, as queries. */
final class Meta {
    static final String HELP =
            "\\d lists tables, views and sequences; \\dt tables; \\d NAME one with its columns; \\q leaves;"
                    + " anything else is SQL up to a semicolon";

    private static final String USERS =
            " n.nspname <> 'information_schema' and n.nspname not like 'pg\\_%' and n.nspname <> 'devctl'";

    /** Names to complete: every table and view, with its schema and, where the search path finds it, without. */
    static final String NAMES = "select quote_ident(n.nspname) || '.' || quote_ident(c.relname) from pg_class c"
            + " join pg_namespace n on n.oid = c.relnamespace where c.relkind in ('r', 'p', 'v', 'm', 'f') and"
            + USERS + " union select quote_ident(c.relname) from pg_class c join pg_namespace n on n.oid ="
            + " c.relnamespace where c.relkind in ('r', 'p', 'v', 'm', 'f') and pg_table_is_visible(c.oid) and"
            + USERS + " order by 1";

    private Meta() {}

    /**
     * The query for a command.
     *
     * @return null for a command that is not known
     */
    static @Nullable String query(String line) {
        String[] words = line.strip().replaceAll(";$", "").split("\\s+", 2);
        String argument = words.length < 2 ? "" : words[1].strip();
        return switch (words[0].toLowerCase(Locale.ROOT)) {
            case "\\d" -> argument.isEmpty() ? list("'r','p','v','m','f','S'") : describe(argument);
            case "\\dt" -> list("'r','p'");
            default -> null;
        };
    }

    private static String list(String kinds) {
        return "select n.nspname as schema, c.relname as name, case c.relkind when 'r' then 'table' when 'p' then"
                + " 'partitioned table' when 'v' then 'view' when 'm' then 'materialized view' when 'f' then"
                + " 'foreign table' else 'sequence' end as type from pg_class c join pg_namespace n on n.oid ="
                + " c.relnamespace where c.relkind in (" + kinds + ") and" + USERS + " order by 1, 2";
    }

    private static String describe(String name) {
        return "select a.attname as column, format_type(a.atttypid, a.atttypmod) as type,"
                + " case when a.attnotnull then 'not null' end as nullable,"
                + " pg_get_expr(d.adbin, d.adrelid) as default, (select string_agg(i.indexrelid::regclass::text, ', ')"
                + " from pg_index i where i.indrelid = a.attrelid and a.attnum = any(i.indkey)) as indexes"
                + " from pg_attribute a left join pg_attrdef d on d.adrelid = a.attrelid and d.adnum = a.attnum"
                + " where a.attrelid = '" + name.replace("'", "''") + "'::regclass and a.attnum > 0 and not"
                + " a.attisdropped order by a.attnum";
    }
}
