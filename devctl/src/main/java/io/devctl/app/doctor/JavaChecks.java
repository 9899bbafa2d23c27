package io.devctl.app.doctor;

import io.devctl.model.Check;
import io.devctl.system.Proc;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import org.jspecify.annotations.Nullable;

/** What devctl itself runs on. */
final class JavaChecks {
    private final Map<String, String> variables;
    private final Properties java;
    private final String launcher;

    /** With the properties of the JVM that answers, which the launcher has chosen. */
    JavaChecks(Map<String, String> variables, Properties java, String launcher) {
        this.variables = variables;
        this.java = java;
        this.launcher = launcher;
    }

    List<Check> all() {
        List<Check> checks = new ArrayList<>();
        checks.add(jdk());
        checks.add(archive());
        checks.add(maven());
        checks.add(locale());
        buildLock().ifPresent(checks::add);
        return checks;
    }

    private Check jdk() {
        String home = java.getProperty("java.home", "?");
        String found = "Java " + java.getProperty("java.version", "?") + " in '" + home + "'";
        String wanted = variables.getOrDefault("JAVA_HOME", "");
        if (!wanted.isEmpty() && !Files.isExecutable(Path.of(wanted, "bin/java"))) {
            return Check.warning(
                    "java",
                    found + ", from PATH: JAVA_HOME has no bin/java: '" + wanted + "'",
                    "export JAVA_HOME='" + home + "'");
        }
        if (installation() == null && !Files.isExecutable(Path.of(home, "bin/javac"))) {
            return Check.warning(
                    "java",
                    found + " has no compiler, so that devctl cannot be built with it",
                    "set JAVA_HOME to a JDK, version 17 or newer");
        }
        return Check.ok("java", found + (wanted.isEmpty() ? ", from PATH" : ", from JAVA_HOME"));
    }

    private Check archive() {
        if (!java.getProperty("devctl.archive", "").isEmpty()) {
            return Check.ok("class data", "the archive that makes commands start fast is in use");
        }
        return Check.warning(
                "class data",
                "there is no archive of classes, so that every command takes twice as long to start",
                "chmod u+w '" + target() + "'");
    }

    private Check maven() {
        for (String folder : variables.getOrDefault("PATH", "").split(":", -1)) {
            if (folder.startsWith("/") && Files.isExecutable(Path.of(folder, "mvn"))) {
                return Check.ok("maven", "'" + Path.of(folder, "mvn") + "'");
            }
        }
        return Check.warning(
                "maven",
                "there is no mvn on PATH: devctl cannot be built anew, nor other versions of Postgres be fetched",
                "install Maven");
    }

    private Check locale() {
        return java.getProperty("devctl.charset", "UTF-8").equals("UTF-8")
                ? Check.ok("locale", "UTF-8")
                : Check.warning(
                        "locale",
                        "the terminal's locale is not one of UTF-8, so that letters beyond ASCII are shown as '?'",
                        "export LANG=C.UTF-8, and unset LC_ALL");
    }

    /** A build that was killed; nothing to say where none was. */
    private Optional<Check> buildLock() {
        Path lock = target().resolve("build.lock");
        if (launcher.isEmpty() || !Files.isDirectory(lock)) {
            return Optional.empty();
        }
        long pid = pid(lock.resolve("pid"));
        boolean lives = pid > 0
                && (Proc.available()
                        ? Proc.stat(pid).isPresent()
                        : ProcessHandle.of(pid).isPresent());
        return Optional.of(
                lives
                        ? Check.ok("build", "devctl is being built (pid " + pid + ")")
                        : Check.warning(
                                "build",
                                "a build that was killed left its lock: '" + lock + "'; the next build removes it",
                                "rm -r '" + lock + "'"));
    }

    private Path target() {
        Path installation = installation();
        return installation == null ? launcher().resolveSibling("devctl").resolve("target") : installation;
    }

    private Path launcher() {
        return Path.of(launcher.isEmpty() ? "dev" : launcher).toAbsolutePath().normalize();
    }

    /** The folder of a distribution, whose launcher is in its bin; null in a repository, where devctl is built. */
    private @Nullable Path installation() {
        Path bin = launcher().getParent();
        Path folder = bin == null ? null : bin.getParent();
        return folder != null && Files.exists(folder.resolve("devctl.jar")) ? folder : null;
    }

    private static long pid(Path file) {
        try {
            return Long.parseLong(Files.readString(file, StandardCharsets.UTF_8).strip());
        } catch (IOException | NumberFormatException notWritten) {
            return 0;
        }
    }
}
