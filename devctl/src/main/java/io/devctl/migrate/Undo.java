package io.devctl.migrate;

import io.devctl.migrate.files.MigrationFile;
import io.devctl.migrate.script.Script;
import io.devctl.migrate.script.Statement;
import io.devctl.migrate.script.StatementKind;
import io.devctl.migrate.session.Sql;
import io.devctl.migrate.session.SqlFailure;
import io.devctl.model.MigrationError;
import java.time.Duration;
import java.util.List;

/**
 * Rolls back one migration on one target by its down part, in one transaction with the removal of its ledger row. A down
 * part that refuses a transaction gives up its row first: what breaks in the middle is then pending, and never current.
 */
final class Undo {
    private final WorkSession work;
    private final OpenTarget target;
    private final MigrationFile file;
    private final Script down;
    private final String key;
    private final Steps.Lessons lessons = new Steps.Lessons();
    private boolean recordGone;

    /**
     * @param key of the migration in ledger and records
     * @param file that messages name
     */
    Undo(WorkSession work, OpenTarget target, String key, MigrationFile file, Script down) {
        this.work = work;
        this.target = target;
        this.key = key;
        this.file = file;
        this.down = down;
    }

    void run(Duration lockTimeout) throws MigrationFailed {
        for (int attempt = 0; ; attempt++) {
            List<Steps.Step> steps = Steps.of(down, lessons);
            boolean whole =
                    steps.isEmpty() || (steps.size() == 1 && steps.get(0).transaction());
            try {
                Message message = new Message();
                work.reset(message);
                WorkSession.surroundings(
                        message,
                        target.target().target().schema(),
                        lockTimeout,
                        target.target().set().limits().statement());
                message.own("begin");
                if (whole) {
                    message = steps.isEmpty()
                            ? message
                            : statements(message, 0, steps.get(0).end());
                    send(remove(message));
                    target.removed(key);
                } else {
                    send(remove(message));
                    target.removed(key);
                    recordGone = true;
                    inSteps(steps, lockTimeout);
                }
                Message tidy = new Message();
                WorkSession.tidy(tidy);
                send(tidy);
                return;
            } catch (Broken e) {
                boolean learnt = whole
                        && e.index >= 0
                        && lessons.learn(e.index, down.statements().get(e.index), e.failure.sqlstate());
                if (!learnt || attempt > down.statements().size()) {
                    throw new MigrationFailed(error(e), e.failure);
                }
            }
        }
    }

    private MigrationError error(Broken broken) {
        MigrationError error = Failures.of(file, down, broken.failure, broken.index, broken.offset);
        return recordGone
                ? new MigrationError(
                        error.file(),
                        error.line(),
                        error.column(),
                        error.sqlstate(),
                        error.message(),
                        error.sourceLine(),
                        "it is pending now, and undone up to this statement: undo the rest by hand, then dev migrate")
                : error;
    }

    /** A statement of the down part, or what removes its record, failed. */
    private static final class Broken extends Exception {
        private final transient SqlFailure failure;
        private final int index;
        private final int offset;

        Broken(SqlFailure failure, int index, int offset) {
            super(failure);
            this.failure = failure;
            this.index = index;
            this.offset = offset;
        }
    }

    private Message remove(Message message) {
        WorkSession.ourselves(message);
        target.remove(message, key);
        message.own("delete from devctl.progress where target_id = " + target.id() + " and name = "
                + Sql.text(file.name()));
        return message.own("commit");
    }

    private void inSteps(List<Steps.Step> steps, Duration lockTimeout) throws Broken {
        Message start = new Message();
        WorkSession.surroundings(
                start,
                target.target().target().schema(),
                lockTimeout,
                target.target().set().limits().statement());
        send(start);
        for (Steps.Step step : steps) {
            if (step.transaction()) {
                send(statements(new Message().own("begin"), step.first(), step.end())
                        .own("commit"));
            } else {
                send(statements(new Message(), step.first(), step.end()));
            }
        }
    }

    /** Adds statements, sending what must be sent before the rest; gives what is left to be sent. */
    private Message statements(Message begun, int first, int end) throws Broken {
        Message message = begun;
        for (int i = first; i < end; i++) {
            Statement statement = down.statements().get(i);
            if (statement.kind() == StatementKind.COPY_IN) {
                send(message);
                copy(i, statement);
                message = new Message();
            } else if (statement.kind() != StatementKind.BEGIN) {
                message.add(down, i);
                if (statement.kind() == StatementKind.STRING_SYNTAX) {
                    send(message);
                    message = new Message();
                }
            }
        }
        return message;
    }

    private void copy(int index, Statement statement) throws Broken {
        try {
            work.session()
                    .copyIn(down.sql(statement), down.source().text(), statement.dataStart(), statement.dataEnd());
        } catch (SqlFailure e) {
            throw new Broken(e, index, statement.start());
        }
    }

    private void send(Message message) throws Broken {
        if (message.isEmpty()) {
            return;
        }
        try {
            work.session().send(message.sql());
        } catch (SqlFailure e) {
            int position = e.server() == null ? 0 : e.server().getPosition();
            int offset = position > 0 ? message.sourceOffset(position) : -1;
            int index = offset >= 0 ? message.statementAt(position) : message.scriptStatement(e.completed());
            throw new Broken(e, index, offset);
        }
    }
}
