package io.devctl.postgres;

import io.devctl.model.DevctlException;
import io.devctl.model.ExitCode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** How programs are run that refuse to run as root. */
sealed interface RunAs {
    /** What goes in front of the command. */
    List<String> prefix();

    /** The user id to which the data directory must belong, or -1 when it is right as it is. */
    default int owner() {
        return -1;
    }

    /** What is done and why, for the user; empty when there is nothing to say. */
    default String explanation() {
        return "";
    }

    /** An ordinary user: nothing to do. */
    record Myself() implements RunAs {
        @Override
        public List<String> prefix() {
            return List.of();
        }
    }

    /** Root in a user namespace of its own, where it is nobody in particular and still owns its files. */
    record UserNamespace() implements RunAs {
        @Override
        public List<String> prefix() {
            return List.of("unshare", "-U");
        }

        @Override
        public int owner() {
            return 0;
        }

        @Override
        public String explanation() {
            return "you are root and Postgres refuses to run as root: it runs in a user namespace (unshare -U)";
        }
    }

    /**
     * The user nobody. It keeps the one right that it needs to reach its data through root's private folders, and no
     * other.
     */
    record Nobody() implements RunAs {
        private static final String ID = "65534";

        @Override
        public List<String> prefix() {
            String only = "-all,+dac_override";
            return List.of(
                    "setpriv",
                    "--reuid=" + ID,
                    "--regid=" + ID,
                    "--clear-groups",
                    // without this access(2), with which Postgres looks for its programs, would ignore that right
                    "--securebits=+no_setuid_fixup",
                    "--inh-caps=" + only,
                    "--ambient-caps=" + only,
                    "--bounding-set=" + only,
                    "--");
        }

        @Override
        public int owner() {
            return Integer.parseInt(ID);
        }

        @Override
        public String explanation() {
            return "you are root and Postgres refuses to run as root: it runs as the user nobody, who owns its data";
        }
    }

    /** The user id of this process: 0 for root; for others some other number. */
    static int thisUser() {
        try {
            return (Integer) Files.getAttribute(Path.of("/proc/self"), "unix:uid");
        } catch (IOException | UnsupportedOperationException notLinux) {
            return System.getProperty("user.name", "").equals("root") ? 0 : 1;
        }
    }

    /** The first way that works for this user on this machine. */
    static RunAs choose(int userId) {
        if (userId != 0) {
            return new Myself();
        }
        for (RunAs candidate : List.of(new UserNamespace(), new Nobody())) {
            try {
                if (Program.run(Program.command(candidate.prefix(), "true")).exitCode() == 0) {
                    return candidate;
                }
            } catch (IOException ignored) {
                // no such program: the next one
            }
        }
        throw new DevctlException(
                ExitCode.UNAVAILABLE,
                "Postgres refuses to run as root, and neither 'unshare -U' nor 'setpriv' works here",
                "run devctl as an ordinary user, or install util-linux");
    }
}
