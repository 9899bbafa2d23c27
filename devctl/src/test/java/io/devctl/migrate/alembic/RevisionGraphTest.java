package io.devctl.migrate.alembic;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.devctl.model.DevctlException;
import io.devctl.model.ExitCode;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What is wrong with a history, and what its revisions are called. The graph itself is compared with Alembic's in an IT. */
final class RevisionGraphTest {
    private static Revision revision(String id, String... down) {
        return new Revision(id, List.of(down), List.of(), List.of(), List.of(), "", 3, "v/" + id + ".py");
    }

    private static Revision needs(Revision revision, String needed) {
        return new Revision(
                revision.id(), revision.down(), List.of(needed), List.of(), List.of(), "", 3, revision.shown());
    }

    private static Revision label(Revision revision, String label) {
        return new Revision(
                revision.id(), revision.down(), List.of(), List.of(label), List.of(), "", 3, revision.shown());
    }

    private static List<String> problems(Revision... revisions) {
        return RevisionGraph.of(List.of(revisions)).problems().stream()
                .map(problem -> problem.rule() + ": " + problem.problem().line())
                .toList();
    }

    private static List<String> ids(List<Revision> revisions) {
        return revisions.stream().map(Revision::id).toList();
    }

    @Test
    void namesTwoFilesWithOneId() {
        Revision again = new Revision("a1", List.of(), List.of(), List.of(), List.of(), "", 3, "v/other.py");
        assertThat(problems(revision("a1"), again))
                .containsExactly("duplicate-revision: two files have one revision: 'a1' (v/other.py:3, v/a1.py:3)");
    }

    @Test
    void namesAParentThatNoFileHas() {
        assertThat(problems(revision("a1", "gone"), needs(revision("b1"), "lost")))
                .containsExactly(
                        "missing-parent: no file has the revision that 'a1' follows: 'gone' (v/a1.py:3)",
                        "missing-dependency: no file has the revision that 'b1' depends on: 'lost' (v/b1.py:3)");
    }

    @Test
    void namesACircleAndNothingElseOfIt() {
        assertThat(problems(revision("a1"), revision("b1", "c1"), revision("c1", "b1"), revision("d1", "b1")))
                .containsExactly(
                        "cycle: revisions follow one another in a circle: 'b1 -> c1 -> b1' (v/b1.py:3, v/c1.py:3)");
        assertThat(problems(revision("a1", "a1"))).hasSize(1).first().asString().contains("'a1 -> a1'");
        assertThat(problems(needs(revision("a1"), "b1"), revision("b1", "a1")))
                .hasSize(1)
                .first()
                .asString()
                .contains("'a1 -> b1 -> a1'");
    }

    @Test
    void namesIdsAndLabelsThatCannotBe() {
        assertThat(problems(revision("a-1")))
                .containsExactly("bad-revision: revision's id cannot be used: 'a-1' (v/a-1.py:3)");
        assertThat(problems(label(revision("a1"), "x"), label(revision("b1"), "x")))
                .containsExactly("duplicate-label: branch label is taken: 'x' (v/b1.py:3, v/a1.py:3)");
    }

    @Test
    void tellsWhatIsPendingAndInWhichOrder() {
        RevisionGraph graph = RevisionGraph.of(List.of(
                revision("aaaa"),
                revision("bbbb", "aaaa"),
                revision("cccc", "aaaa"),
                revision("dddd", "bbbb", "cccc")));
        History history = new History(graph);

        assertThat(ids(history.pending(List.of("bbbb"), graph.heads()))).containsExactly("cccc", "dddd");
        assertThat(ids(history.pending(List.of("dddd"), graph.heads()))).isEmpty();
        assertThat(history.applied(List.of("bbbb"))).isEqualTo(2);
        assertThat(history.unknown(List.of("bbbb", "eeee"))).containsExactly("eeee");
        assertThat(history.overlapping(List.of("bbbb", "aaaa"))).isEqualTo("aaaa");
        assertThat(history.overlapping(List.of("bbbb", "cccc"))).isNull();
    }

    @Test
    void refusesNamesThatMeanNothingOrTooMuch() {
        RevisionGraph graph =
                RevisionGraph.of(List.of(revision("aaaa1"), revision("aaaa2", "aaaa1"), revision("bbbb", "aaaa1")));
        RevisionNames names = new RevisionNames(graph);

        Stream.of("zz", "aaaa", "head", "+1", "aaaa1+1", "-1", "bbbb+1", "aaaa1-2")
                .forEach(name -> assertThatThrownBy(() -> names.upgradeTargets(name, List.of("aaaa1")))
                        .as(name)
                        .isInstanceOfSatisfying(
                                DevctlException.class, e -> assertThat(e.code()).isEqualTo(ExitCode.USAGE)));
        assertThat(ids(names.upgradeTargets("heads", List.of()))).containsExactly("aaaa2", "bbbb");
        assertThat(ids(names.upgradeTargets("bb", List.of()))).containsExactly("bbbb");
        assertThat(ids(names.upgradeTargets("+1", List.of()))).containsExactly("aaaa1");
    }
}
