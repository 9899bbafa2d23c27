package io.devctl.migrate;

import io.devctl.migrate.files.MigrationFile;
import io.devctl.migrate.process.ByHand;
import io.devctl.migrate.process.ProgramRun;
import io.devctl.migrate.session.Row;
import io.devctl.migrate.session.Sql;
import io.devctl.migrate.session.SqlFailure;
import io.devctl.migrate.tool.Tool;
import io.devctl.migrate.tool.ToolFailure;
import io.devctl.migrate.tool.ToolLedger;
import io.devctl.migrate.tool.ToolProject;
import io.devctl.model.MigrationError;
import io.devctl.model.Target;
import io.devctl.model.TargetResult.Outcome;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Has a tool bring one target up to date, whose lock is held, and records a success that the ledger bears witness to. */
final class ToolRun {
    private final WorkSession work;
    private final MigrationTarget target;
    private final LoadedSet set;
    private final Tool tool;
    private final ToolLedger ledger;
    private final TargetFacts facts;
    private final MigrateOptions options;
    private final Cancellation cancellation;

    ToolRun(
            WorkSession work,
            MigrationTarget target,
            LoadedSet set,
            TargetFacts facts,
            MigrateOptions options,
            Cancellation cancellation) {
        this.work = work;
        this.target = target;
        this.set = set;
        this.tool = Objects.requireNonNull(set.tool(), "only for a tool's set");
        this.ledger = tool.ledger();
        this.facts = facts;
        this.options = options;
        this.cancellation = cancellation;
    }

    /**
     * What came of it.
     *
     * @param reason null for a failure, whose error has it
     * @param done the migrations that it was run for, when it changed something
     */
    record Result(
            Outcome outcome,
            @Nullable String reason,
            @Nullable MigrationError error,
            List<MigrationFile> done) {
        static Result of(Outcome outcome, @Nullable String reason) {
            return new Result(outcome, reason, null, List.of());
        }

        static Result failed(MigrationError error) {
            return new Result(Outcome.FAILED, null, error, List.of());
        }
    }

    /**
     * What the database says, read after the triggers that count its changes are there.
     *
     * @param content of the ledger, null when it is not there or cannot be read
     */
    private record Seen(String id, long changes, @Nullable String content, Map<String, String> known) {}

    /** Runs the command unless the target is current. */
    Result run(boolean firstTenantFailed) throws SqlFailure, InterruptedException {
        Seen before = look();
        List<MigrationFile> pending = verdict(before).pending();
        if (pending.isEmpty()) {
            vouch(before, before.known());
            return Result.of(Outcome.CURRENT, null);
        }
        ToolProject project = tool.project();
        if (options.bounds().within(set, pending).size() < pending.size()) {
            return Result.failed(Failures.of(
                    target.target().schema(),
                    "--to and -n do not stop " + project.title() + " on its way",
                    "leave them out, or "
                            + ByHand.in(
                                    target.target().schema(), target.target().service(), "COMMAND")));
        }
        if (firstTenantFailed) {
            return Result.of(Outcome.SKIPPED, Migrator.FIRST_TENANT_FAILED);
        }
        ProgramRun.Result run = execute(project);
        if (run.end() == ProgramRun.End.CANCELLED || cancellation.isCancelled()) {
            return Result.of(Outcome.SKIPPED, Migrator.CANCELLED);
        }
        if (!run.isSuccess()) {
            return failed(before, pending, ToolFailure.of(tool, pending, run));
        }
        Seen after = look();
        MigrationError missing = missing(after);
        if (missing != null) {
            return failed(before, pending, missing);
        }
        record(after);
        String unverified = Verification.failure(work.session(), target);
        if (unverified != null) {
            return failed(
                    before,
                    pending,
                    Failures.of(
                            target.target().schema(),
                            unverified,
                            "correct the migration with another one, or `verify:`"));
        }
        boolean nothingDone = Objects.equals(before.content(), after.content());
        return nothingDone
                ? Result.of(Outcome.CURRENT, null)
                : new Result(Outcome.APPLIED, null, null, List.copyOf(pending));
    }

    private ProgramRun.Result execute(ToolProject project) throws InterruptedException {
        Target of = target.target();
        try {
            return ProgramRun.of(
                    project.command(of.schema(), of.tenant()),
                    project.folder(),
                    project.environment(of.schema(), of.tenant()),
                    project.timeout(),
                    cancellation::isCancelled);
        } catch (IOException e) {
            return new ProgramRun.Result(
                    ProgramRun.End.EXITED, ProgramRun.NOT_FOUND, List.of("error: " + e.getMessage()));
        }
    }

    /** What the command says is not believed where the ledger is not there, or empty. */
    private @Nullable MigrationError missing(Seen after) {
        String content = after.content();
        if (content != null && ToolLedger.rows(content) > 0) {
            return null;
        }
        String where = ledger.isElsewhere() ? ledger.table() : target.target().schema() + "." + ledger.table();
        return Failures.of(
                tool.project().name(),
                tool.project().title() + " says that it is done, but its ledger " + where
                        + (content == null ? " is not there" : " is empty"),
                "have it migrate the schema in DEVCTL_SCHEMA, or say under `ledger:` where it records what it did");
    }

