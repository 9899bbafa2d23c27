package io.devctl.cli;

import io.devctl.config.ConfigLoader;
import io.devctl.model.DevctlException;
import io.devctl.supervise.Inquiry;
import io.devctl.supervise.control.Answer;
import io.devctl.supervise.control.Build;
import io.devctl.supervise.control.Question;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * The way of the commands that are typed all day: the supervisor, which runs anyway, answers them; see {@link Answers}. The
 * launcher goes it alone where it can.
 */
final class Shortcut {
    /** Far more than an answer takes; who waited for it in vain then waits as long as without a supervisor. */
    private static final Duration PATIENCE = Duration.ofSeconds(3);

    private Shortcut() {}

    /** Has the supervisor answer and prints that; empty, with nothing printed, when it does not. */
    static OptionalInt take(Session session, String[] arguments) {
        List<String> words = List.of(arguments);
        // the launcher has asked, in vain
        if (!isFor(words) || Boolean.getBoolean("devctl.asked")) {
            return OptionalInt.empty();
        }
        Path state;
        try {
            state = ConfigLoader.find(session.workingDirectory()).resolveSibling(".devctl");
        } catch (DevctlException noServicesYaml) {
            return OptionalInt.empty();
        }
        Optional<Answer> answer = Inquiry.ask(
                state,
                new Question(
                        words,
                        session.workingDirectory().toString(),
                        session.environment(),
                        session.charset().name(),
                        session.terminals(),
                        session.columns(),
                        Build.ofThisProcess()),
                PATIENCE);
        if (answer.isEmpty()) {
            return OptionalInt.empty();
        }
        session.err().print(answer.get().err());
        session.out().print(answer.get().out());
        session.err().flush();
        session.out().flush();
        return OptionalInt.of(answer.get().code());
    }

    /** Whether nothing but these words is there. What any other would mean here, nobody needs to think about. */
    static boolean isFor(List<String> words) {
        if (words.isEmpty()) {
            return false;
        }
        boolean detached = false;
        for (String word : words.subList(1, words.size())) {
            switch (word) {
                case "-d", "--detach" -> detached = true;
                case "--json", "--check", "--plain", "--no-color" -> {}
                default -> {
                    return false;
                }
            }
        }
        return switch (words.get(0)) {
            case "status", "migrate" -> true;
            case "up" -> detached;
            default -> false;
        };
    }
}
