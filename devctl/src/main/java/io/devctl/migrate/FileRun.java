package io.devctl.migrate;

import io.devctl.migrate.files.MigrationFile;
import io.devctl.migrate.session.Row;
import io.devctl.migrate.session.SqlFailure;
import io.devctl.model.DevctlException;
import io.devctl.model.MigrationError;
import io.devctl.model.TargetResult;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;

/**
 * Applies files to one target whose lock is held. Each file is a transaction of its own, with its row of the ledger. Files that
 * other targets have shown to be quick are sent several in one message, which ends where the first of them fails.
 */
final class FileRun {
    /** Of what a message may take: nobody who cancels it, or waits for its progress, is to notice. */
    private static final long MILLISECONDS = 250;

    private static final int CHARACTERS = 128 * 1024;

    private final WorkSession work;
    private final OpenTarget open;
    private final LoadedSet set;
    private final MigrateOptions options;
    private final Cancellation cancellation;
    private final TargetReport report;
    private final TargetLock lock;

    /** What is sent before the first file; null when it has been. */
    private @Nullable Message prefix;

    private List<MigrationFile> files = List.of();
    /** How many of the files are applied. */
    private int done;

    private boolean oneByOne;

    /** @param prefix what takes the lock and makes sure of the target; null when that is done */
    FileRun(
            WorkSession work,
            OpenTarget open,
            LoadedSet set,
            MigrateOptions options,
            Cancellation cancellation,
            TargetReport report,
            TargetLock lock,
            @Nullable Message prefix) {
        this.work = work;
        this.open = open;
        this.set = set;
        this.options = options;
        this.cancellation = cancellation;
        this.report = report;
        this.lock = lock;
        this.prefix = prefix;
    }

    /** The prefix failed: nothing was done. */
    static final class NotResumed extends Exception {
        private final transient SqlFailure failure;

        NotResumed(SqlFailure failure) {
            super(failure);
            this.failure = failure;
        }

        SqlFailure failure() {
            return failure;
        }
    }

    /** A file of a message. */
    private record Part(MigrationFile file, Applier applier, int took, int end) {}

    /**
     * Applies them.
     *
     * @param wanted in order
     * @param pending how many the target lacks
     * @param stopBefore the file that failed on the service's first tenant, null when none did
     */
    TargetResult apply(List<MigrationFile> wanted, int pending, @Nullable String stopBefore)
            throws Passing, SqlFailure, NotResumed {
        report.failedFile(null);
        files = before(wanted, stopBefore);
        while (done < files.size()) {
            if (cancellation.isCancelled()) {
                return report.skipped(Migrator.CANCELLED);
            }
            TargetResult failed = next();
            if (failed != null) {
                return failed;
            }
        }
        if (files.size() < wanted.size()) {
            return report.skipped(Migrator.FIRST_TENANT_FAILED);
        }
        if (report.count() == 0) {
            return report.nothing(files.size() == pending);
        }
        // what is to hold is said of the last migration, not of each
        String unverified = files.size() == pending ? Verification.failure(work.session(), open.target()) : null;
        if (unverified != null) {
            report.lastFileFailed();
        }
        return report.applied(unverified);
    }

    private List<MigrationFile> before(List<MigrationFile> wanted, @Nullable String stopBefore) {
        return stopBefore == null
                ? wanted
                : wanted.stream()
                        .takeWhile(file -> set.position(file.name()) < set.position(stopBefore))
                        .toList();
    }

    /** Applies one file, or some in one message; gives the result when one fails. */
    private @Nullable TargetResult next() throws Passing, SqlFailure, NotResumed {
        MigrationFile file = files.get(done);
        report.started(file);
        OpenTarget.Progress before = open.progress(file);
        if (before != null) {
            report.resumed(file, Resumption.of(set.script(file), before).from());
        }
        List<MigrationFile> uncertain = new ArrayList<>(List.of(file));
        try {
            Applier applier = applier(done);
            if (applier.isPlain()) {
                send(applier, uncertain);
            } else {
                long begun = System.nanoTime();
                sendPrefix();
                applier.apply();
                finished(file, Duration.ofNanos(System.nanoTime() - begun));
            }
            return null;
        } catch (DevctlException e) {
            MigrationFile failed = files.get(done);
            report.failedFile(failed.name());
            MigrationError error = Failures.of(
                    failed.shown(), String.valueOf(e.getMessage()), e.hint().orElse(null));
            return report.failed(error);
        } catch (MigrationFailed e) {
            return failed(files.get(done), e, uncertain);
        }
    }

    private Applier applier(int i) {
        boolean last = i == files.size() - 1;
        OpenTarget.Place place =
                last ? OpenTarget.Place.LAST : i == 0 ? OpenTarget.Place.FIRST : OpenTarget.Place.BETWEEN;
        return new Applier(work, open, files.get(i), set, options, place);
    }

