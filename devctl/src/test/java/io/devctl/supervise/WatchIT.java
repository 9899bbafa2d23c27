package io.devctl.supervise;

import static org.assertj.core.api.Assertions.assertThat;

import io.devctl.model.LogLine;
import io.devctl.model.ServiceState;
import io.devctl.supervise.unit.UnitSpec;
import io.devctl.supervise.unit.Watch;
import io.devctl.testing.Needs;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Services that are restarted when their files change. */
@Timeout(60)
final class WatchIT {
    @RegisterExtension
    private final TestEnvironment environment = new TestEnvironment();

    @BeforeEach
    void repository() throws Exception {
        Process git;
        try {
            git = new ProcessBuilder("git", "init", "-q", environment.dir().toString()).start();
        } catch (IOException e) {
            throw Needs.missing("no git", "install git");
        }
        assertThat(git.waitFor()).isZero();
        write(".gitignore", "*.log\nbuild/\n!important.log\n");
        write("app/main.py", "1");
    }

    private Path write(String name, String text) throws IOException {
        Path file = environment.dir().resolve(name);
        Files.createDirectories(file.resolve("..").normalize());
        return Files.writeString(file, text);
    }

    private UnitSpec watching(Watch watch) {
        return environment.shell("a", "echo up; exec sleep 1000").withWatch(watch);
    }

    private void awaitStarts(int starts) {
        TestEnvironment.await(
                () -> environment.output("a").size() == starts, () -> starts + " starts in " + environment.log("a"));
    }

    private List<String> changes() {
        return environment.log("a").stream()
                .filter(line -> line.stream() == LogLine.Stream.NOTE)
                .map(LogLine::text)
                .filter(text -> text.endsWith(" changed"))
                .toList();
    }

    /** Nothing tells when the folders are watched; a change before that is none. */
    private void changeUntilSeen(SupervisorClient client) throws IOException {
        TestEnvironment.awaitState(client, "a", ServiceState.READY);
        TestEnvironment.await(
                () -> {
                    try {
                        write("app/first.py", Long.toString(System.nanoTime()));
                        return environment.output("a").size() > 1;
                    } catch (IOException e) {
                        throw new java.io.UncheckedIOException(e);
                    }
                },
                () -> "the first change to be seen");
        // the last one of them may still be on its way
        write("app/last.py", "x");
        TestEnvironment.await(
                () -> changes().stream().anyMatch(change -> change.contains("last.py") || change.contains(" more ")),
                () -> "the last change to be seen in " + changes());
        TestEnvironment.awaitState(client, "a", ServiceState.READY);
    }

    @Test
    void restartsOnChangesOfWhatIsNamedAndNotIgnored() throws IOException {
        SupervisorClient client = environment.started();
        client.apply(
                List.of(watching(new Watch(List.of("app", "conf/*.yaml", "build/classes"), List.of(), List.of()))));
        changeUntilSeen(client);
        int before = changes().size();

        write("app/debug.log", "ignored by git");
        write("app/build/out.py", "ignored by git");
        write("app/main.py~", "an editor's");
        write("conf/x.json", "not named");
        write("other.py", "not named");
        write("app/deep/er/new.py", "in a new folder");
        TestEnvironment.await(() -> changes().size() == before + 1, () -> "one change in " + changes());
        write("conf/x.yaml", "named, in a folder that was not there");
        TestEnvironment.await(() -> changes().size() == before + 2, () -> "two changes in " + changes());
        write("app/important.log", "taken out of what is ignored");
        TestEnvironment.await(() -> changes().size() == before + 3, () -> "three changes in " + changes());
        write("build/classes/A.class", "ignored by git, but named");
        TestEnvironment.await(() -> changes().size() == before + 4, () -> "four changes in " + changes());
        Files.delete(environment.dir().resolve("app/main.py"));
        TestEnvironment.await(() -> changes().size() == before + 5, () -> "five changes in " + changes());

        assertThat(changes().subList(before, before + 5))
                .containsExactly(
                        "app/deep/er/new.py changed",
                        "conf/x.yaml changed",
                        "app/important.log changed",
                        "build/classes/A.class changed",
                        "app/main.py changed");
    }

    @Test
    void migratesBeforeItRestartsAndDoesNotRestartWhenThatFails() throws IOException {
        SupervisorClient client = environment.started();
        Watch watch = new Watch(
                List.of("app"), List.of(environment.dir().resolve("migrations")), List.of("migrate", "--service", "a"));
        client.apply(List.of(watching(watch)));
        changeUntilSeen(client);
        int starts = environment.output("a").size();
        Path broken = Files.createFile(environment.state().resolve("broken"));

        write("migrations/1.sql", "select * from nothing");
        TestEnvironment.await(
                () -> environment.log("a").stream()
                        .anyMatch(line ->
                                line.text().equals("not restarted, because its migrations failed: no such table")),
                () -> "the failure in " + environment.log("a"));
        assertThat(environment.output("a")).hasSize(starts);
        Files.delete(broken);
        write("migrations/1.sql", "select 1");
        awaitStarts(starts + 1);

        assertThat(environment.state().resolve("commands")).hasContent("migrate --service a\nmigrate --service a");
        assertThat(changes()).last().isEqualTo("migrations/1.sql changed");
    }

    @Test
    void whoeverHasStoppedItDoesNotGetItBackByAChange() throws IOException {
        SupervisorClient client = environment.started();
        Watch watch = new Watch(List.of("app"), List.of(), List.of());
        UnitSpec b = environment.shell("b", "echo up; exec sleep 1000").withWatch(watch);
        client.apply(List.of(watching(watch), b));
        changeUntilSeen(client);
        client.stop(Set.of("a"));
        int starts = environment.output("a").size();
        int starts2 = environment.output("b").size();

        write("app/main.py", "2");
        TestEnvironment.await(() -> environment.output("b").size() == starts2 + 1, () -> "b to start again");

        assertThat(environment.output("a")).hasSize(starts);
        assertThat(TestEnvironment.status(client, "a").state()).isEqualTo(ServiceState.STOPPED);
    }
}
