package io.devctl.migrate;

import io.devctl.migrate.session.Row;
import io.devctl.migrate.session.Session;
import io.devctl.migrate.session.Sql;
import io.devctl.migrate.session.SqlFailure;
import io.devctl.model.DevctlException;
import io.devctl.model.ExitCode;
import io.devctl.model.LocksReport;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/** Who holds the locks of targets, who waits for whom, and an end for the one that the user names. */
public final class Locks {
    private static final String SESSION = "a.pid, coalesce(a.application_name, ''), a.usename,"
            + " pg_catalog.host(a.client_addr), a.state, pg_catalog.date_trunc('second', a.state_change),"
            + " pg_catalog.date_trunc('second', a.xact_start), coalesce(a.query, '')";
    private static final int SESSION_COLUMNS = 8;

    private static final String HERE =
            "(select oid from pg_catalog.pg_database where datname = pg_catalog.current_database())";

    private final DataSource database;

    public Locks(DataSource database) {
        this.database = Objects.requireNonNull(database, "database");
    }

    /**
     * What is locked now in this database.
     *
     * @param targets whose locks are to be known by name
     * @throws DevctlException UNAVAILABLE when the database cannot be asked
     */
    public LocksReport report(List<MigrationTarget> targets) {
        Map<Long, MigrationTarget> byKey = new HashMap<>();
        targets.forEach(target -> byKey.put(TargetLock.key(target), target));
        try (Session session = Session.open(database)) {
            List<LocksReport.Holder> holders = new ArrayList<>();
            for (Row row :
                    session.send("select " + SESSION + ", (l.classid::pg_catalog.int8 << 32) | l.objid::pg_catalog.int8"
                            + " from pg_catalog.pg_locks l join pg_catalog.pg_stat_activity a using (pid)"
                            + " where l.locktype = 'advisory' and l.granted and l.objsubid = 1 and l.database = " + HERE
                            + " order by a.backend_start")) {
                MigrationTarget target = byKey.get(Long.parseLong(row.text(SESSION_COLUMNS)));
                if (target != null) {
                    holders.add(new LocksReport.Holder(target.target(), session(row)));
                }
            }
            List<LocksReport.Waiting> waiting = new ArrayList<>();
            for (Row row : session.send("select " + SESSION + ", (select l.mode || ' on ' || coalesce("
                    + "l.relation::pg_catalog.regclass::pg_catalog.text, case when l.transactionid is not null or"
                    + " l.virtualxid is not null then 'a transaction' else l.locktype end) from pg_catalog.pg_locks l"
                    + " where l.pid = a.pid and not l.granted limit 1),"
                    + " pg_catalog.array_to_string(pg_catalog.pg_blocking_pids(a.pid), ',')"
                    + " from pg_catalog.pg_stat_activity a where a.datname = pg_catalog.current_database()"
                    + " and pg_catalog.cardinality(pg_catalog.pg_blocking_pids(a.pid)) > 0 order by a.query_start")) {
                String lock = Objects.requireNonNullElse(row.get(SESSION_COLUMNS), "a lock");
                waiting.add(new LocksReport.Waiting(session(row), lock, pids(row.text(SESSION_COLUMNS + 1))));
            }
            return new LocksReport(holders, waiting, blocking(session, waiting));
        } catch (SQLException e) {
            throw Refusals.notConnected(e);
        } catch (SqlFailure e) {
            throw Refusals.notAsked(e);
        }
    }

    private static List<LocksReport.Session> blocking(Session session, List<LocksReport.Waiting> waiting)
            throws SqlFailure {
        String pids = waiting.stream()
                .flatMap(w -> w.blockers().stream())
                .distinct()
                .map(String::valueOf)
                .collect(Collectors.joining(","));
        if (pids.isEmpty()) {
            return List.of();
        }
        return session
                .send("select " + SESSION + " from pg_catalog.pg_stat_activity a where a.pid in (" + pids
                        + ") order by a.xact_start nulls last, a.pid")
                .stream()
                .map(Locks::session)
                .toList();
    }

    private static LocksReport.Session session(Row row) {
        return new LocksReport.Session(
                row.number(0),
                row.text(1),
                row.get(2),
                row.get(3),
                row.get(4),
                row.get(5),
                row.get(6),
                row.text(7).strip());
    }

    /** A prepared transaction has no process, and stands as 0. */
    private static List<Integer> pids(String joined) {
        return Arrays.stream(joined.split(","))
                .filter(pid -> !pid.isEmpty())
                .map(Integer::valueOf)
                .distinct()
                .toList();
    }

    /**
     * The session of a server's process.
     *
     * @throws DevctlException USAGE when this database has no client with this process
     */
    public LocksReport.Session session(int pid) {
        try (Session session = Session.open(database)) {
            List<Row> rows = session.send("select " + SESSION + " from pg_catalog.pg_stat_activity a where a.pid = "
                    + pid + " and a.datname = pg_catalog.current_database() and a.backend_type = 'client backend'");
            if (rows.isEmpty()) {
                throw new DevctlException(
                        ExitCode.USAGE,
                        "no client of this database has this process: '" + pid + "'",
                        "dev migrate locks lists those that wait and those that block");
            }
            return session(rows.get(0));
        } catch (SQLException e) {
            throw Refusals.notConnected(e);
        } catch (SqlFailure e) {
            throw Refusals.notAsked(e);
        }
    }

    /**
     * Ends what a session does now, or the session itself.
     *
     * @param terminate whether the session ends with its transaction; else its statement alone
     * @return whether there was such a process to ask
     */
    public boolean end(int pid, boolean terminate) {
        session(pid);
        try (Session session = Session.open(database)) {
            return session.send("select pg_catalog." + (terminate ? "pg_terminate_backend(" : "pg_cancel_backend(")
                            + pid + ")")
                    .get(0)
                    .is(0);
        } catch (SQLException e) {
            throw Refusals.notConnected(e);
        } catch (SqlFailure e) {
            throw Refusals.notAsked(e);
        }
    }

    /**
     * For whom sessions wait, in words, by the session's process.
     *
     * @param pids sessions that have been at one statement for a while
     */
    static Map<Integer, String> blockers(Session session, List<Integer> pids) throws SqlFailure {
        Map<Integer, String> found = new HashMap<>();
        String all = "{" + pids.stream().map(String::valueOf).collect(Collectors.joining(",")) + "}";
        for (Row row : session.send("select " + SESSION + ", w.pid from unnest(" + Sql.text(all)
                + "::pg_catalog.int4[]) w(pid), unnest(pg_catalog.pg_blocking_pids(w.pid)) b(pid)"
                + " join pg_catalog.pg_stat_activity a on a.pid = b.pid order by a.xact_start desc nulls first")) {
            found.put(row.number(SESSION_COLUMNS), words(session(row)));
        }
        return found;
    }

    /** {@code psql on 10.0.0.7, process 4711, in a transaction since 2026-01-02 03:04:05+00: alter table users …}. */
    private static String words(LocksReport.Session session) {
        String name = session.application().isEmpty() ? "somebody" : session.application();
        String client =
                session.client() == null ? "" : (name.startsWith("devctl on ") ? ", from " : " on ") + session.client();
        String since =
                session.transactionSince() == null ? "" : ", in a transaction since " + session.transactionSince();
        return name + client + ", process " + session.pid() + since + excerpt(session.query());
    }

    private static String excerpt(@Nullable String query) {
        if (query == null || query.isEmpty()) {
            return "";
        }
        String line = query.replaceAll("\\s+", " ");
        return ": " + (line.length() <= 60 ? line : line.substring(0, 59) + "…");
    }
}
