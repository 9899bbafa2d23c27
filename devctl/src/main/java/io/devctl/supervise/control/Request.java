package io.devctl.supervise.control;

import io.devctl.model.Leftover;
import io.devctl.supervise.unit.UnitSpec;
import io.devctl.system.ProcessCommand;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a client asks for. Which of the nullable fields are set depends on the operation.
 *
 * @param id repeated in the answer
 */
public record Request(
        long id,
        @Nullable Operation op,
        @Nullable List<UnitSpec> specs,
        @Nullable Set<String> units,
        @Nullable String fact,
        boolean flag,
        @Nullable String reason,
        @Nullable Map<String, String> variables,
        @Nullable Question question) {

    /** What can be asked for. */
    public enum Operation {
        /** Answers with a {@link Hello}. */
        HELLO,
        OWN,
        DETACH,
        SURROUNDINGS,
        APPLY,
        /** Answers with what {@link #APPLY} would do. */
        PLAN,
        FACT,
        STATUS,
        /** Answers with what each unit uses, by name. */
        USAGE,
        /** Answers with an {@link Answer}, or refuses; see {@link Question}. */
        ANSWER,
        START,
        STOP,
        RESTART,
        SUBSCRIBE,
        SHUTDOWN
    }

    /**
     * Who answers.
     *
     * @param owned whether the environment ends with some connection
     * @param ending whether everything is being stopped
     */
    public record Hello(long pid, boolean owned, boolean ending) {}

    /**
     * Everything has been stopped.
     *
     * @param left what could not be stopped
     * @param postgresStopped whether Postgres was, too
     */
    public record Ended(List<Leftover> left, boolean postgresStopped) {
        /** The same, with these processes of devctl's own among what could not be stopped. */
        public Ended leaving(List<Long> pids) {
            List<Leftover> all = new ArrayList<>(left);
            pids.forEach(pid -> all.add(new Leftover(pid, ProcessCommand.of(pid), null, null)));
            return new Ended(List.copyOf(all), postgresStopped);
        }
    }

    /** A request without anything but its operation. */
    public static Request plain(long id, Operation op) {
        return new Request(id, op, null, null, null, false, null, null, null);
    }

    /** A request about some units. */
    public static Request units(long id, Operation op, Set<String> units) {
        return new Request(id, op, null, units, null, false, null, null, null);
    }

    /** What should run. */
    public static Request apply(long id, List<UnitSpec> specs) {
        return new Request(id, Operation.APPLY, specs, null, null, false, null, null, null);
    }

    /** What would be done if this should run. */
    public static Request plan(long id, List<UnitSpec> specs) {
        return new Request(id, Operation.PLAN, specs, null, null, false, null, null, null);
    }

    /** What holds, or does not. */
    public static Request fact(long id, String name, boolean holds, @Nullable String reason) {
        return new Request(id, Operation.FACT, null, null, name, holds, reason, null, null);
    }

    /** What units have around them. */
    public static Request variables(long id, Map<String, String> variables) {
        return new Request(id, Operation.SURROUNDINGS, null, null, null, false, null, variables, null);
    }

    /** The end. */
    public static Request shutdown(long id, boolean keepPostgres) {
        return new Request(id, Operation.SHUTDOWN, null, null, null, keepPostgres, null, null, null);
    }
}
