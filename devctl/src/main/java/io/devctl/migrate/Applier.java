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
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Applies one file to one target. */
final class Applier {
    private static final String DURATION = "(extract(epoch from pg_catalog.clock_timestamp()"
            + " - pg_catalog.transaction_timestamp()) * 1000)::pg_catalog.int4";

    private static final Pattern TRANSACTION_MODES =
            Pattern.compile("(?is)(?:begin|start)(?:\\s+(?:work|transaction))?\\s*(.*)");

    private final WorkSession work;
    private final OpenTarget target;
    private final MigrationFile file;
    private final Script script;
    private final Steps.Lessons lessons;
    private final Duration lockTimeout;

    Applier(WorkSession work, OpenTarget target, MigrationFile file, LoadedSet set, Duration lockTimeout) {
        this.work = work;
        this.target = target;
        this.file = file;
        this.script = set.script(file, target);
        this.lessons = set.lessons(file);
        this.lockTimeout = lockTimeout;
    }

    /** Applies and records it, or throws when nothing more of it was done than devctl's records say. */
    void apply() throws MigrationFailed {
        for (int attempt = 0; ; attempt++) {
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
                boolean learnt = e.index >= 0
                        && lessons.learn(e.index, script.statements().get(e.index), e.sqlstate());
                if (!learnt || attempt > script.statements().size()) {
                    throw new MigrationFailed(e.error, e);
                }
                forget();
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
            throw new MigrationFailed(e.error, e);
        }
    }

    /** A statement of the file, or the file's record, failed. */
    private final class StatementFailed extends Exception {
        private final transient MigrationError error;
        private final int index;

        StatementFailed(SqlFailure cause, int index, int offset) {
            super(cause);
            this.index = index;
            this.error = Failures.of(file, script, cause, index, offset);
        }

        String sqlstate() {
            String state = error.sqlstate();
            return state == null ? "" : state;
        }
    }

    private void applyWhole(List<Steps.Step> steps) throws StatementFailed {
        Message message = new Message();
        work.reset(message);
        surroundings(message);
        message.own("begin");
        int end = steps.isEmpty() ? 0 : steps.get(0).end();
        message = statements(message, steps.isEmpty() ? 0 : steps.get(0).first(), end);
        finish(message, DURATION);
        send(message);
    }

    private void surroundings(Message message) {
        MigrationSet set = target.target().set();
        WorkSession.surroundings(message, target.target().target().schema(), lockTimeout, set.statementTimeout());
        message.own("set devctl.migration = " + Sql.text(target.form().key(file)));
    }

    private void finish(Message message, String duration) {
        WorkSession.ourselves(message);
        target.record(message, file, script.checksum(), duration);
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
            work.session().copyIn(script.sql(statement), script.data(statement));
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
            work.session().send(message.sql());
        } catch (SqlFailure e) {
            int position = e.server() == null ? 0 : e.server().getPosition();
            int offset = position > 0 ? message.sourceOffset(position) : -1;
            // a syntax error is found before the first statement runs: the position alone tells which one it is in
            int index = offset >= 0 ? message.statementAt(position) : message.scriptStatement(e.completed());
            throw new StatementFailed(e, index, offset);
        }
    }

    /** A file that is not one transaction: what is done is on record after each step. */
    private void applySteps(List<Steps.Step> steps, OpenTarget.@Nullable Progress before)
            throws StatementFailed, MigrationFailed {
        int done = before == null ? 0 : before.done();
        if (before != null && !before.prefix().equals(prefix(done))) {
            throw new MigrationFailed(Failures.of(
                    file.shown(),
                    "its first " + done + " statements were applied by an earlier run that broke, and they are not what"
                            + " they were",
                    "restore them, or undo by hand what was applied and delete the row of devctl.progress"));
        }
        Message start = new Message();
        work.reset(start);
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
                boolean broke = before != null && before.running() && step.first() == done;
                step(step, Math.max(step.first(), done), i == steps.size() - 1, broke);
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
            dropInvalidIndexes(statement);
            if (statement.kind() == StatementKind.COPY_IN) {
                copy(index);
            } else {
                send(new Message().add(script, index));
            }
        } catch (StatementFailed e) {
            // the run that broke had got that far: the index is there, and not an invalid one
            if (!(broke && e.sqlstate().equals("42P07"))) {
                keep(new Message().own("begin"), index, false);
                throw e;
            }
        }
    }

    /** What CREATE INDEX CONCURRENTLY left when it broke: it takes the name and is of no use. */
    private void dropInvalidIndexes(Statement statement) throws StatementFailed {
        List<String> words = statement.words();
        if (!words.get(0).equals("create") || !words.contains("concurrently")) {
            return;
        }
        String sql = script.sql(statement).toLowerCase(Locale.ROOT);
        try {
            List<Row> invalid = work.session()
                    .send(
                            "select c.relname from pg_catalog.pg_index i join pg_catalog.pg_class c on c.oid = i.indexrelid"
                                    + " join pg_catalog.pg_namespace n on n.oid = c.relnamespace where not i.indisvalid"
                                    + " and n.nspname = "
                                    + Sql.text(target.target().target().schema()));
            for (Row row : invalid) {
                String name = row.text(0);
                Pattern named = Pattern.compile("concurrently\\s+(if\\s+not\\s+exists\\s+)?\"?"
                        + Pattern.quote(name.toLowerCase(Locale.ROOT)) + "\"?\\s");
                if (named.matcher(sql).find()) {
                    work.session()
                            .send("drop index concurrently "
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
