package io.devctl.migrate;

import io.devctl.migrate.files.MigrationFile;
import io.devctl.migrate.session.Row;
import io.devctl.migrate.session.Session;
import io.devctl.migrate.session.Sql;
import io.devctl.migrate.session.SqlFailure;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A target whose lock is held: its schema, ledger and records exist, and what the ledger holds is known. Keeps count of
 * what is applied, so that the records can be brought up to date in the transaction of each file.
 */
final class OpenTarget {
    /** How far a file got that is not one transaction. */
    record Progress(int done, boolean running, String prefix) {}

    private final MigrationTarget target;
    private final LoadedSet set;
    private final String column;
    private final String id;
    private final TargetFacts.Content content;
    private final Map<String, Progress> progress;
    private final SortedMap<String, String> applied = new TreeMap<>();
    private long changes;

    private OpenTarget(MigrationTarget target, LoadedSet set, String column, List<Row> rows) {
        this.target = target;
        this.set = set;
        this.column = column;
        Row row = rows.get(rows.size() - 1);
        this.id = row.text(0);
        this.changes = Long.parseLong(row.text(1));
        this.content = new TargetFacts.Content(Check.lines(row.get(2)), Check.checksums(Check.lines(row.get(3))));
        this.progress = progress(Check.lines(row.get(4)));
    }

    /** Makes what is missing of schema, ledger and records, and reads the ledger. */
    static OpenTarget open(
            WorkSession work, MigrationTarget target, LoadedSet set, TargetFacts facts, Duration lockTimeout)
            throws SqlFailure {
        String schema = target.target().schema();
        String table = target.set().ledger().table();
        String column = Objects.requireNonNull(facts.nameColumn());
        Message message = new Message();
        work.reset(message);
        message.own("begin")
                .own("set local client_min_messages = error")
                .own("set local lock_timeout = " + lockTimeout.toMillis());
        if (!facts.schemaExists()) {
            message.own("create schema if not exists " + Sql.name(schema));
        }
        if (!facts.ledgerExists()) {
            message.own(ledger(schema, target.set().ledger()));
        }
        record(message, target, column);
        String mine = "(select id from devctl.targets where schema_name = " + Sql.text(schema) + " and ledger_name = "
                + Sql.text(table) + ")";
        message.own("do $watch$ begin perform devctl.watch(" + mine + ", " + Sql.text(schema) + ", " + Sql.text(table)
                + ", " + Sql.text(column) + "); end $watch$");
        // a statement of its own: it sees what was committed before the one above could take the row's lock
        message.own("select id, changes, (select pg_catalog.string_agg(" + Sql.name(column)
                + "::pg_catalog.text, chr(10)) from " + Sql.name(schema, table) + "),"
                + " (select pg_catalog.string_agg(name || chr(9) || checksum, chr(10)) from devctl.applied"
                + " where target_id = targets.id),"
                + " (select pg_catalog.string_agg(pg_catalog.concat_ws(chr(9), done, running is not null, prefix, name),"
                + " chr(10)) from devctl.progress where target_id = targets.id)"
                + " from devctl.targets where id = " + mine);
        message.own("commit");
        return new OpenTarget(target, set, column, work.session().send(message.sql()));
    }

    private static String ledger(String schema, Ledger ledger) {
        return "create table if not exists " + Sql.name(schema, ledger.table()) + " (id serial primary key, "
                + Sql.name(ledger.name()) + " varchar(255) unique not null, " + Sql.name(ledger.appliedAt())
                + " timestamptz default now())";
    }

    private static void record(Message message, MigrationTarget target, String column) {
        message.own(
                "insert into devctl.targets(schema_name, ledger_name, name_column, service, tenant, engine) values ("
                        + Sql.text(target.target().schema()) + ", "
                        + Sql.text(target.set().ledger().table()) + ", "
                        + Sql.text(column) + ", " + Sql.text(target.target().service()) + ", "
                        + Sql.text(target.target().tenant()) + ", "
                        + Sql.text(target.target().engine())
                        + ") on conflict (schema_name, ledger_name) do update"
                        + " set service = excluded.service, tenant = excluded.tenant, engine = excluded.engine");
    }

