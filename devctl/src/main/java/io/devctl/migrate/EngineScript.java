package io.devctl.migrate;

import io.devctl.migrate.engine.Engine;
import io.devctl.migrate.engine.Order;
import io.devctl.migrate.engine.Said;
import io.devctl.migrate.files.MigrationFile;
import io.devctl.migrate.ledger.LedgerForm;
import io.devctl.migrate.session.Sql;
import io.devctl.model.DevctlException;
import io.devctl.model.ExitCode;
import io.devctl.model.MigrationError;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;

/** A target's part of a script for psql, as the engine that migrates it writes it, between devctl's lock and records. */
final class EngineScript {
    private final EnginePool engines;
    private final ScriptOutlet outlet;
    private final StringBuilder script;

    EngineScript(EnginePool engines, ScriptOutlet outlet, StringBuilder script) {
        this.engines = engines;
        this.outlet = outlet;
        this.script = script;
    }

    /** Adds it; the engine is asked, and changes nothing. */
    void write(
            Engine engine,
            MigrationTarget target,
            LoadedSet set,
            Verdict verdict,
            List<MigrationFile> wanted,
            MigrateOptions options) {
        String schema = target.target().schema();
        List<MigrationFile> applied = set.files().stream()
                .filter(file -> !verdict.pending().contains(file))
                .toList();
        Message open = new Message();
        outlet.reset(open);
        open.own(TargetLock.scripted(target)).own("begin").own("set local client_min_messages = error");
        if (!verdict.facts().schemaExists()) {
            open.own("create schema if not exists " + Sql.name(schema));
        }
        if (!wanted.isEmpty()) {
            begin(open, engine, target.ledgerSchema(), verdict.facts(), applied);
        }
        outlet.send(open.own("commit"));
        if (!wanted.isEmpty()) {
            // what it makes is not watched, as when the engine itself makes it
            outlet.send(new Message()
                    .own("set search_path = " + Sql.name(schema) + (schema.equals("public") ? "" : ", public"))
                    .own("set lock_timeout = " + options.lockTimeout().toMillis()));
            script.append(text(engine, schema, applied, wanted).strip()).append('\n');
        }
        Message close = new Message();
        outlet.reset(close);
        close.own("begin").own("set local client_min_messages = error");
        TargetOpening.prepare(close, target, set, verdict.facts());
        close.own("commit")
                .own("do $$ begin perform pg_catalog.pg_advisory_unlock(" + TargetLock.key(target) + "); end $$");
        outlet.send(close);
    }

    /** The script ends where the ledger is not what it was when the script was written; from nothing, the engine makes it. */
    private static void begin(
            Message message, Engine engine, String schema, TargetFacts facts, List<MigrationFile> applied) {
        LedgerForm form = Objects.requireNonNull(facts.form());
        if (!facts.ledgerExists()) {
            return;
        }
        String then = applied.isEmpty()
                ? ""
                : String.join(
                        "\n", engine.order(Order.Verb.STAMP, Set.of(), applied).to());
        String body = "begin if coalesce(" + form.content(schema) + ", '') <> " + Sql.text(then)
                + " then raise exception 'it was migrated since this script was written'; end if; end";
        message.own("do " + Sql.text(body));
        if (applied.isEmpty()) {
            message.own("drop table " + Sql.name(schema, form.table()));
        }
    }

    private String text(Engine engine, String schema, List<MigrationFile> applied, List<MigrationFile> wanted) {
        Set<String> keys = new HashSet<>();
        applied.forEach(file -> keys.add(file.version()));
        try {
            Said said = engines.run(engine, engine.order(Order.Verb.SCRIPT, keys, wanted), schema, false, () -> false);
            MigrationError error = said.error();
            if (error != null) {
                throw new DevctlException(ExitCode.FAILED, error.message() + " (" + error.file() + ")", error.hint());
            }
            return said.text();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new DevctlException(ExitCode.INTERRUPTED, "interrupted while asking Alembic", null, e);
        }
    }
}
