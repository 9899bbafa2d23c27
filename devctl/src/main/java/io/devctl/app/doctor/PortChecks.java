package io.devctl.app.doctor;

import io.devctl.app.Preflight;
import io.devctl.config.PortConfig;
import io.devctl.config.ServiceConfig;
import io.devctl.model.Check;
import io.devctl.model.Problem;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Ports that services.yaml fixes: automatic ones move out of the way. */
final class PortChecks {
    private static final String NAME = "ports";

    private PortChecks() {}

    static List<Check> all(Patient patient) {
        if (patient.config() == null) {
            return List.of();
        }
        List<Check> checks = new ArrayList<>();
        List<String> fine = new ArrayList<>();
        for (ServiceConfig service : patient.config().services().values()) {
            if (service.runs() && service.port() instanceof PortConfig.Fixed fixed) {
                Optional<Problem> taken = Preflight.taken(patient.state(), service.name(), fixed.number());
                taken.ifPresentOrElse(
                        problem -> checks.add(Check.problem(NAME, problem.line(), problem.hint())),
                        () -> fine.add(Integer.toString(fixed.number())));
            }
        }
        if (!fine.isEmpty()) {
            checks.add(0, Check.ok(NAME, "free, or held by this environment: " + String.join(", ", fine)));
        }
        return checks;
    }
}
