package io.devctl.app.doctor;

import io.devctl.config.ConfigLoader;
import io.devctl.config.DevctlConfig;
import io.devctl.config.ServiceConfig;
import io.devctl.model.Check;
import io.devctl.model.DevctlException;
import io.devctl.model.Problem;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** services.yaml and the files of variables. */
final class FileChecks {
    private FileChecks() {}

    static List<Check> all(Patient patient) {
        List<Check> checks = new ArrayList<>();
        DevctlConfig config = patient.config();
        Set<Path> variables = new LinkedHashSet<>();
        variables.add(patient.root().resolve(".env"));
        if (config == null) {
            wrong(checks, patient.wrong());
        } else {
            checks.add(Check.ok("services.yaml", "'" + config.file() + "'"));
            for (Problem missing : ConfigLoader.missingDotEnv(config)) {
                checks.add(Check.problem(".env", missing.line(), missing.hint()));
            }
            config.services().values().stream().map(ServiceConfig::envFiles).forEach(variables::addAll);
        }
        for (Path file : variables) {
            List<String> missing = ConfigLoader.missingKeys(file);
            if (!missing.isEmpty()) {
                checks.add(Check.warning(
                        ".env",
                        "'" + file + "' lacks what its example has: " + String.join(", ", missing),
                        "copy these lines from '" + file + ".example'"));
            }
        }
        return checks;
    }

    private static void wrong(List<Check> checks, @Nullable DevctlException wrong) {
        if (wrong == null) {
            return;
        }
        if (wrong.problems().isEmpty()) {
            checks.add(Check.problem(
                    "services.yaml",
                    String.valueOf(wrong.getMessage()),
                    wrong.hint().orElse(null)));
        }
        for (Problem problem : wrong.problems()) {
            checks.add(Check.problem("services.yaml", problem.line(), problem.hint()));
        }
    }
}
