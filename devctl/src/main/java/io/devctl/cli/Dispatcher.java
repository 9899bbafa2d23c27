package io.devctl.cli;

import io.devctl.console.ErrorText;
import io.devctl.console.JsonReports;
import io.devctl.console.style.Theme;
import io.devctl.model.DevctlException;
import io.devctl.model.ExitCode;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalInt;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/** From arguments to an exit code: parses, runs the command, and prints what went wrong. */
final class Dispatcher {
    private final Session session;

    Dispatcher(Session session) {
        this.session = session;
    }

    int run(String[] arguments) {
        List<String> words = Arrays.asList(arguments);
        boolean debug = words.contains("--debug");
        Theme theme = session.errorTheme(words.contains("--no-color"));
        try {
            return dispatch(arguments);
        } catch (ParameterException e) {
            return fail(usage(e), words, theme, debug);
        } catch (DevctlException e) {
            return fail(e, words, theme, debug);
        } catch (RuntimeException | Error e) {
            session.endProgress();
            if (wantsJson(words)) {
                session.out().println(JsonReports.bug(e));
            }
            session.err().print(ErrorText.bug(e, theme, debug));
            return ExitCode.BUG.number();
        }
    }

    /** As {@link Answering#answer}; whatever goes wrong is thrown. Empty for a command that is none. */
    OptionalInt answer(String[] arguments) {
        return parse(arguments).getCommand() instanceof Answering known ? known.answer() : OptionalInt.empty();
    }

    private CommandLine parse(String[] arguments) {
        CommandLine root = new CommandLine(new Root());
        Commands.TABLE.register(root, session, arguments);
        try {
            CommandLine named = last(root.parseArgs(arguments));
            if (!named.isUsageHelpRequested()) {
                return named;
            }
        } catch (ParameterException withoutSuggestions) {
            // said below by those who know all commands
        }
        CommandLine complete = new CommandLine(new Root());
        Commands.TABLE.registerAll(complete, session, arguments);
        return last(complete.parseArgs(arguments));
    }

    private static CommandLine last(CommandLine.ParseResult result) {
        CommandLine.ParseResult parsed = result;
        while (parsed.hasSubcommand()) {
            parsed = parsed.subcommand();
        }
        return parsed.commandSpec().commandLine();
    }

    private int dispatch(String[] arguments) {
        if (SuperviseCommand.isMeant(arguments)) {
            return SuperviseCommand.of(arguments).run();
        }
        CommandLine named = parse(arguments);
        boolean nothingAsked = named.getCommand() instanceof Root bare && !bare.version;
        if (named.isUsageHelpRequested() || nothingAsked) {
            named.usage(session.out(), CommandLine.Help.Ansi.OFF);
            return (named.isUsageHelpRequested() ? ExitCode.OK : ExitCode.USAGE).number();
        }
        return named.<Command>getCommand().run();
    }

    private int fail(DevctlException failure, List<String> words, Theme theme, boolean debug) {
        session.endProgress();
        if (wantsJson(words)) {
            session.out().println(JsonReports.error(failure));
        }
        session.err().print(ErrorText.failure(failure, theme, debug));
        return failure.code().number();
    }

    private static boolean wantsJson(List<String> words) {
        return words.contains("--json") || words.contains("--json-lines");
    }

    private static DevctlException usage(ParameterException e) {
        String name = e.getCommandLine().getCommandSpec().qualifiedName(" ");
        String hint = name + " --help lists what there is";
        if (e instanceof UnmatchedArgumentException unmatched) {
            List<String> near = unmatched.getSuggestions();
            if (!near.isEmpty()) {
                hint = "did you mean '" + String.join("' or '", near) + "'? " + hint;
            }
            return new DevctlException(
                    ExitCode.USAGE,
                    "unknown " + (unmatched.isUnknownOption() ? "option" : "argument") + ": '"
                            + String.join(" ", unmatched.getUnmatched()) + "'",
                    hint);
        }
        return new DevctlException(ExitCode.USAGE, String.valueOf(e.getMessage()), hint);
    }
}
