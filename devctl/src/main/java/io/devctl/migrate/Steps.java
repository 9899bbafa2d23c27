package io.devctl.migrate;

import io.devctl.migrate.script.Script;
import io.devctl.migrate.script.Statement;
import io.devctl.migrate.script.StatementKind;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Cuts a script into what can be committed at once. Most scripts are one transaction; a statement that refuses one stands
 * alone, and a script that says COMMIT in the middle means it.
 */
final class Steps {
    /**
     * A part that is done as a whole.
     *
     * @param transaction whether it runs in a transaction; otherwise it is one statement
     * @param first index of its first statement
     * @param end index behind its last
     */
    record Step(boolean transaction, int first, int end) {}

    /** What the server taught about a script that its words do not show. */
    static final class Lessons {
        private final Set<Integer> alone = new HashSet<>();
        private final Set<Integer> afterCommit = new HashSet<>();
        private long milliseconds = -1;

        /** What the server would most likely teach, for a script that is written before it is run. */
        static Lessons foreseen(Script script) {
            Lessons lessons = new Lessons();
            for (int i = 0; i < script.statements().size(); i++) {
                List<String> words = script.statements().get(i).words();
                String first = words.isEmpty() ? "" : words.get(0);
                if (first.equals("call")) {
                    lessons.alone.add(i); // it may commit
                } else if (first.equals("alter")
                        && words.contains("type")
                        && words.contains("add")
                        && words.contains("value")) {
                    lessons.afterCommit.add(i + 1); // what follows may use the new value
                }
            }
            return lessons;
        }

        /** How long it took on the target that had it last; -1 before the first one. */
        synchronized long milliseconds() {
            return milliseconds;
        }

        synchronized void took(Duration took) {
            milliseconds = took.toMillis();
        }

        synchronized boolean standsAlone(int statement) {
            return alone.contains(statement);
        }

        synchronized boolean needsCommitBefore(int statement) {
            return afterCommit.contains(statement);
        }

        /**
         * Learns from a failure; false when it teaches nothing.
         *
         * @param sqlstate active_sql_transaction and invalid_transaction_termination: refuses a transaction;
         *     unsafe_new_enum_value_usage: what came before must be committed
         */
        synchronized boolean learn(int index, Statement statement, String sqlstate) {
            boolean refuses = sqlstate.equals("25001") || sqlstate.equals("2D000");
            if (refuses
                    && statement.kind() == StatementKind.PLAIN
                    && !statement.firstWord().equals("set")) {
                return alone.add(index);
            }
            return sqlstate.equals("55P04") && afterCommit.add(index);
        }
    }

    private final List<Step> steps = new ArrayList<>();
    private int first = -1;
    private int end;

    private Steps() {}

    static List<Step> of(Script script, Lessons lessons) {
        return new Steps().cut(script, lessons);
    }

    private List<Step> cut(Script script, Lessons lessons) {
        List<Statement> statements = script.statements();
        boolean inTransaction = script.transactional();
        for (int i = 0; i < statements.size(); i++) {
            StatementKind kind = statements.get(i).kind();
            if (kind == StatementKind.COMMIT) {
                close();
                inTransaction = script.transactional();
            } else if (kind == StatementKind.BEGIN) {
                if (statements.get(i).setsModes()) {
                    close(); // they can only be set before the transaction's first query
                }
                inTransaction = true;
                open(i);
            } else if (kind == StatementKind.ALONE || lessons.standsAlone(i)) {
                close();
                steps.add(new Step(false, i, i + 1));
            } else if (!inTransaction) {
                // a transaction of its own: nobody sees the difference, and its record is committed with it
                close();
                steps.add(new Step(true, i, i + 1));
            } else {
                if (lessons.needsCommitBefore(i)) {
                    close();
                }
                open(i);
            }
        }
        close();
        return steps;
    }

    private void open(int statement) {
        first = first < 0 ? statement : first;
        end = statement + 1;
    }

    private void close() {
        if (first >= 0) {
            steps.add(new Step(true, first, end));
        }
        first = -1;
    }
}
