package io.devctl.migrate;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What can happen to a ledger beside devctl, after which the target must not be called current.
 *
 * @param schema the target's
 * @param column in which the ledger has the migrations
 * @param last what it has there of the last one
 */
record LedgerLosses(String schema, String table, String column, String last) {
    static LedgerLosses sql(String schema) {
        return new LedgerLosses(schema, "schema_migrations", "migration_name", "20250101000003_three.sql");
    }

    static LedgerLosses alembic(String schema) {
        return new LedgerLosses(schema, "alembic_version", "version_num", "0002");
    }

    /** What is done, by what it is called. */
    Map<String, List<String>> all() {
        String ledger = schema + "." + table;
        String delete = "delete from " + ledger + " where " + column + " = '" + last + "'";
        Map<String, List<String>> all = new LinkedHashMap<>();
        all.put("row deleted", List.of(delete));
        all.put("all rows deleted", List.of("delete from " + ledger));
        all.put("truncated", List.of("truncate " + ledger));
        all.put("truncated with restart", List.of("truncate " + ledger + " restart identity cascade"));
        all.put(
                "row renamed",
                List.of("update " + ledger + " set " + column + " = 'x.sql' where " + column + " = '" + last + "'"));
        all.put("ledger dropped", List.of("drop table " + ledger));
        all.put("schema dropped", List.of("drop schema " + schema + " cascade"));
        all.put("schema renamed", List.of("alter schema " + schema + " rename to app_gone"));
        all.put("schema recreated", List.of("drop schema " + schema + " cascade", "create schema " + schema));
        all.put(
                "schema swapped",
                List.of(
                        "alter schema " + schema + " rename to app_old",
                        "create schema " + schema,
                        "create table " + ledger + " (like app_old." + table + " including all)"));
        all.put("ledger renamed", List.of("alter table " + ledger + " rename to elsewhere"));
        all.put("ledger moved", List.of("alter table " + ledger + " set schema public"));
        all.put(
                "ledger replaced",
                List.of(
                        "alter table " + ledger + " rename to old_ledger",
                        "create table " + ledger + " as select * from " + schema + ".old_ledger where " + column
                                + " <> '" + last + "'"));
        all.put(
                "ledger replaced by a view",
                List.of(
                        "alter table " + ledger + " rename to old_ledger",
                        "create view " + ledger + " as select * from " + schema + ".old_ledger where " + column
                                + " <> '" + last + "'"));
        all.put("as a replica", List.of("set session_replication_role = replica", delete));
        all.put("truncated as a replica", List.of("set session_replication_role = replica", "truncate " + ledger));
        all.put("triggers disabled", List.of("alter table " + ledger + " disable trigger all", delete));
        all.put("user triggers disabled", List.of("alter table " + ledger + " disable trigger user", delete));
        all.put(
                "triggers disabled and enabled",
                List.of(
                        "alter table " + ledger + " disable trigger all",
                        delete,
                        "alter table " + ledger + " enable trigger all"));
        all.put(
                "triggers disabled and enabled as they were",
                List.of(
                        "alter table " + ledger + " disable trigger all",
                        delete,
                        "alter table " + ledger + " enable always trigger devctl_rows",
                        "alter table " + ledger + " enable always trigger devctl_truncate"));
        all.put("triggers dropped", List.of("drop trigger devctl_rows on " + ledger, delete));
        all.put(
                "triggers made again",
                List.of(
                        "drop trigger devctl_rows on " + ledger,
                        delete,
                        "create trigger devctl_rows after insert or update or delete on " + ledger
                                + " for each row execute function devctl.ledger_changed()",
                        "alter table " + ledger + " enable always trigger devctl_rows"));
        all.put(
                "trigger function replaced",
                List.of(
                        "create or replace function devctl.ledger_changed() returns trigger language plpgsql as"
                                + " 'begin return null; end'",
                        delete));
        all.put(
                "column's values rewritten",
                List.of("alter table " + ledger + " alter column " + column + " type text using md5(" + column + ")"));
        all.put(
                "column replaced",
                List.of(
                        "alter table " + ledger + " drop column " + column,
                        "alter table " + ledger + " add column " + column + " varchar(255) not null default 'x.sql'"));
        all.put(
                "columns swapped",
                List.of(
                        "alter table " + ledger + " add column other varchar(255) default 'x.sql'",
                        "alter table " + ledger + " rename column " + column + " to was",
                        "alter table " + ledger + " rename column other to " + column));
        all.put("devctl's schema dropped", List.of("drop schema devctl cascade", delete));
        all.put("devctl's row dropped", List.of("delete from devctl.targets", delete));
        all.put("devctl's table truncated", List.of("truncate devctl.targets cascade", delete));
        all.put(
                "in a transaction with a new row",
                List.of("begin", delete, "insert into " + ledger + "(" + column + ") values ('y.sql')", "commit"));
        all.put(
                "through a temporary rule",
                List.of(
                        "create rule r as on insert to public.nothing do also " + delete,
                        "insert into public.nothing values (1)"));
        all.put(
                "through a foreign key",
                List.of(
                        "create table " + schema + ".parent as select " + column + " from " + ledger,
                        "alter table " + schema + ".parent add primary key (" + column + ")",
                        "alter table " + ledger + " add foreign key (" + column + ") references " + schema
                                + ".parent on delete cascade",
                        "delete from " + schema + ".parent where " + column + " = '" + last + "'"));
        return all;
    }
}
