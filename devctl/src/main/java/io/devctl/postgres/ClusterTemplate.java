package io.devctl.postgres;

import io.devctl.model.Activity;
import io.devctl.model.DevctlException;
import io.devctl.model.Event;
import io.devctl.model.EventSink;
import io.devctl.model.ExitCode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * An initialised data directory that is made once per user and version, and copied for every fresh environment. Its
 * superuser has a password that is in a file of its own inside, so that every copy can be opened, once, to get the
 * checkout's own.
 */
final class ClusterTemplate {
    /** The superuser of every data directory. */
    static final String SUPERUSER = "postgres";
    /** Raised when the template's content changes, so that caches of older devctls are left alone. */
    private static final String EDITION = "template-1";

    private static final Duration PATIENCE = Duration.ofMinutes(3);

    private final Binaries binaries;
    private final Path shared;
    private final RunAs runAs;

    ClusterTemplate(Binaries binaries, Path shared, RunAs runAs) {
        this.binaries = binaries;
        this.shared = shared;
        this.runAs = runAs;
    }

    /** Makes a data directory of this name in a folder where none is; it appears in one step or not at all. */
    void copyTo(Path folder, String name, EventSink events) {
        Path template = made(events);
        Workshop.make(folder, name, work -> {
            Path copy = work.resolve("copy");
            Trees.copy(template, copy);
            return copy;
        });
    }

    private Path made(EventSink events) {
        Path template = shared.resolve(binaries.label() + "-" + EDITION);
        if (complete(template)) {
            return template;
        }
        Path home = binaries.unpacked(shared, events);
        return ExclusiveLock.holding(shared.resolve("lock"), "initialising Postgres", PATIENCE, () -> {
            if (!complete(template)) {
                events.emit(new Event.PostgresProgress("initialising a data directory (once per user)"));
                try (Activity activity = Activity.begin(events, "postgres", "initialising a data directory")) {
                    Workshop.make(shared, binaries.label() + "-" + EDITION, work -> initialised(home, work));
                    activity.done();
                }
            }
            return template;
        });
    }

    private static boolean complete(Path template) {
        return Files.isRegularFile(template.resolve("PG_VERSION"))
                && Files.isRegularFile(template.resolve("global/pg_control"));
    }

    private Path initialised(Path home, Path work) throws IOException {
        String password = Passwords.generate();
        Path passwordFile = work.resolve("password");
        StateDirectory.write(passwordFile, password + "\n");
        Path data = work.resolve("data");
        // the locale's name is in the catalogs that every tool shows; systems that lack it get the same rules from C
        Program.Result result = initdb(home, data, passwordFile, "C.UTF-8");
        if (result.exitCode() != 0) {
            Trees.delete(data);
            result = initdb(home, data, passwordFile, "C");
        }
        if (result.exitCode() != 0) {
            throw failed(result.output());
        }
        Files.writeString(
                data.resolve("postgresql.conf"),
                "\n# ports, paths and settings of the environment\ninclude_if_exists = '" + ServerConfig.NAME + "'\n",
                StandardCharsets.UTF_8,
                StandardOpenOption.APPEND);
        StateDirectory.write(data.resolve(Passwords.INITIAL), password + "\n");
        return data;
    }

    private Program.Result initdb(Path home, Path data, Path passwordFile, String locale) throws IOException {
        List<String> command = new ArrayList<>(runAs.prefix());
        command.addAll(List.of(home.resolve("bin/initdb").toString(), "-D", data.toString(), "-U", SUPERUSER));
        command.addAll(List.of("--pwfile", passwordFile.toString(), "-A", "scram-sha-256", "-E", "UTF8"));
        command.addAll(List.of("--locale", locale, "--lc-messages", "C", "--data-checksums", "-T", "english"));
        if (Integer.parseInt(binaries.major()) >= 17) {
            // the same order and the same upper case on every system
            command.addAll(List.of("--locale-provider", "builtin", "--builtin-locale", "C.UTF-8"));
        }
        // what a power cut destroys here is made again
        command.addAll(List.of("--no-sync", "--no-instructions"));
        return Program.run(command);
    }

    private DevctlException failed(String output) {
        if (output.contains("No space left")) {
            return StateDirectory.unusable(shared, new IOException("No space left on device"));
        }
        return new DevctlException(
                ExitCode.UNAVAILABLE,
                "cannot initialise a Postgres data directory:\n"
                        + output.strip().indent(2).stripTrailing(),
                null);
    }
}
