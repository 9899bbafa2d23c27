package io.devctl.migrate;

import io.devctl.migrate.files.MigrationFile;
import io.devctl.migrate.script.Script;
import io.devctl.migrate.script.Statement;
import io.devctl.migrate.script.StatementKind;
import io.devctl.migrate.session.Row;
import io.devctl.migrate.session.Sql;
import io.devctl.migrate.session.SqlFailure;
import io.devctl.model.MigrationError;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Applies one file to one target. */
final class Applier {
    private static final String DURATION = "(extract(epoch from pg_catalog.clock_timestamp()"
            + " - pg_catalog.transaction_timestamp()) * 1000)::pg_catalog.int4";

    private static final Pattern TRANSACTION_MODES =
            Pattern.compile("(?is)(?:begin|start)(?:\\s+(?:work|transaction))?\\s*(.*)");

    private final Outlet outlet;
    private final OpenTarget target;
    private final MigrationFile file;
    private final Script script;
    private final Steps.Lessons lessons;
    private final Limits limits;
    private final MigrateOptions options;
    private final OpenTarget.Place place;

    Applier(
            Outlet outlet,
            OpenTarget target,
            MigrationFile file,
            LoadedSet set,
            MigrateOptions options,
            OpenTarget.Place place) {
        this(outlet, target, file, set, options, set.lessons(file), place);
    }

    /** An applier that knows from elsewhere how the file must be cut. */
    Applier(
            Outlet outlet,
            OpenTarget target,
            MigrationFile file,
            LoadedSet set,
            MigrateOptions options,
            Steps.Lessons lessons,
            OpenTarget.Place place) {
        this.outlet = outlet;
        this.target = target;
        this.file = file;
        this.script = set.script(file, target);
        this.lessons = lessons;
        this.limits = set.set().limits();
        this.options = options;
        this.place = place;
    }

    /** Applies and records it, or throws when nothing more of it was done than devctl's records say. */
    void apply() throws MigrationFailed {
        attempt(null);
    }

    /** The same after {@link #add}ed statements of it have failed. */
    void applyAfter(SqlFailure failure, Message message) throws MigrationFailed {
        attempt(failed(failure, message));
    }

    /** Whether the file is one transaction that can be sent in one message with others. */
    boolean isPlain() {
        List<Steps.Step> steps = Steps.of(script, lessons);
        if (target.progress(file) != null || steps.size() > 1) {
            return false;
        }
        return steps.isEmpty()
                || (steps.get(0).transaction() && script.statements().stream().allMatch(Applier::isPlain));
    }

    private static boolean isPlain(Statement statement) {
        return switch (statement.kind()) {
            case COPY_IN, STRING_SYNTAX -> false;
            case BEGIN -> !statement.setsModes();
            default -> true;
        };
    }

    /**
     * Adds a plain file's transaction and what belongs before and behind it.
     *
     * @return the index of the statement that says how long it took; -1 when none does
     */
    int add(Message message) {
        outlet.reset(message);
        surroundings(message);
        message.own("begin");
        for (Steps.Step step : Steps.of(script, lessons)) {
            for (int i = step.first(); i < step.end(); i++) {
                if (script.statements().get(i).kind() != StatementKind.BEGIN) {
                    message.add(script, i);
                }
            }
        }
        WorkSession.ourselves(message);
        int took = target.record(message, file, script.checksum(), DURATION, place);
        message.own("commit");
        return took;
    }

    /** Says that what {@link #add} added has been committed, or will have been when the rest of the message is made. */
    void added() {
        target.recorded(file, script.checksum());
    }

    private void attempt(@Nullable StatementFailed before) throws MigrationFailed {
        StatementFailed failed = before;
        for (int attempt = 0; ; attempt++) {
            if (failed != null) {
                boolean learnt = failed.index >= 0
                        && lessons.learn(failed.index, script.statements().get(failed.index), failed.sqlstate());
                if (!learnt || attempt > script.statements().size()) {
                    throw failed(failed);
                }
                forget();
            }
            try {
                List<Steps.Step> steps = Steps.of(script, lessons);
                boolean whole =
                        steps.isEmpty() || (steps.size() == 1 && steps.get(0).transaction());
                OpenTarget.Progress progress = target.progress(file);
                if (whole && progress == null) {
                    applyWhole(steps);
                } else {
                    applySteps(steps, progress);
                }
                target.recorded(file, script.checksum());
                return;
            } catch (StatementFailed e) {
                failed = e;
            }
        }
    }

    /** What a rollback leaves behind would be in the way of the second attempt. */
    private void forget() throws MigrationFailed {
        try {
            Message message = new Message();
            WorkSession.tidy(message);
            send(message);
        } catch (StatementFailed e) {
            throw failed(e);
        }
    }

