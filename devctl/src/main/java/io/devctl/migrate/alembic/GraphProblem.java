package io.devctl.migrate.alembic;

import io.devctl.model.Problem;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Why Alembic would refuse a history, or do something that nobody can mean. */
public sealed interface GraphProblem {
    /** The name of the rule for {@code migrate check}. */
    String rule();

    /** The revision whose file is shown first. */
    Revision at();

    /** What is wrong, where, and what to do. */
    Problem problem();

    /** Two files with one id: Alembic takes the one that it happens to read last. */
    record Duplicate(Revision first, Revision second) implements GraphProblem {
        @Override
        public String rule() {
            return "duplicate-revision";
        }

        @Override
        public Revision at() {
            return second;
        }

        @Override
        public Problem problem() {
            return new Problem(
                    "two files have one revision: '" + first.id() + "'",
                    second.place() + ", " + first.place(),
                    "give the newer one another id, and correct the `down_revision` of what follows it");
        }
    }

    /** An id that could not be told from a relative one, or none. */
    record BadId(Revision at) implements GraphProblem {
        @Override
        public String rule() {
            return "bad-revision";
        }

        @Override
        public Problem problem() {
            return new Problem(
                    "revision's id cannot be used: '" + at.id() + "'",
                    at.place(),
                    "use letters, digits and underscores");
        }
    }

    /** A revision names another that no file has. */
    record MissingParent(Revision at, String missing, boolean dependency) implements GraphProblem {
        @Override
        public String rule() {
            return dependency ? "missing-dependency" : "missing-parent";
        }

        @Override
        public Problem problem() {
            return new Problem(
                    "no file has the revision that '" + at.id() + "' " + (dependency ? "depends on" : "follows") + ": '"
                            + missing + "'",
                    at.place(),
                    "bring the file back, or correct `" + (dependency ? "depends_on" : "down_revision") + "`");
        }
    }

    /** Two revisions with one branch label. */
    record LabelTaken(String label, Revision first, Revision second) implements GraphProblem {
        @Override
        public String rule() {
            return "duplicate-label";
        }

        @Override
        public Revision at() {
            return second;
        }

        @Override
        public Problem problem() {
            return new Problem(
                    "branch label is taken: '" + label + "'",
                    second.place() + ", " + first.place(),
                    "take the label out of one of them: only the first revision of a branch has one");
        }
    }

    /** Revisions that follow one another round in a circle. */
    record Cycle(List<Revision> revisions) implements GraphProblem {
        public Cycle {
            revisions = List.copyOf(revisions);
        }

        @Override
        public String rule() {
            return "cycle";
        }

        @Override
        public Revision at() {
            return revisions.get(0);
        }

        @Override
        public Problem problem() {
            String ids = Stream.concat(revisions.stream(), Stream.of(at()))
                    .map(Revision::id)
                    .collect(Collectors.joining(" -> "));
            return new Problem(
                    "revisions follow one another in a circle: '" + ids + "'",
                    revisions.stream().map(Revision::place).collect(Collectors.joining(", ")),
                    "correct `down_revision` or `depends_on` of one of them");
        }
    }
}
