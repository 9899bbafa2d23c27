package io.devctl.supervise;

import io.devctl.model.EventSink;
import io.devctl.supervise.control.Answer;
import io.devctl.supervise.control.Question;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What the supervisor process may ask of the rest of devctl. Called from several threads; may block. */
public interface Host {
    /**
     * Whether this task has succeeded with these inputs.
     *
     * @param database whether the answer belongs to the environment's database; a {@code DevctlException} when that
     *     cannot be asked
     */
    boolean taskDone(String task, String fingerprint, boolean database);

    /** Keeps that this task has succeeded with these inputs. */
    void taskSucceeded(String task, String fingerprint, boolean database);

    /** Whether this query returns true; a {@code DevctlException} says why it cannot be asked. */
    boolean sqlHolds(String query);

    /**
     * Removes the container that a unit's command has left because it was killed: it would have the port, and pass for the
     * one that is about to start.
     */
    default void removeContainer(String unit) {}

    /**
     * Runs a command of devctl's own, {@code migrate --service X}, and waits for its end.
     *
     * @return null when it went well, else why not, in words
     */
    default @Nullable String run(List<String> command) {
        return "not here: " + String.join(" ", command);
    }

    /**
     * Answers a command line in the place of the process that was started for it, if there is nothing to do but to tell.
     *
     * @return null when that process has to do it itself
     */
    default @Nullable Answer answer(Question question) {
        return null;
    }

    /** Stops the environment's Postgres; called after every unit is gone. */
    void stopPostgres(EventSink events);
}
