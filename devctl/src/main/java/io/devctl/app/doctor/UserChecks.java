package io.devctl.app.doctor;

import io.devctl.model.Check;
import io.devctl.postgres.PostgresTraces;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;

/** Whose environment it is: the rights of the user and those of the state directory. */
final class UserChecks {
    private UserChecks() {}

    static List<Check> all(Patient patient) {
        List<Check> checks = new ArrayList<>();
        checks.add(state(patient));
        // asks unshare and setpriv, when the user is root; throws when neither works
        PostgresTraces.asRoot().ifPresent(how -> checks.add(Check.ok("user", how)));
        return checks;
    }

    private static Check state(Patient patient) {
        Path state = patient.state();
        if (!Files.isDirectory(state)) {
            return Files.isWritable(patient.root())
                    ? Check.ok("state", "'" + state + "' is not there yet")
                    : Check.problem(
                            "state",
                            "the folder cannot be written: '" + patient.root() + "'",
                            "chmod u+w '" + patient.root() + "'");
        }
        try {
            PosixFileAttributes attributes = Files.readAttributes(state, PosixFileAttributes.class);
            String mode = PosixFilePermissions.toString(attributes.permissions());
            if (!Files.isWritable(state)) {
                return Check.problem(
                        "state",
                        "cannot be written: '" + state + "' (" + attributes.owner() + ", " + mode + ")",
                        "sudo chown -R \"$(id -u)\" '" + state + "' && chmod 700 '" + state + "'");
            }
            return mode.equals("rwx------")
                    ? Check.ok("state", "'" + state + "'")
                    : Check.problem(
                            "state",
                            "other users may look into '" + state + "' (" + mode + "), where passwords are",
                            "chmod 700 '" + state + "'");
        } catch (IOException e) {
            return Check.problem("state", "cannot be read: '" + state + "' (" + e.getMessage() + ")", null);
        }
    }
}