    private Result failed(Seen before, List<MigrationFile> pending, MigrationError error) throws SqlFailure {
        String first = error.message().lines().findFirst().orElse("");
        String named = pending.stream()
                .filter(file -> file.shown().equals(error.file()))
                .map(MigrationFile::name)
                .findFirst()
                .orElse(tool.command().name());
        if (work.session().isOpen()) {
            FailureRecord.keep(
                    work, before.id(), named, new MigrationError(error.file(), 0, 0, null, first, null, error.hint()));
        }
        return Result.failed(error);
    }

    private Verdict verdict(Seen seen) {
        TargetFacts now = new TargetFacts(seen.id(), true, true, ledger, false, null, 0, null, false, null, null);
        List<String> rows = seen.content() == null ? List.of() : List.of(seen.content());
        return ToolVerdict.of(
                target.target(),
                set,
                now,
                new TargetFacts.Content(ledger.read(rows, set.files(), seen.known(), file -> null), seen.known()));
    }

    /** Makes what is missing of schema and records, and reads what is recorded and what the ledger holds. */
    private Seen look() throws SqlFailure {
        String schema = target.target().schema();
        boolean watched = !ledger.isElsewhere() && isThere(schema);
        String id = "(select id from devctl.targets where schema_name = " + Sql.text(schema) + " and ledger_name = "
                + Sql.text(ledger.table()) + ")";
        Message message = new Message();
        work.reset(message);
        message.own("begin")
                .own("set local client_min_messages = error")
                .own("set local lock_timeout = " + options.lockTimeout().toMillis());
        if (!facts.schemaExists()) {
            message.own("create schema if not exists " + Sql.name(schema));
        }
        TargetOpening.record(message, target, ledger.table(), ledger);
        if (watched) {
            message.own("do $watch$ begin perform devctl.watch(" + id + ", " + Sql.text(schema) + ", "
                    + Sql.text(ledger.table()) + ", " + Sql.text(ledger.watched()) + "); end $watch$");
        }
        // a statement of its own: it sees what was committed before the one above could take the row's lock
        message.own("select id, changes, " + (watched ? ledger.content(schema) : "null")
                + ", (select pg_catalog.string_agg(name || chr(9) || checksum, chr(10)) from devctl.applied"
                + " where target_id = targets.id) from devctl.targets where id = " + id);
        message.own("commit");
        List<Row> rows = work.session().send(message.sql());
        Row row = rows.get(rows.size() - 1);
        String content = ledger.isElsewhere()
                ? new ToolLedgers(work.session())
                        .read(List.of(target), any -> set)
                        .get(0)
                : row.get(2);
        return new Seen(row.text(0), Long.parseLong(row.text(1)), content, Check.checksums(Check.lines(row.get(3))));
    }

    private boolean isThere(String schema) throws SqlFailure {
        return work.ask("select exists (select from pg_catalog.pg_class c join pg_catalog.pg_namespace n"
                        + " on n.oid = c.relnamespace where n.nspname = " + Sql.text(schema) + " and c.relname = "
                        + Sql.text(ledger.table()) + " and c.relkind in ('r', 'p', 'v', 'm', 'f'))")
                .get(0)
                .is(0);
    }

    /** Takes down what the files and the ledger are after a success. */
    private void record(Seen after) throws SqlFailure {
        SortedMap<String, String> now = new TreeMap<>();
        set.files().forEach(file -> now.put(file.name(), file.checksum()));
        now.put(ToolLedger.CONTENT, String.valueOf(after.content()));
        List<String> rows = new ArrayList<>();
        now.forEach((name, checksum) ->
                rows.add("(" + after.id() + ", " + Sql.text(name) + ", " + Sql.text(checksum) + ")"));
        Message message = new Message()
                .own("begin")
                .own("set local devctl.run = " + Sql.text(Runner.RUN))
                .own("delete from devctl.applied where target_id = " + after.id() + " and name <> all ("
                        + Sql.texts(List.copyOf(now.keySet())) + ")")
                .own("insert into devctl.applied(target_id, name, checksum) values " + String.join(", ", rows)
                        + " on conflict (target_id, name) do update set checksum = excluded.checksum,"
                        + " applied_at = now(), applied_by = excluded.applied_by"
                        + " where applied.checksum <> excluded.checksum")
                .own("delete from devctl.failures where target_id = " + after.id())
                .own(vouching(after, now))
                .own("commit");
        work.session().send(message.sql());
    }

    private void vouch(Seen seen, Map<String, String> known) throws SqlFailure {
        work.session()
                .send(new Message()
                        .own("begin")
                        .own("delete from devctl.failures where target_id = " + seen.id())
                        .own(vouching(seen, known))
                        .own("commit")
                        .sql());
    }

    /** Only true when nobody else touched the ledger since it was read: then the count is what it was. */
    private static String vouching(Seen seen, Map<String, String> recorded) {
        SortedMap<String, String> items = new TreeMap<>(recorded);
        String content = String.valueOf(items.remove(ToolLedger.CONTENT));
        return "update devctl.targets set vouched = changes, vouched_by = pg_catalog.pg_current_xact_id()::xid, digest = "
                + Sql.text(LoadedSet.digest(items)) + ", applied = " + ToolLedger.rows(content) + ", last_name = null"
                + " where id = " + seen.id() + " and changes = " + seen.changes();
    }
}
