package io.devctl.supervise;

import static org.assertj.core.api.Assertions.assertThat;

import io.devctl.model.EventSink;
import io.devctl.supervise.machine.Action;
import io.devctl.supervise.machine.Input;
import io.devctl.supervise.process.RunDirectory;
import io.devctl.supervise.unit.UnitSpec;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class PerformerTest {
    @TempDir
    private Path folder;

    /** On a busy machine a thread that was started later may well run first. */
    @Test
    void doesNotAskWhetherATaskIsDoneBeforeItsLastSuccessIsKept() throws Exception {
        Files.writeString(folder.resolve("input"), "1");
        Deque<Runnable> threads = new ArrayDeque<>();
        List<Input> told = new ArrayList<>();
        RunDirectory run = RunDirectory.of(folder);
        UnitSpec task = Specs.task(Specs.shell("seed", folder, "true"), "input");
        try (Outputs outputs = new Outputs(run, told::add)) {
            Performer performer =
                    new Performer(run, new Remembering(), outputs, threads::push, told::add, EventSink.none());
            performer.perform(new Action.RecordSuccess(task, "fingerprint"));
            performer.perform(new Action.CheckTask(task, 2));
            while (!threads.isEmpty()) {
                threads.pop().run();
            }
        }
        assertThat(told)
                .singleElement()
                .isInstanceOfSatisfying(
                        Input.TaskChecked.class,
                        checked -> assertThat(checked.done()).isTrue());
    }

    private static final class Remembering implements Host {
        private boolean succeeded;

        @Override
        public boolean taskDone(String task, String fingerprint, boolean database) {
            return succeeded;
        }

        @Override
        public void taskSucceeded(String task, String fingerprint, boolean database) {
            succeeded = true;
        }

        @Override
        public boolean sqlHolds(String query) {
            throw new AssertionError(query);
        }

        @Override
        public void stopPostgres(EventSink events) {
            throw new AssertionError("nothing is to be stopped");
        }
    }
}
