package io.devctl.migrate;

import io.devctl.migrate.files.MigrationFile;
import io.devctl.migrate.ledger.LedgerForm;
import io.devctl.migrate.script.Script;
import io.devctl.migrate.session.Row;
import io.devctl.migrate.session.Session;
import io.devctl.migrate.session.Sql;
import io.devctl.migrate.session.SqlFailure;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
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

    private static final long UNKNOWN = -1;

    private final MigrationTarget target;
    private final LoadedSet set;
    private final LedgerForm form;
    private final ToolChecksums toolChecksums;
    private final String id;
    private final TargetFacts.Content content;
    private final Map<String, Progress> progress;
    private final SortedMap<String, String> applied = new TreeMap<>();
    /** Whether triggers count what is done to the ledger. */
    private final boolean watched;
    /** Whether what is written into the ledger can be vouched for without reading it again. */
    private final boolean baseline;

    private long changes;

    /** What was read: the last row is what devctl.known gives, and the ledger's content. */
    OpenTarget(MigrationTarget target, LoadedSet set, LedgerForm form, List<Row> rows) {
        this.target = target;
        this.set = set;
        this.form = form;
        Row row = rows.get(rows.size() - 1);
        this.id = row.text(0);
        this.changes = Long.parseLong(row.text(1));
        this.watched = row.is(5);
        this.baseline = row.is(6);
        this.toolChecksums = new ToolChecksums(target, form);
        Map<String, String> known = Check.checksums(Check.lines(row.get(2)));
        this.content =
                new TargetFacts.Content(form.read(Check.lines(row.get(7)), set.files(), known, toolChecksums), known);
        this.progress = progress(Check.lines(row.get(3)));
    }

    /** What the records are known to say. */
    OpenTarget(MigrationTarget target, LoadedSet set, TargetFacts facts, LedgerForm form, TargetFacts.Content content) {
        this.target = target;
        this.set = set;
        this.form = form;
        this.id = Objects.requireNonNull(facts.id());
        this.changes = UNKNOWN;
        this.watched = true;
        this.baseline = true;
        this.toolChecksums = new ToolChecksums(target, form);
        this.content = content;
        this.progress = new HashMap<>();
        this.applied.putAll(content.checksums());
    }

    private OpenTarget(MigrationTarget target, LoadedSet set, LedgerForm form, Map<String, Progress> progress) {
        this.target = target;
        this.set = set;
        this.form = form;
        this.toolChecksums = new ToolChecksums(target, form);
        this.id = TargetOpening.idOf(target, set);
        this.changes = UNKNOWN;
        this.watched = false;
        this.baseline = false;
        this.content = TargetFacts.Content.EMPTY;
        this.progress = new HashMap<>(progress);
    }

    /** A target for a script that is written before it is run: what the ledger will hold then is not known. */
    static OpenTarget planned(
            MigrationTarget target, LoadedSet set, TargetFacts facts, Map<String, Progress> progress) {
        return new OpenTarget(target, set, Objects.requireNonNull(facts.form()), progress);
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
        TargetFacts facts = new TargetFacts(id, true, true, form, false, null, 0, null, false, null, null);
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
        adopt(session, new Message().own("begin"));
    }

    /** The same after a program that devctl ran: what is new was applied by devctl. */
    void adoptOurs(Session session) throws SqlFailure {
        adopt(session, new Message().own("begin").own("set local devctl.run = " + Sql.text(Runner.RUN)));
    }

    private void adopt(Session session, Message message) throws SqlFailure {
        Map<String, String> now = new HashMap<>();
        set.files().forEach(f -> now.put(form.key(f), f.checksum()));
        List<String> added = new ArrayList<>();
        for (String key : content.held().keys()) {
            String then = content.checksums().get(key);
            Boolean matches = content.held().matches().get(key);
            String checksum = then == null || Boolean.TRUE.equals(matches) ? now.get(key) : then;
            if (checksum != null) {
                // a repeatable file that is not what was applied: the checksum of what was is not known
                checksum = then == null && Boolean.FALSE.equals(matches) ? "" : checksum;
                applied.put(key, checksum);
                if (!checksum.equals(then)) {
                    added.add("(" + id + ", " + Sql.text(key) + ", " + Sql.text(checksum) + ")");
                }
            }
        }
        boolean forget = !applied.keySet().containsAll(content.checksums().keySet());
        if (forget) {
            message.own("delete from devctl.applied where target_id = " + id + " and name <> all ("
                    + Sql.texts(List.copyOf(applied.keySet())) + ")");
        }
        if (!added.isEmpty()) {
            message.own("insert into devctl.applied(target_id, name, checksum) values " + String.join(", ", added)
                    + " on conflict (target_id, name) do update set checksum = excluded.checksum");
        }
        message.own(vouch(applied, changes)).own("commit");
        session.send(message.sql());
    }

    /** Whether nothing has to be adopted: nothing is applied, and nothing is known that would have to be forgotten. */
    boolean isBlank() {
        return watched
                && baseline
                && content.held().keys().isEmpty()
                && content.checksums().isEmpty();
    }

    /** Where a file stands among those that a run applies to the target. */
    enum Place {
        /** More are to come: until the last one is recorded, nobody vouches for what the ledger holds. */
        FIRST,
        BETWEEN,
        LAST,
        /** Nothing is said of the ledger as a whole. */
        NOWHERE
    }

    /**
     * Adds the ledger's row and the records of an applied file; to be committed with what it did.
     *
     * @return the index of the message's statement that gives how many milliseconds it took; -1 when none does
     */
    int record(Message message, MigrationFile file, String checksum, String duration, Place place) {
        String key = form.key(file);
        List<String> added = form.add(
                target.ledgerSchema(), new LedgerForm.Entry(file, appliedFiles(), toolChecksums.of(file), duration));
        String record = "devctl.record(" + id + ", " + Sql.text(key) + ", " + Sql.text(checksum) + ", "
                + Sql.text(Runner.RUN) + ", " + duration + ", " + counted() + ", " + known(key, checksum, place) + ")";
        if (watched && form.addsByInsert()) {
            // it is recorded only when the ledger took the row, and in one statement
            message.own("set local devctl.recording = on");
            message.own(added.get(0) + " returning " + record);
            return message.size() - 1;
        }
        added.forEach(message::own);
        message.own("do $record$ begin perform " + record + "; end $record$");
        message.own("delete from devctl.failures where target_id = " + id);
        return -1;
    }

    /** How often the triggers count what {@link #record} writes. */
    private int counted() {
        return watched && !form.addsByInsert() ? 1 : 0;
    }

    private String known(String key, String checksum, Place place) {
        if (!isVouchedFor() || place == Place.NOWHERE || (place == Place.BETWEEN && counted() == 0)) {
            return "null, null, null";
        }
        SortedMap<String, String> then = new TreeMap<>(applied);
        then.put(key, checksum);
        String digest = place == Place.FIRST && counted() == 0 ? null : LoadedSet.digest(then);
        return Sql.text(digest) + ", " + then.size() + ", " + Sql.text(then.lastKey());
    }

    private boolean isVouchedFor() {
        return changes != UNKNOWN || baseline;
    }

    /** Says that what {@link #record} added has been committed. */
    void recorded(MigrationFile file, String checksum) {
        applied.put(form.key(file), checksum);
        changes = changes == UNKNOWN ? UNKNOWN : changes + counted();
        progress.remove(file.name());
    }

    /** Adds the word for what the ledger holds after some files of several. */
    void vouchAgain(Message message) {
        message.own("update devctl.targets set vouched_by = pg_catalog.pg_current_xact_id()::xid, digest = "
                + Sql.text(LoadedSet.digest(applied)) + ", applied = " + applied.size() + ", last_name = "
                + Sql.text(applied.isEmpty() ? null : applied.lastKey()) + " where id = " + id
                + " and vouched = changes and digest is null");
    }

    /**
     * Adds what takes a migration out of the ledger and the records; to be committed with what undid it, if anything did.
     *
     * @param key of a migration that is applied, see {@link LedgerForm#key}
     */
    void remove(Message message, String key) {
        SortedMap<String, String> then = new TreeMap<>(applied);
        then.remove(key);
        List<MigrationFile> left = appliedFiles().stream()
                .filter(file -> !form.key(file).equals(key))
                .toList();
        form.remove(target.ledgerSchema(), key, left).forEach(message::own);
        message.own("delete from devctl.applied where target_id = " + id + " and name = " + Sql.text(key));
        message.own("delete from devctl.failures where target_id = " + id);
        message.own(vouch(then, changes + 1));
    }

    /** Says that what {@link #remove} added has been committed. */
    void removed(String key) {
        applied.remove(key);
        changes++;
    }

    /** What is applied, for {@link #back}. */
    SortedMap<String, String> mark() {
        return new TreeMap<>(applied);
    }

    /** Takes back what was said since a mark was made. */
    void back(SortedMap<String, String> mark) {
        applied.clear();
        applied.putAll(mark);
    }

    /** Whether several files can be recorded in one message. */
    boolean takesSeveral() {
        return watched && form.addsByInsert();
    }

    /** The files that are applied, in order. Known after {@link #adopt}. */
    List<MigrationFile> appliedFiles() {
        return set.files().stream()
                .filter(file -> applied.containsKey(form.key(file)))
                .toList();
    }

    /** The keys of what the ledger held when it was opened. */
    Set<String> appliedKeys() {
        return content.held().keys();
    }

    LedgerForm form() {
        return form;
    }

    /** Says how far a file got, once that is committed. */
    void progressed(MigrationFile file, Progress now) {
        progress.put(file.name(), now);
    }

    /**
     * Takes the checksums that files have now for those with which they were applied.
     *
     * @return the names of those that differed
     */
    List<String> accept(Session session) throws SqlFailure {
        Map<String, MigrationFile> now = new HashMap<>();
        set.files().forEach(f -> now.put(form.key(f), f));
        SortedMap<String, String> held = new TreeMap<>();
        List<String> accepted = new ArrayList<>();
        Message message = new Message().own("begin");
        boolean all = true;
        for (String key : content.held().keys()) {
            MigrationFile file = now.get(key);
            String then = content.checksums().get(key);
            boolean edited = file != null
                    && !file.repeatable()
                    && (then == null
                            ? Boolean.FALSE.equals(content.held().matches().get(key))
                            : !then.equals(file.checksum()));
            if (file != null && edited) {
                accepted.add(file.name());
                held.put(key, file.checksum());
                message.own("insert into devctl.applied(target_id, name, checksum) values (" + id + ", "
                        + Sql.text(key) + ", " + Sql.text(file.checksum())
                        + ") on conflict (target_id, name) do update set checksum = excluded.checksum");
            } else if (then != null) {
                held.put(key, then);
            } else {
                all = false;
            }
        }
        all &= held.keySet().containsAll(content.checksums().keySet());
        // never vouched with the checksums of before: targets are taken to be alike by what they are vouched with
        message.own(all ? vouch(held, changes) : unvouch()).own("commit");
        session.send(message.sql());
        return accepted;
    }

    /** A part of a file with this target's values. BAD_MIGRATION when it lacks one. */
    Script filled(Script part, MigrationFile file) {
        return set.filled(part, file, this);
    }

    /** Records files as applied, in one transaction, without running them. After {@link #adopt}. */
    void stamp(Session session, List<MigrationFile> files) throws SqlFailure {
        Message message = new Message().own("begin");
        for (int i = 0; i < files.size(); i++) {
            MigrationFile file = files.get(i);
            Place place = i == files.size() - 1 ? Place.LAST : Place.BETWEEN;
            record(message, file, file.checksum(), "null", place);
            recorded(file, file.checksum());
            message.own(forgetProgress(file.name()));
        }
        session.send(message.own("commit").sql());
    }

    /** A file that is not half done any more begins anew the next time. */
    private String forgetProgress(String file) {
        return "delete from devctl.progress where target_id = " + id + " and name = " + Sql.text(file);
    }

    /** From now on the ledger itself is read, until somebody vouches again. */
    private String unvouch() {
        return "update devctl.targets set vouched = null, digest = null where id = " + id;
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
