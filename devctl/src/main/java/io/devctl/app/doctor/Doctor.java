package io.devctl.app.doctor;

import io.devctl.model.Check;
import io.devctl.model.DevctlException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** {@code dev doctor}: everything that may keep an environment from working, and the fix. Starts and changes nothing. */
public final class Doctor {
    private Doctor() {}

    /**
     * Looks at the machine and at the environment of a folder.
     *
     * @param file services.yaml where the user named one
     * @param variables the caller's
     * @param launcher the program that was called, empty when that is not known
     */
    public static List<Check> examine(
            Path folder, @Nullable Path file, Map<String, String> variables, String launcher) {
        Patient patient = Patient.in(folder, file, variables);
        List<Check> checks = new ArrayList<>();
        add(checks, "java", () -> new JavaChecks(variables, System.getProperties(), launcher).all());
        add(checks, "user", () -> UserChecks.all(patient));
        add(checks, "disk", () -> DiskChecks.all(patient));
        add(checks, "docker", () -> DockerChecks.all(patient));
        add(checks, "services.yaml", () -> FileChecks.all(patient));
        add(checks, "postgres", () -> PostgresChecks.all(patient));
        add(checks, "left behind", () -> TraceChecks.all(patient));
        add(checks, "left behind", () -> ContainerChecks.all(patient));
        add(checks, "ports", () -> PortChecks.all(patient));
        return checks;
    }

    /** Whether nothing stops work. */
    public static boolean well(List<Check> checks) {
        return checks.stream().noneMatch(check -> check.state() == Check.State.PROBLEM);
    }

    /** What cannot be looked at is one problem more, and no reason to keep silent about the others. */
    private static void add(List<Check> checks, String name, Supplier<List<Check>> group) {
        try {
            checks.addAll(group.get());
        } catch (DevctlException e) {
            checks.add(
                    Check.problem(name, String.valueOf(e.getMessage()), e.hint().orElse(null)));
        }
    }
}
