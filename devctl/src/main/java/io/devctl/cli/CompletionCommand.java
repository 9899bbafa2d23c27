package io.devctl.cli;

import io.devctl.app.KnownNames;
import io.devctl.model.DevctlException;
import io.devctl.model.ExitCode;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code dev completion}, and what its scripts ask for while the user types. */
@CommandLine.Command(
        name = "completion",
        description = "a script that makes bash, zsh or fish complete dev's commands and names")
final class CompletionCommand implements Command {
    private final Session session;

    @CommandLine.Mixin
    Common common = new Common();

    @Parameters(paramLabel = "SHELL", arity = "0..1", description = "bash, zsh or fish")
    @Nullable
    String shell;

    @Option(
            names = "--names",
            paramLabel = "KIND",
            hidden = true,
            description = "services, migrated, tenants or snapshots")
    @Nullable
    String kind;

    CompletionCommand(Session session) {
        this.session = session;
    }

    @Override
    public int run() {
        if (kind != null) {
            KnownNames.of(kind, session.workingDirectory(), common.file, session.environment())
                    .forEach(name -> session.out().print(name + "\n"));
            return ExitCode.OK.number();
        }
        for (CompletionScript script : CompletionScript.values()) {
            if (script.word().equals(shell)) {
                CommandLine root = new CommandLine(new Root());
                Commands.TABLE.register(root, session, new String[0]);
                session.out().print(script.text(CompletionTable.of(root)));
                return ExitCode.OK.number();
            }
        }
        throw new DevctlException(
                ExitCode.USAGE,
                shell == null ? "no shell named: one of bash, zsh and fish" : "no such shell: '" + shell + "'",
                "in ~/.bashrc: source <(dev completion bash); in ~/.zshrc: source <(dev completion zsh);"
                        + " in ~/.config/fish/config.fish: dev completion fish | source");
    }
}
