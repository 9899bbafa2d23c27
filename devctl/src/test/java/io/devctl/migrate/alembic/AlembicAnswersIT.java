package io.devctl.migrate.alembic;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.devctl.migrate.files.FileCache;
import io.devctl.model.DevctlException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Whatever Alembic says about a history, devctl says the same without it. */
@Timeout(300)
final class AlembicAnswersIT {
    private static final int HISTORIES = 24;
    private static final int QUESTIONS = 40;

    @TempDir
    private Path folder;

    private static AlembicSettings settings(Path ini) {
        return AlembicSettings.read(Objects.requireNonNull(ini.getParent()), ini);
    }

    private static RevisionFiles.Found read(Path ini) {
        AlembicSettings settings = settings(ini);
        return new RevisionFiles(settings, settings.base(), FileCache.open(null)).read();
    }

    private static RevisionGraph graph(Path ini) {
        RevisionFiles.Found found = read(ini);
        assertThat(found.unreadable()).isEmpty();
        return RevisionGraph.of(found.revisions());
    }

    private static String ids(Collection<Revision> revisions) {
        return String.join(" ", revisions.stream().map(Revision::id).toList());
    }

    private static String sorted(Stream<Revision> revisions) {
        return String.join(" ", revisions.map(Revision::id).sorted().toList());
    }

    @ParameterizedTest
    @EnumSource(names = {"DEBIAN", "NEWEST"})
    void agreesOnHistoriesOfAllShapes(Pythons alembic) throws Exception {
        List<Path> configs = new ArrayList<>();
        List<String> questions = new ArrayList<>();
        for (int i = 0; i < HISTORIES; i++) {
            RandomHistory history = new RandomHistory(i, i < 4 ? 437 : 5 + i * 6, (i % 6) / 5.0);
            Path ini = history.write(Files.createDirectories(folder.resolve("h" + i)));
            List<String> asked = questions(history, new History(graph(ini)));
            Files.write(ini.resolveSibling("questions"), asked);
            configs.add(ini);
            questions.addAll(asked);
        }
        String[] arguments = Stream.concat(
                        Stream.of("oracle.py"), configs.stream().map(Path::toString))
                .toArray(String[]::new);

        List<String> theirs = alembic.run(folder, arguments);

        List<String> ours = new ArrayList<>();
        for (int i = 0; i < HISTORIES; i++) {
            RevisionGraph graph = graph(configs.get(i));
            ours.addAll(facts(graph));
            for (String question : questions.subList(i * QUESTIONS, (i + 1) * QUESTIONS)) {
                ours.add("answer " + answer(graph, question));
            }
            ours.add("end");
        }
        assertThat(theirs).hasSize(HISTORIES * (QUESTIONS + 7));
        assertThat(differences(withQuestions(ours, questions), withQuestions(theirs, questions)))
                .isEmpty();
    }

    private static List<String> differences(List<String> ours, List<String> theirs) {
        return IntStream.range(0, theirs.size())
                .filter(i -> !theirs.get(i).equals(ours.get(i)))
                .mapToObj(i -> "history " + i / (QUESTIONS + 7) + "\n  Alembic: " + theirs.get(i) + "\n  devctl:  "
                        + ours.get(i))
                .toList();
    }

    private static List<String> questions(RandomHistory history, History order) {
        return IntStream.range(0, QUESTIONS)
                .mapToObj(i -> {
                    List<String> rows = new ArrayList<>();
                    for (int n = i % 4; n > 0; n--) {
                        rows.add(history.randomId());
                        if (order.overlapping(rows) != null
                                || rows.stream().distinct().count() < rows.size()) {
                            rows.remove(rows.size() - 1);
                        }
                    }
                    return (i % 2 == 0 ? "pending;" : "names;") + String.join(" ", rows) + ";" + history.randomName();
                })
                .toList();
    }

    private static List<String> facts(RevisionGraph graph) {
        assertThat(graph.problems()).isEmpty();
        return List.of(
                "heads " + ids(graph.heads()),
                "effective " + ids(graph.effectiveHeads()),
                "bases " + ids(graph.bases()),
                "history " + ids(new History(graph).newestFirst()),
                "points " + sorted(graph.branchPoints().keySet().stream()),
                "merges " + sorted(graph.revisions().stream().filter(Revision::isMerge)));
    }

    private static String answer(RevisionGraph graph, String question) {
        String[] part = question.split(";", -1);
        List<String> rows = part[1].isEmpty() ? List.of() : List.of(part[1].split(" "));
        try {
            List<Revision> targets = new RevisionNames(graph).upgradeTargets(part[2], rows);
            return ids(part[0].equals("names") ? targets : new History(graph).pending(rows, targets));
        } catch (DevctlException e) {
            return "error";
        }
    }