    /** With the words about what is done already, where something is. */
    private MigrationFailed failed(StatementFailed e) {
        OpenTarget.Progress progress = target.progress(file);
        MigrationError error =
                progress == null ? e.error : Resumption.of(script, progress).told(e.error);
        return new MigrationFailed(error, e.failure);
    }

    /** A statement of the file, or the file's record, failed. */
    private final class StatementFailed extends Exception {
        private final transient MigrationError error;
        private final transient SqlFailure failure;
        private final int index;

        StatementFailed(SqlFailure cause, int index, int offset) {
            super(cause);
            this.index = index;
            this.failure = cause;
            this.error = Failures.of(file, script, cause, index, offset);
        }

        String sqlstate() {
            String state = error.sqlstate();
            return state == null ? "" : state;
        }
    }

    private void applyWhole(List<Steps.Step> steps) throws StatementFailed {
        Message message = new Message();
        outlet.reset(message);
        surroundings(message);
        message.own("begin");
        int end = steps.isEmpty() ? 0 : steps.get(0).end();
        message = statements(message, steps.isEmpty() ? 0 : steps.get(0).first(), end);
        finish(message, DURATION);
        send(message);
    }

    private void surroundings(Message message) {
        Duration lock = Objects.requireNonNullElse(
                script.limits().lock(), Objects.requireNonNullElse(limits.lock(), options.lockTimeout()));
        Duration statement = Objects.requireNonNullElse(script.limits().statement(), limits.statement());
        WorkSession.surroundings(message, target.target().target().schema(), lock, statement);
        message.own("set devctl.migration = " + Sql.text(target.form().key(file)));
    }

    private void finish(Message message, String duration) {
        WorkSession.ourselves(message);
        target.record(message, file, script.checksum(), duration, place);
        message.own("commit");
        WorkSession.tidy(message);
    }

    /** Adds a transaction's statements, sending what must be sent before the rest; gives what is left to be sent. */
    private Message statements(Message begun, int first, int end) throws StatementFailed {
        Message message = begun;
        for (int i = first; i < end; i++) {
            Statement statement = script.statements().get(i);
            if (statement.kind() == StatementKind.BEGIN) {
                Matcher modes = TRANSACTION_MODES.matcher(script.sql(statement));
                if (modes.matches() && !modes.group(1).isBlank()) {
                    message.own("set transaction " + modes.group(1));
                }
            } else if (statement.kind() == StatementKind.COPY_IN) {
                send(message);
                copy(i);
                message = new Message();
            } else {
                message.add(script, i);
                if (statement.kind() == StatementKind.STRING_SYNTAX) {
                    send(message);
                    message = new Message();
                }
            }
        }
        return message;
    }

    private void copy(int index) throws StatementFailed {
        Statement statement = script.statements().get(index);
        try {
            outlet.copyIn(script.sql(statement), script.source().text(), statement.dataStart(), statement.dataEnd());
        } catch (SqlFailure e) {
            int position = e.server() == null ? 0 : e.server().getPosition();
            String text = script.sql(statement);
            int offset = position > 0
                    ? script.sourceOffset(
                            statement,
                            text.offsetByCodePoints(0, Math.min(position - 1, text.codePointCount(0, text.length()))))
                    : -1;
            throw new StatementFailed(e, index, offset);
        }
    }

    private void send(Message message) throws StatementFailed {
        if (message.isEmpty()) {
            return;
        }
        try {
            outlet.send(message);
        } catch (SqlFailure e) {
            throw failed(e, message);
        }
    }

    private StatementFailed failed(SqlFailure e, Message message) {
        int position = e.server() == null ? 0 : e.server().getPosition();
        int offset = position > 0 ? message.sourceOffset(position) : -1;
        // a syntax error is found before the first statement runs: the position alone tells which one it is in
        int index = offset >= 0 ? message.statementAt(position) : message.scriptStatement(e.completed());
        return new StatementFailed(e, index, offset);
    }

    /** A file that is not one transaction: what is done is on record after each step. */
    private void applySteps(List<Steps.Step> steps, OpenTarget.@Nullable Progress before)
            throws StatementFailed, MigrationFailed {
        if (before != null && !before.prefix().equals(prefix(before.done()))) {
            throw new MigrationFailed(Resumption.edited(script, file, before));
        }
        if (before != null && before.running() && !isRepeatable(before) && options.resume() == Resume.ASK) {
            throw new MigrationFailed(Resumption.of(script, before).unknown(file));
        }
        int done = before == null ? 0 : before.done();
        if (before != null && before.running() && options.resume() == Resume.DONE) {
            done++;
            keep(new Message().own("begin"), done, false);
        }
        Message start = new Message();
        outlet.reset(start);
        surroundings(start);
        for (int i = 0; i < Math.min(done, script.statements().size()); i++) {
            StatementKind kind = script.statements().get(i).kind();
            if (kind == StatementKind.SETTING || kind == StatementKind.STRING_SYNTAX) {
                start.add(script, i);
            }
        }
        send(start);
        for (int i = 0; i < steps.size(); i++) {
            Steps.Step step = steps.get(i);
            if (step.end() > done) {
                int first = Math.max(step.first(), done);
                boolean broke = before != null && before.running() && first == before.done();
                step(step, first, i == steps.size() - 1, broke);
            }
        }
        if (steps.isEmpty() || steps.get(steps.size() - 1).end() <= done) {
            send(last(new Message().own("begin")));
        }
    }

