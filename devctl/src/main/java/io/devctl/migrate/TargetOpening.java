package io.devctl.migrate;

import io.devctl.migrate.ledger.LedgerForm;
import io.devctl.migrate.session.Row;
import io.devctl.migrate.session.Sql;
import io.devctl.migrate.session.SqlFailure;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** How a target is opened: schema, ledger and records are made where they are missing, or are what they were seen to be. */
final class TargetOpening {
    private TargetOpening() {}

    /** Makes what is missing of schema, ledger and records, and reads the ledger. */
    static OpenTarget open(
            WorkSession work, MigrationTarget target, LoadedSet set, TargetFacts facts, Duration lockTimeout)
            throws SqlFailure {
        return open(work, target, set, facts, lockTimeout, null);
    }

    /**
     * The same, with the lock.
     *
     * @param lock the statement that takes it or fails; null when it is held
     */
    static OpenTarget open(
            WorkSession work,
            MigrationTarget target,
            LoadedSet set,
            TargetFacts facts,
            Duration lockTimeout,
            @Nullable String lock)
            throws SqlFailure {
        LedgerForm form = Objects.requireNonNull(facts.form());
        Message message = new Message();
        work.reset(message);
        begin(message, "start transaction", lockTimeout);
        if (lock != null) {
            message.own(lock);
        }
        prepare(message, target, set, facts);
        // a statement of its own: it sees what was committed before the one above could take the row's lock
        message.own("select k.*, " + form.content(target.ledgerSchema()) + " from devctl.known("
                + Sql.text(target.target().schema()) + ", "
                + Sql.text(set.usualForm().table()) + ") k");
        message.own("commit");
        List<Row> rows = work.session().send(message.sql());
        // a newer devctl may have come while this one waited for the lock
        Records.requireKnown(rows.get(rows.size() - 1).number(4));
        return new OpenTarget(target, set, form, rows);
    }

    private static void begin(Message message, String begin, Duration lockTimeout) {
        // each statement is to see what was committed before the one that took the lock
        message.own(begin + " isolation level read committed")
                .own("set local client_min_messages = error")
                .own("set local lock_timeout = " + lockTimeout.toMillis())
                .own("set local devctl.migrating = own");
    }

    /** Whether {@link #resume} can be tried: the records say what the ledger holds, and that is all there is to say. */
    static boolean canResume(LoadedSet set, Verdict verdict) {
        TargetFacts facts = verdict.facts();
        LedgerForm form = facts.form();
        return facts.vouched()
                && facts.id() != null
                && facts.digest() != null
                && facts.failure() == null
                && facts.lostTables() == null
                && form != null
                && form.addsByInsert()
                && !set.isForeign()
                && verdict.drift() == null
                && verdict.content() != null;
    }

    /**
     * A target that is taken for what it was seen to be. What is added to the message takes its lock and fails unless it still
     * is, before anything that comes behind it in the message is done.
     */
    static OpenTarget resume(
            Message message, MigrationTarget target, LoadedSet set, Verdict seen, Duration lockTimeout, long lock) {
        TargetFacts facts = seen.facts();
        // what writes nothing needs no flush to the disk when it is committed
        begin(message, "start transaction read only,", lockTimeout);
        message.own(
                "select devctl.resume(" + lock + ", " + Sql.text(target.target().schema()) + ", "
                        + Sql.text(set.usualForm().table()) + ", " + Sql.text(target.ledgerSchema()) + ", "
                        + Sql.text(facts.digest()) + ", " + Records.VERSION + ")");
        message.own("commit");
        return new OpenTarget(
                target,
                set,
                facts,
                Objects.requireNonNull(facts.form()),
                Objects.requireNonNull(seen.content(), "of a target that can be resumed"));
    }

    /** Adds what makes what is missing of schema, ledger and records. */
    static void prepare(Message message, MigrationTarget target, LoadedSet set, TargetFacts facts) {
        String schema = target.target().schema();
        LedgerForm form = Objects.requireNonNull(facts.form());
        if (!facts.schemaExists()) {
            message.own("create schema if not exists " + Sql.name(schema));
        }
        String place = target.ledgerSchema();
        if (!facts.ledgerExists()) {
            if (!place.equals(schema)) {
                message.own("create schema if not exists " + Sql.name(place));
            }
            form.create(place).forEach(message::own);
        }
        record(message, target, set.usualForm().table(), form);
        message.own("do $watch$ begin perform devctl.watch(" + idOf(target, set) + ", " + Sql.text(place) + ", "
                + Sql.text(form.table()) + ", " + Sql.text(form.watched()) + "); end $watch$");
    }

    /** The row of a target in devctl.targets, as an expression. */
    static String idOf(MigrationTarget target, LoadedSet set) {
        return "(select id from devctl.targets where schema_name = "
                + Sql.text(target.target().schema()) + " and ledger_name = "
                + Sql.text(set.usualForm().table()) + ")";
    }

    static void record(Message message, MigrationTarget target, String slot, LedgerForm form) {
        message.own(
                "insert into devctl.targets(schema_name, ledger_name, table_name, name_column, form, service, tenant,"
                        + " engine) values (" + Sql.text(target.target().schema()) + ", " + Sql.text(slot) + ", "
                        + Sql.text(form.table()) + ", " + Sql.text(form.watched()) + ", " + Sql.text(form.id()) + ", "
                        + Sql.text(target.target().service()) + ", "
                        + Sql.text(target.target().tenant()) + ", "
                        + Sql.text(target.target().engine())
                        + ") on conflict (schema_name, ledger_name) do update set table_name = excluded.table_name,"
                        + " form = excluded.form, service = excluded.service, tenant = excluded.tenant,"
                        + " engine = excluded.engine");
    }
}
