package io.devctl.cli;

import io.devctl.app.Environment;
import io.devctl.app.MigrateMerge;
import io.devctl.console.JsonReports;
import io.devctl.console.WorkText;
import io.devctl.model.ExitCode;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code dev migrate merge}. */
@CommandLine.Command(
        name = "merge",
        description =
                "join the heads of a history that ends in several places, by a new revision that follows them all")
final class MigrateMergeCommand implements Command {
    private final Session session;

    @CommandLine.Mixin
    Common common = new Common();

    @CommandLine.Mixin
    Json json = new Json();

    @Parameters(index = "0", arity = "0..1", paramLabel = "SERVICE", description = "whose history (default: all)")
    @Nullable
    String service;

    @Option(names = "-m", paramLabel = "TEXT", description = "what the revision is called (default: merge heads)")
    String description = "merge heads";

    @Option(names = "--dry-run", description = "only show the heads")
    boolean dryRun;

    MigrateMergeCommand(Session session) {
        this.session = session;
    }

    @Override
    public int run() {
        Environment environment = session.environment(common);
        MigrateMerge merge = MigrateMerge.of(environment, service);
        List<MigrateMerge.Heads> heads = merge.heads();
        heads.forEach(one -> session.err().print(WorkText.heads(one.service(), one.picture())));
        List<Path> written = dryRun ? List.of() : merge.join(description);
        if (json.wanted) {
            session.out().println(JsonReports.files(written));
        } else if (heads.isEmpty()) {
            session.out().println("nothing to join: no history ends in more than one place");
        } else {
            session.out()
                    .print(WorkText.list(written.stream().map(Path::toString).toList()));
        }
        return ExitCode.OK.number();
    }
}