    private Message last(Message message) {
        WorkSession.ourselves(message);
        message.own("delete from devctl.progress where target_id = " + target.id() + " and name = "
                + Sql.text(file.name()));
        finish(message, "null");
        return message;
    }

    private void step(Steps.Step step, int first, boolean last, boolean broke) throws StatementFailed {
        Message message = new Message().own("begin");
        if (step.transaction()) {
            message = statements(message, first, step.end());
        } else {
            keep(new Message().own("begin"), first, true);
            alone(first, broke);
        }
        if (last) {
            send(last(message));
        } else {
            keep(message, step.end(), false);
        }
    }

    private void alone(int index, boolean broke) throws StatementFailed {
        Statement statement = script.statements().get(index);
        try {
            dropInvalidIndexes(statement, broke);
            if (statement.kind() == StatementKind.COPY_IN) {
                copy(index);
            } else {
                send(new Message().add(script, index));
            }
        } catch (StatementFailed e) {
            if (broke && Aftermath.isHalfDone(statement, e.sqlstate())) {
                send(new Message().own(Aftermath.finish(script.sql(statement))));
                return;
            }
            if (broke && Aftermath.isDone(statement, e.sqlstate())) {
                return; // the run that broke had got that far
            }
            if (!e.failure.isConnectionLost()) {
                keep(new Message().own("begin"), index, false);
            }
            throw e;
        }
    }

    /** Whether the statement that was running when a run broke can be run again without harm. */
    private boolean isRepeatable(OpenTarget.Progress before) {
        return before.done() >= script.statements().size()
                || script.statements().get(before.done()).kind() == StatementKind.ALONE;
    }

    /** What CREATE INDEX and REINDEX CONCURRENTLY left when they broke: it takes a name and is of no use. */
    private void dropInvalidIndexes(Statement statement, boolean broke) throws StatementFailed {
        List<String> words = statement.words();
        boolean creates = statement.firstWord().equals("create") && words.contains("concurrently");
        boolean rebuilds = broke && statement.firstWord().equals("reindex");
        if (!creates && !rebuilds) {
            return;
        }
        String sql = script.sql(statement).toLowerCase(Locale.ROOT);
        try {
            List<Row> invalid = outlet.ask(
                    "select c.relname from pg_catalog.pg_index i join pg_catalog.pg_class c on c.oid = i.indexrelid"
                            + " join pg_catalog.pg_namespace n on n.oid = c.relnamespace where not i.indisvalid"
                            + " and n.nspname = "
                            + Sql.text(target.target().target().schema()));
            for (Row row : invalid) {
                String name = row.text(0);
                Pattern named = Pattern.compile("concurrently\\s+(if\\s+not\\s+exists\\s+)?\"?"
                        + Pattern.quote(name.toLowerCase(Locale.ROOT)) + "\"?\\s");
                if (creates ? named.matcher(sql).find() : Aftermath.isOfReindex(name)) {
                    outlet.ask("drop index concurrently "
                            + Sql.name(target.target().target().schema(), name));
                }
            }
        } catch (SqlFailure e) {
            throw new StatementFailed(e, -1, -1);
        }
    }

    /** Ends a transaction with the record of how far the file got. */
    private void keep(Message message, int done, boolean running) throws StatementFailed {
        String prefix = prefix(done);
        WorkSession.ourselves(message);
        message.own("insert into devctl.progress(target_id, name, done, running, prefix) values (" + target.id() + ", "
                + Sql.text(file.name()) + ", " + done + ", " + (running ? done : "null") + ", " + Sql.text(prefix)
                + ") on conflict (target_id, name) do update set done = excluded.done, running = excluded.running,"
                + " prefix = excluded.prefix, changed_at = now()");
        send(message.own("commit"));
        target.progressed(file, new OpenTarget.Progress(done, running, prefix));
    }

    /** A digest of the first statements, by which an edit of what is done already is noticed. */
    private String prefix(int done) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            for (int i = 0; i < Math.min(done, script.statements().size()); i++) {
                digest.update(script.sql(script.statements().get(i)).getBytes(StandardCharsets.UTF_8));
                digest.update((byte) 0);
            }
            return HexFormat.of().formatHex(digest.digest());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
