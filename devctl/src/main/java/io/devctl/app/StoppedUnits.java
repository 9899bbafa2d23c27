package io.devctl.app;

import io.devctl.model.Activity;
import io.devctl.model.DevctlException;
import io.devctl.model.EventSink;
import io.devctl.model.ExitCode;
import io.devctl.model.ServiceStatus;
import io.devctl.supervise.LeftUnits;
import io.devctl.supervise.SupervisorClient;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What was stopped so that the database could be replaced.
 *
 * @param running the services that ran, in the order of the supervisor
 * @param supervised whether there is to be a supervisor afterwards, as there was before
 */
record StoppedUnits(Set<String> running, boolean supervised) {
    /** Stops all units of an environment. */
    static StoppedUnits stop(Environment environment, EventSink events) {
        Optional<SupervisorClient> supervisor = SupervisorClient.connect(environment.stateDirectory());
        if (supervisor.isPresent()) {
            return new StoppedUnits(stop(supervisor.get(), events), true);
        }
        Set<String> running = stopLeft(environment, events);
        return new StoppedUnits(running, !running.isEmpty());
    }

    private static Set<String> stop(SupervisorClient supervisor, EventSink events) {
        try (supervisor;
                Activity activity = Activity.begin(events, "dev", "stopping the services")) {
            Set<String> all = new LinkedHashSet<>();
            List<ServiceStatus> units = supervisor.status();
            units.forEach(status -> all.add(status.name()));
            supervisor.stop(all);
            activity.done();
            return services(units);
        }
    }

    /**
     * The same where the supervisor was killed. Their records go as well: the next supervisor would account a task's
     * success of before to the new database.
     */
    private static Set<String> stopLeft(Environment environment, EventSink events) {
        Set<String> running = services(LeftUnits.running(environment.stateDirectory()));
        if (!LeftUnits.stopAll(environment.stateDirectory(), events).isEmpty()) {
            throw new DevctlException(
                    ExitCode.FAILED, "processes of the environment cannot be stopped; nothing was deleted", "dev down");
        }
        return running;
    }

    /** Tasks run again only where their database or their inputs say so. */
    private static Set<String> services(List<ServiceStatus> units) {
        Set<String> running = new LinkedHashSet<>();
        for (ServiceStatus status : units) {
            if (status.pid() != null && !status.task()) {
                running.add(status.name());
            }
        }
        return running;
    }

    /** Starts them again, with others and with what they all depend on, after the migrations of this scope. */
    Up.Result startAgain(Environment environment, Set<String> others, Up.Scope scope, EventSink events) {
        Set<String> names = new LinkedHashSet<>(running);
        names.addAll(others);
        Up.Options options = new Up.Options(new ArrayList<>(names), true, scope, true, Set.of(), null);
        try (Up up = new Up(environment, options, events)) {
            Up.Result result = up.run();
            if (!supervised) {
                up.endSupervisor();
            }
            return result;
        }
    }
}