    /** Each answer with its question, so that a difference explains itself; how an error is called does not matter. */
    private static List<String> withQuestions(List<String> lines, List<String> questions) {
        List<String> shown = new ArrayList<>();
        int next = 0;
        for (String line : lines) {
            boolean answer = line.startsWith("answer");
            shown.add((answer ? questions.get(next++) + " " : "")
                    + line.replaceAll("error .*", "error").strip());
        }
        return shown;
    }

    @ParameterizedTest
    @EnumSource(names = {"DEBIAN", "NEWEST"})
    void agreesWithWhatTheCommandPrints(Pythons alembic) throws Exception {
        Path ini = new RandomHistory(437, 437, 0.4).write(folder);
        RevisionGraph graph = graph(ini);

        assertThat(alembic.run(folder, "heads").stream()
                        .map(line -> line.split(" ")[0])
                        .sorted())
                .isEqualTo(graph.heads().stream().map(Revision::id).sorted().toList());
        List<String> history = alembic.run(folder, "history").stream()
                .map(line -> line.replaceFirst(".* -> (\\w+).*", "$1"))
                .toList();
        assertThat(history).hasSize(437);
        assertThat(history.stream().sorted())
                .isEqualTo(graph.revisions().stream().map(Revision::id).sorted().toList());
        if (alembic == Pythons.NEWEST) {
            // older ones read files in whatever order the folder has
            assertThat(history)
                    .isEqualTo(new History(graph)
                            .newestFirst().stream().map(Revision::id).toList());
        }
        assertThat(alembic.run(folder, "branches").stream()
                        .filter(line -> line.contains("(branchpoint)") && !line.startsWith(" "))
                        .map(line -> line.split(" ")[0])
                        .sorted())
                .isEqualTo(graph.branchPoints().keySet().stream()
                        .map(Revision::id)
                        .sorted()
                        .toList());
    }

    @ParameterizedTest
    @EnumSource(names = {"DEBIAN", "NEWEST"})
    void asksAboutWhatIsComputedAndRemembersTheAnswer(Pythons alembic) throws Exception {
        Path ini = new RandomHistory(1, 5, 0).write(folder);
        Path versions = folder.resolve("migrations/versions");
        String head = graph(ini).heads().get(0).id();
        Path computed = versions.resolve("zz_computed.py");
        Files.writeString(
                computed,
                "import os\nprint('noise')\nrevision = os.path.basename(__file__)[:2] + '77'\n"
                        + "down_revision = ['" + head + "']\ndepends_on = tuple()\nbranch_labels = set(['web'])\n"
                        + "\"\"\"not the doc\"\"\"\n");

        Path cache = folder.resolve("asked");
        List<Revision> revisions = complete(ini, cache, alembic.command());
        assertThat(revisions).hasSize(6).last().satisfies(revision -> {
            assertThat(revision.id()).isEqualTo("zz77");
            assertThat(revision.down()).containsExactly(head);
            assertThat(revision.labels()).containsExactly("web");
            assertThat(revision.shown()).isEqualTo("migrations/versions/zz_computed.py");
        });
        assertThat(ids(RevisionGraph.of(revisions).heads())).isEqualTo("zz77");

        assertThat(complete(ini, cache, List.of("/nowhere/alembic"))).isEqualTo(revisions);
        Files.writeString(computed, Files.readString(computed).replace("'77'", "'78'"));
        assertThat(complete(ini, cache, alembic.command()))
                .last()
                .extracting(Revision::id)
                .isEqualTo("zz78");
        assertThatThrownBy(() -> complete(ini, folder.resolve("empty"), List.of("/nowhere/alembic")))
                .isInstanceOf(DevctlException.class)
                .hasMessageContaining("'migrations/versions/zz_computed.py' computes `revision`"
                        + " (migrations/versions/zz_computed.py:3), and `/nowhere/alembic` does not tell it either");
    }

    @ParameterizedTest
    @EnumSource(names = {"DEBIAN", "NEWEST"})
    void passesOnWhatAlembicSaysAboutAFileThatItCannotReadEither(Pythons alembic) throws Exception {
        Path ini = new RandomHistory(1, 2, 0).write(folder);
        Files.writeString(folder.resolve("migrations/versions/broken.py"), "revision = 'a'\ndown_revision = 'oops\n");
        assertThatThrownBy(() -> complete(ini, folder.resolve("asked"), alembic.command()))
                .isInstanceOf(DevctlException.class)
                .hasMessageContaining("broken.py' has a string that is never closed (migrations/versions/broken.py:2)")
                .hasMessageContaining("SyntaxError");
    }

    private static List<Revision> complete(Path ini, Path cache, List<String> command) throws IOException {
        AlembicSettings settings = settings(ini);
        return AskedRevisions.open(cache)
                .complete(
                        read(ini),
                        settings,
                        new AskedRevisions.Alembic(command, Map.of("PATH", "/usr/bin:/bin"), Duration.ofSeconds(60)));
    }
}
