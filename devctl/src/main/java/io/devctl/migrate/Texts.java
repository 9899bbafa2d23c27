package io.devctl.migrate;

import io.devctl.migrate.files.MigrationFile;
import io.devctl.migrate.script.Script;
import io.devctl.migrate.session.Row;
import io.devctl.migrate.session.Session;
import io.devctl.migrate.session.Sql;
import io.devctl.migrate.session.SqlFailure;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * The texts of migrations by their checksums, in the database. They are kept before anything of a run is applied, in two
 * round trips however many targets there are, so that no migration's transaction has to wait for another's over one.
 */
final class Texts {
    private Texts() {}

    /** Keeps what the database lacks of these sets. A text that the database cannot take is done without. */
    static void keep(Session session, Collection<LoadedSet> all) throws SqlFailure {
        // the files of other tools are not SQL, and an edited one is no drift
        List<LoadedSet> sets = all.stream().filter(set -> !set.isForeign()).toList();
        Map<String, String> missing = new TreeMap<>();
        Set<String> known = known(session, sets);
        for (LoadedSet set : sets) {
            for (MigrationFile file : set.files()) {
                if (!known.contains(file.checksum())) {
                    Script script = set.script(file);
                    missing.put(script.checksum(), script.source().text());
                }
            }
        }
        if (missing.isEmpty()) {
            return;
        }
        try {
            session.send("insert into devctl.texts(checksum, text) select * from unnest("
                    + Sql.texts(List.copyOf(missing.keySet())) + ", " + Sql.texts(List.copyOf(missing.values()))
                    + ") on conflict do nothing");
        } catch (SqlFailure e) {
            // a database that is not UTF-8 has no room for some characters, and may not need them in what is run
            if (e.isConnectionLost()) {
                throw e;
            }
        }
    }

    private static Set<String> known(Session session, Collection<LoadedSet> sets) throws SqlFailure {
        Set<String> wanted = new HashSet<>();
        sets.forEach(set -> set.files().forEach(file -> wanted.add(file.checksum())));
        return Set.copyOf(read(session, wanted, false).keySet());
    }

    /** The texts that are kept of these checksums. */
    static Map<String, String> read(Session session, Collection<String> checksums) throws SqlFailure {
        return Records.isThere(session) ? read(session, checksums, true) : Map.of();
    }

    private static Map<String, String> read(Session session, Collection<String> checksums, boolean text)
            throws SqlFailure {
        Map<String, String> found = new HashMap<>();
        for (Row row : session.send("select checksum, " + (text ? "text" : "''")
                + " from devctl.texts where checksum = any (" + Sql.texts(List.copyOf(checksums)) + ")")) {
            found.put(row.text(0), row.text(1));
        }
        return found;
    }
}
