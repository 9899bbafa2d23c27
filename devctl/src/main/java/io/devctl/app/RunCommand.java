package io.devctl.app;

import io.devctl.config.ServiceConfig;
import io.devctl.model.DevctlException;
import io.devctl.model.EventSink;
import io.devctl.model.ExitCode;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** {@code dev run}: a command with a service's folder and environment, in the caller's terminal. */
public final class RunCommand {
    private RunCommand() {}

    /**
     * Runs the command to its end; Postgres is started for it when the service uses the database.
     *
     * @param schema a target's: the command gets what migrates that has in its environment; null for the service's own
     * @return its exit code
     * @throws DevctlException USAGE when the service, or a target of it, is not there
     */
    public static int run(
            Environment environment,
            String serviceName,
            @Nullable String schema,
            List<String> command,
            EventSink events) {
        Selection.named(environment.config(), List.of(serviceName));
        ServiceConfig service = environment.config().services().get(serviceName);
        if (service == null) {
            throw new DevctlException(
                    ExitCode.USAGE,
                    "not a service with an environment: '" + serviceName + "'",
                    "dev status lists them");
        }
        StateDirectory.create(environment.config().root());
        var endpoint = service.database()
                ? environment.postgres().start(events)
                : environment.postgres().endpoint();
        Ports ports = new Ports(environment.config(), environment.stateDirectory());
        Map<String, String> variables = schema == null
                ? new Units(environment.config(), endpoint, ports).environment(service)
                : new Targets(environment).environment(service, schema);
        ProcessBuilder builder =
                new ProcessBuilder(command).directory(service.dir().toFile()).inheritIO();
        builder.environment().clear();
        builder.environment().putAll(variables);
        try {
            return builder.start().waitFor();
        } catch (IOException e) {
            throw new DevctlException(
                    ExitCode.UNAVAILABLE,
                    "cannot run '" + command.get(0) + "' in '" + service.dir() + "': " + e.getMessage(),
                    "check the name and that it may be executed",
                    e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return ExitCode.INTERRUPTED.number();
        }
    }
}
