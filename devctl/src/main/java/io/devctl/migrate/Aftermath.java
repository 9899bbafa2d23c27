package io.devctl.migrate;

import io.devctl.migrate.script.Statement;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * What is found when a statement outside a transaction is run again after a run that broke in it or just behind it: it may
 * have done everything, and only the record of that is missing.
 */
final class Aftermath {
    /** There is such an index, database, tablespace. */
    private static final Set<String> THERE_ALREADY = Set.of("42P07", "42P04", "42710");

    /** There is no such index, database, tablespace. */
    private static final Set<String> GONE_ALREADY = Set.of("42704", "42P01", "3D000");

    private static final Pattern OF_REINDEX = Pattern.compile(".*_cc(new|old)[0-9]*");
    private static final Pattern CONCURRENTLY = Pattern.compile("(?is)\\bconcurrently\\s*\\z");

    private Aftermath() {}

    /** Whether the server's refusal says that the statement has been run to its end. */
    static boolean isDone(Statement statement, String sqlstate) {
        return switch (statement.firstWord()) {
            case "create" -> THERE_ALREADY.contains(sqlstate);
            case "drop" -> GONE_ALREADY.contains(sqlstate);
            // "is not a partition": DETACH
            case "alter" -> detaches(statement) && sqlstate.equals("42P01");
            default -> false;
        };
    }

    /** Whether the server's refusal says that a partition is between being attached and being detached. */
    static boolean isHalfDone(Statement statement, String sqlstate) {
        return detaches(statement) && sqlstate.equals("55000");
    }

    /** What ends a half-done DETACH PARTITION CONCURRENTLY. */
    static String finish(String detach) {
        return CONCURRENTLY.matcher(detach).replaceFirst("finalize");
    }

    /** Whether an invalid index is one of those that REINDEX CONCURRENTLY works with. */
    static boolean isOfReindex(String name) {
        return OF_REINDEX.matcher(name).matches();
    }

    private static boolean detaches(Statement statement) {
        return statement.words().contains("detach");
    }
}