    private void finished(MigrationFile file, Duration took) {
        set.lessons(file).took(took);
        report.finished(file, took);
        done++;
    }

    private void sendPrefix() throws NotResumed {
        Message first = prefix;
        prefix = null;
        if (first != null) {
            try {
                work.session().send(first.sql());
                lock.held(true);
            } catch (SqlFailure e) {
                throw new NotResumed(e);
            }
        }
    }

    /** Sends a file, and those behind it that can go with it. */
    private void send(Applier first, List<MigrationFile> uncertain) throws MigrationFailed, NotResumed {
        Message message = prefix == null ? new Message() : prefix;
        prefix = null;
        int own = message.size();
        SortedMap<String, String> mark = open.mark();
        List<Part> parts = parts(message, first);
        boolean gives = done + parts.size() == files.size()
                && open.target().set().rules().verify().isEmpty();
        if (gives) {
            message.own(lock.giving());
        }
        long begun = System.nanoTime();
        try {
            List<Row> rows = work.session().send(message.sql());
            lock.held(!gives);
            finished(parts, rows, Duration.ofNanos(System.nanoTime() - begun));
        } catch (SqlFailure e) {
            open.back(mark);
            if (e.completed() < own && !e.isConnectionLost()) {
                throw new NotResumed(e);
            }
            lock.held(true);
            failed(e, message, parts, uncertain, Duration.ofNanos(System.nanoTime() - begun));
        }
    }

    private List<Part> parts(Message message, Applier first) {
        List<Part> parts = new ArrayList<>();
        Applier applier = first;
        long expected = set.lessons(files.get(done)).milliseconds();
        while (applier != null) {
            MigrationFile file = files.get(done + parts.size());
            int took = applier.add(message);
            int end = message.size();
            applier.added();
            WorkSession.tidy(message);
            parts.add(new Part(file, applier, took, end));
            int next = done + parts.size();
            applier = null;
            if (next < files.size() && open.takesSeveral() && !oneByOne && message.length() < CHARACTERS) {
                long milliseconds = set.lessons(files.get(next)).milliseconds();
                expected += milliseconds;
                if (milliseconds >= 0 && expected <= MILLISECONDS) {
                    applier = follower(next);
                }
            }
        }
        return parts;
    }

    /** The applier of a file that can go with others, null when it cannot. */
    private @Nullable Applier follower(int next) {
        try {
            Applier applier = applier(next);
            return applier.isPlain() ? applier : null;
        } catch (DevctlException e) {
            return null; // to be said when it is its turn
        }
    }

    private void finished(List<Part> parts, List<Row> rows, Duration all) {
        Map<Integer, Row> byStatement = new HashMap<>();
        rows.forEach(row -> byStatement.put(row.statement(), row));
        for (int i = 0; i < parts.size(); i++) {
            Part part = parts.get(i);
            if (i > 0) {
                report.started(part.file());
            }
            Row said = byStatement.get(part.took());
            finished(part.file(), parts.size() == 1 || said == null ? all : Duration.ofMillis(said.number(0)));
        }
    }

    /** Whatever was committed stays; what failed is tried again where that was a lesson. */
    private void failed(
            SqlFailure failure, Message message, List<Part> parts, List<MigrationFile> uncertain, Duration all)
            throws MigrationFailed {
        int committed = (int)
                parts.stream().filter(part -> part.end() <= failure.completed()).count();
        for (Part part : parts.subList(0, committed)) {
            part.applier().added();
            finished(part.file(), all.dividedBy(committed));
        }
        uncertain.clear();
        parts.subList(committed, parts.size()).forEach(part -> uncertain.add(part.file()));
        if (committed == parts.size()) {
            return; // what failed came behind them
        }
        Part failed = parts.get(committed);
        int position = failure.server() == null ? 0 : failure.server().getPosition();
        if (position > 0 && message.indexAt(position) >= failed.end()) {
            oneByOne = true; // a syntax error further on, for which nothing at all was done
            return;
        }
        long begun = System.nanoTime();
        failed.applier().applyAfter(failure, message);
        finished(failed.file(), Duration.ofNanos(System.nanoTime() - begun));
    }

    private TargetResult failed(MigrationFile file, MigrationFailed e, List<MigrationFile> uncertain) throws Passing {
        SqlFailure failure = e.failure();
        if (cancellation.isCancelled()) {
            return report.skipped(Migrator.CANCELLED);
        }
        report.failedFile(file.name());
        if (failure != null && failure.isPassing()) {
            throw new Passing(
                    report.failed(e.error()), file.name(), open, failure.isConnectionLost() ? uncertain : List.of(), e);
        }
        MigrationError error = new Hints(work, set, open.target()).improve(e.error(), failure);
        TargetResult result = report.failed(error);
        try {
            FailureRecord.keep(work, open, file.name(), error);
        } catch (SqlFailure unrecorded) {
            return result; // what is not recorded is reported all the same
        }
        return result;
    }
}
