package io.devctl.migrate;

import io.devctl.migrate.engine.Engine;
import io.devctl.migrate.files.Format;
import io.devctl.migrate.files.MigrationFile;
import io.devctl.migrate.ledger.LedgerForm;
import io.devctl.migrate.ledger.LedgerForms;
import io.devctl.migrate.script.Script;
import io.devctl.migrate.tool.Tool;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** A set with its files, in order. A file is read as a script once, however many targets run it. */
final class LoadedSet {
    private final MigrationSet set;
    private final Format format;
    private final List<MigrationFile> files;
    private final LedgerForm usualForm;
    private final @Nullable Engine engine;
    private final @Nullable Tool tool;
    private final Map<String, Integer> positions = new HashMap<>();
    private final Map<String, Script> scripts = new ConcurrentHashMap<>();
    private final Map<String, Steps.Lessons> lessons = new ConcurrentHashMap<>();
    private @Nullable String digest;
    private @Nullable LedgerForm digestForm;

    LoadedSet(MigrationSet set, Format format, List<MigrationFile> files) {
        this.set = set;
        this.format = format;
        this.files = List.copyOf(files);
        this.engine = null;
        this.tool = null;
        Ledger ledger = set.ledger();
        this.usualForm = LedgerForms.usual(format, ledger.table(), ledger.name(), ledger.appliedAt());
        for (int i = 0; i < files.size(); i++) {
            positions.put(files.get(i).name(), i);
        }
    }

    LoadedSet(MigrationSet set, Engine engine) {
        this.set = set;
        this.format = Format.DEVCTL;
        this.files = engine.files();
        this.engine = engine;
        this.tool = null;
        this.usualForm = engine.ledger(set.ledger().table());
        for (int i = 0; i < files.size(); i++) {
            positions.put(files.get(i).name(), i);
        }
    }

    LoadedSet(MigrationSet set, Tool tool) {
        this.set = set;
        this.format = Format.DEVCTL;
        this.files = tool.items();
        this.engine = null;
        this.tool = tool;
        this.usualForm = tool.ledger();
        for (int i = 0; i < files.size(); i++) {
            positions.put(files.get(i).name(), i);
        }
    }

    /** The tool that applies the set as a whole; null when devctl or an engine does. */
    @Nullable
    Tool tool() {
        return tool;
    }

    /** Whether devctl itself neither reads the files nor writes the ledger. */
    boolean isForeign() {
        return engine != null || tool != null;
    }

    /** What applies the set, migration by migration; null when devctl or a tool does. */
    @Nullable
    Engine engine() {
        return engine;
    }

    MigrationSet set() {
        return set;
    }

    List<MigrationFile> files() {
        return files;
    }

    /** The form of the ledgers that this set makes where there are none. */
    LedgerForm usualForm() {
        return usualForm;
    }

    /** What a table is as a ledger of this set. */
    LedgerForms.Found recognise(String table, List<LedgerForms.Column> columns) {
        return unlessShared(
                LedgerForms.recognise(usualForm, format, table, set.ledger().name(), columns));
    }

    /** What a table is whose form the records remember. */
    LedgerForms.Found remembered(String id, String table, String watched) {
        LedgerForm known = LedgerForms.remembered(id, table, watched);
        return known == null
                ? new LedgerForms.Found(null, "is of a form that this devctl does not know: update devctl")
                : unlessShared(LedgerForms.accepted(usualForm, format, known));
    }

    /** The same, unless two files would share a key in it. */
    private LedgerForms.Found unlessShared(LedgerForms.Found found) {
        LedgerForm form = found.form();
        return form == null || !digest(form).isEmpty()
                ? found
                : new LedgerForms.Found(
                        null, "records versions, and two files have one: give each file a version of its own");
    }

    /** What a ledger's digest is when it holds these files and nothing else. */
    String digest(LedgerForm form) {
        String found = digest;
        // all ledgers of a set have one form, save for a change of engines
        if (found == null || !form.equals(digestForm)) {
            SortedMap<String, String> all = new TreeMap<>();
            files.forEach(f -> all.put(form.key(f), f.checksum()));
            // two files that the ledger cannot tell apart: no ledger is ever known to hold both
            found = all.size() == files.size() ? digest(all) : "";
            digest = found;
            digestForm = form;
        }
        return found;
    }

    /** A digest of all files, whatever ledger they are recorded in. */
    String contents() {
        return digest(usualForm);
    }

    @Nullable
    String head() {
        return last(files);
    }

    /** The version of the last of some files; a repeatable one has none. */
    static @Nullable String last(List<MigrationFile> files) {
        String last = null;
        for (MigrationFile file : files) {
            last = file.repeatable() ? last : file.version();
        }
        return last;
    }

    /** The place of a file in the order in which they run; -1 when there is none of that name. */
    int position(String name) {
        return positions.getOrDefault(name, -1);
    }

    Script script(MigrationFile file) {
        return scripts.computeIfAbsent(file.name(), name -> file.up());
    }

    /** The same with the values of a target. BAD_MIGRATION when it lacks one. */
    Script script(MigrationFile file, OpenTarget target) {
        return filled(script(file), file, target);
    }

    /** A part of a file with the values of a target. BAD_MIGRATION when it lacks one. */
    Script filled(Script part, MigrationFile file, OpenTarget target) {
        return part.placeholders().isEmpty()
                ? part
                : part.filled(new Variables(part, file, target.target(), target.form()));
    }

    /** What running the file on one target taught for the others. */
    Steps.Lessons lessons(MigrationFile file) {
        return lessons.computeIfAbsent(file.name(), name -> new Steps.Lessons());
    }

    /** A digest of keys and checksums. */
    static String digest(SortedMap<String, String> checksums) {
        StringBuilder text = new StringBuilder();
        checksums.forEach((name, checksum) ->
                text.append(name).append('\t').append(checksum).append('\n'));
        try {
            byte[] bytes = text.toString().getBytes(StandardCharsets.UTF_8);
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
