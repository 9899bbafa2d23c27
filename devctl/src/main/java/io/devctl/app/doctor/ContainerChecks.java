package io.devctl.app.doctor;

import io.devctl.docker.Containers;
import io.devctl.docker.DockerEngine;
import io.devctl.model.Check;
import io.devctl.model.DevctlException;
import io.devctl.postgres.provider.PostgresServers;
import io.devctl.supervise.SupervisorTraces;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Containers that carry a label of devctl's and that nobody knows of any more. */
final class ContainerChecks {
    private static final String NAME = "left behind";

    private ContainerChecks() {}

    static List<Check> all(Patient patient) {
        if (DockerEngine.places(patient.variables()).stream().noneMatch(Files::exists)) {
            return List.of();
        }
        List<Check> checks = new ArrayList<>();
        try {
            Containers containers = new Containers(DockerEngine.find(patient.variables(), ""));
            for (Containers.Found container : containers.labelled(Containers.CHECKOUT, null)) {
                String checkout = container.labels().getOrDefault(Containers.CHECKOUT, "");
                if (!Files.isDirectory(Path.of(checkout))) {
                    checks.add(Check.warning(
                            NAME,
                            "container " + container.name() + " belongs to '" + checkout + "', which is gone",
                            isPostgres(container)
                                    ? "docker rm -fv " + container.name() + " && docker volume rm " + container.name()
                                    : "docker rm -fv " + container.name()));
                } else if (checkout.equals(patient.root().toAbsolutePath().toString())
                        && container.running()
                        && !known(patient, container)) {
                    checks.add(Check.problem(
                            NAME, "container " + container.name() + " runs, and nothing knows of it", "dev down"));
                }
            }
        } catch (DevctlException toldAbove) {
            return List.of(); // the check of the engine says what is wrong with it
        }
        return checks;
    }

    private static boolean known(Patient patient, Containers.Found container) {
        return isPostgres(container)
                ? PostgresServers.recorded(patient.state()).isPresent()
                : SupervisorTraces.of(patient.state()).running();
    }

    /** It alone has a volume, of its own name. */
    private static boolean isPostgres(Containers.Found container) {
        return "postgres".equals(container.labels().get(Containers.ROLE));
    }
}
