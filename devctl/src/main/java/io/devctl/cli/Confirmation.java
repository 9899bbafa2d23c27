package io.devctl.cli;

import io.devctl.model.DevctlException;
import io.devctl.model.ExitCode;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Set;

/** The one question before something is destroyed. */
final class Confirmation {
    private static final Set<String> AGREEMENT = Set.of("y", "yes");

    private final Session session;

    Confirmation(Session session) {
        this.session = session;
    }

    /**
     * Returns when the user agrees.
     *
     * @param consequence what will be lost
     * @param command the command with its options, for the hint
     * @param agreed whether {@code --yes} was given
     * @throws DevctlException USAGE when there is nobody to ask, or the answer is not yes
     */
    void ask(String consequence, String command, boolean agreed) {
        if (agreed) {
            return;
        }
        if (!session.isTerminal(0) || !session.isTerminal(2)) {
            throw new DevctlException(
                    ExitCode.USAGE, consequence + ", and there is no terminal to ask", "dev " + command + " --yes");
        }
        session.err().print(consequence + ". Go on? [y/N] ");
        session.err().flush();
        String answer = readLine().strip().toLowerCase(Locale.ROOT);
        if (!AGREEMENT.contains(answer)) {
            throw new DevctlException(ExitCode.USAGE, "nothing was done", null);
        }
    }

    private static String readLine() {
        try {
            String line = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8)).readLine();
            return line == null ? "" : line;
        } catch (IOException gone) {
            return "";
        }
    }
}