    private static Map<String, Progress> progress(List<String> lines) {
        Map<String, Progress> found = new HashMap<>();
        for (String line : lines) {
            String[] part = line.split("\t", 4);
            found.put(part[3], new Progress(Integer.parseInt(part[0]), part[1].equals("t"), part[2]));
        }
        return found;
    }

    /** The verdict from what the ledger holds now. */
    Verdict verdict() {
        TargetFacts facts = new TargetFacts(id, true, true, column, false, null, 0, null, null, false, null);
        return Verdict.of(target.target(), set, facts, content);
    }

    String id() {
        return id;
    }

    MigrationTarget target() {
        return target;
    }

    @Nullable
    Progress progress(MigrationFile file) {
        return progress.get(file.name());
    }

    /**
     * Makes the records agree with a ledger that is not drifted: takes in what others applied, with the checksum that the
     * file has now, and forgets what is not there any more.
     */
    void adopt(Session session) throws SqlFailure {
        Map<String, String> now = new HashMap<>();
        set.files().forEach(f -> now.put(f.name(), f.checksum()));
        List<String> added = new ArrayList<>();
        for (String name : content.names()) {
            String file = Verdict.fileName(name);
            String checksum = content.checksums().getOrDefault(file, now.get(file));
            if (checksum != null) {
                applied.put(file, checksum);
                if (!content.checksums().containsKey(file)) {
                    added.add("(" + id + ", " + Sql.text(file) + ", " + Sql.text(checksum) + ")");
                }
            }
        }
        Message message = new Message().own("begin");
        boolean forget = !applied.keySet().containsAll(content.checksums().keySet());
        if (forget) {
            message.own("delete from devctl.applied where target_id = " + id + " and name <> all ("
                    + Sql.texts(List.copyOf(applied.keySet())) + ")");
        }
        if (!added.isEmpty()) {
            message.own("insert into devctl.applied(target_id, name, checksum) values " + String.join(", ", added)
                    + " on conflict do nothing");
        }
        message.own(vouch(applied, changes)).own("commit");
        session.send(message.sql());
    }

    /** Adds the ledger's row and the records of an applied file; to be committed with what it did. */
    void record(Message message, MigrationFile file, String checksum, String duration) {
        SortedMap<String, String> then = new TreeMap<>(applied);
        then.put(file.name(), checksum);
        Ledger ledger = target.set().ledger();
        message.own("insert into " + Sql.name(target.target().schema(), ledger.table()) + "(" + Sql.name(column)
                + ") values (" + Sql.text(file.name()) + ")");
        message.own("insert into devctl.applied(target_id, name, checksum, duration_ms) values (" + id + ", "
                + Sql.text(file.name()) + ", " + Sql.text(checksum) + ", " + duration
                + ") on conflict (target_id, name) do update set checksum = excluded.checksum, applied_at = now(),"
                + " duration_ms = excluded.duration_ms");
        message.own("delete from devctl.failures where target_id = " + id);
        message.own(vouch(then, changes + 1));
    }

    /** Says that what {@link #record} added has been committed. */
    void recorded(MigrationFile file, String checksum) {
        applied.put(file.name(), checksum);
        changes++;
        progress.remove(file.name());
    }

    /** Says how far a file got, once that is committed. */
    void progressed(MigrationFile file, Progress now) {
        progress.put(file.name(), now);
    }

    /** Only true when nobody else touched the ledger since it was read: then the count is what we made it. */
    private String vouch(SortedMap<String, String> held, long count) {
        String last = held.isEmpty() ? null : held.lastKey();
        return "update devctl.targets set vouched = changes, vouched_by = pg_catalog.pg_current_xact_id()::xid, digest = "
                + Sql.text(LoadedSet.digest(held))
                + ", applied = " + held.size() + ", last_name = " + Sql.text(last) + " where id = " + id
                + " and changes = " + count;
    }
}
