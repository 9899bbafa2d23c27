package io.devctl.cli;

import io.devctl.app.Render;
import io.devctl.app.render.Artefact;
import io.devctl.app.render.RenderOptions;
import io.devctl.console.RenderText;
import io.devctl.model.ExitCode;
import io.devctl.model.RenderReport;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code dev render}. */
@CommandLine.Command(name = "render", description = "deployment files from services.yaml and templates/")
final class RenderCommand implements Command {
    private final Session session;

    @CommandLine.Mixin
    Common common = new Common();

    @CommandLine.Mixin
    Json json = new Json();

    @Parameters(
            index = "0",
            paramLabel = "WHAT",
            converter = Kind.class,
            description = "k8s, helm, compose, github-actions, gitlab-ci, entrypoint, blue-green or migrations")
    Artefact artefact = Artefact.K8S;

    @Option(
            names = "-o",
            paramLabel = "DIR",
            description = "the folder for the files (default: deploy/WHAT, or where a pipeline belongs)")
    @Nullable
    Path into;

    @Option(names = "--namespace", paramLabel = "NAME", description = "of Kubernetes (default: kubectl's own)")
    @Nullable
    String namespace;

    @Option(
            names = "--tag",
            paramLabel = "SERVICE=TAG",
            description = "the tag of a service's image; of db-migrations: of the image that migrates")
    Map<String, String> tags = new LinkedHashMap<>();

    @Option(names = "--tenants", paramLabel = "A,B", description = "instead of those in services.yaml; empty for those")
    String tenants = "";

    @Option(
            names = "--migrate-image",
            paramLabel = "IMAGE",
            description = "the image that migrates (default: ${DEFAULT-VALUE}); 'service': each service's own")
    String migrateImage = RenderOptions.MIGRATE_IMAGE;

    @Option(names = "--init-container", description = "pods migrate before they start, instead of a Job")
    boolean initContainer;

    @Option(names = "--job-per-service", description = "a Job for each service instead of one for all")
    boolean jobPerService;

    @Option(names = "--shards", paramLabel = "N", description = "share the targets out over N pods of the Job")
    int shards = 1;

    @Option(names = "--files-in-image", description = "no ConfigMap: the image that migrates has the files")
    boolean filesInImage;

    @Option(names = "--templates", paramLabel = "DIR", description = "a folder of templates that come before devctl's")
    @Nullable
    Path templates;

    @Option(names = "--diff", description = "show what would change, and change nothing; exit 1 if something would")
    boolean diff;

    @Option(names = "--yes", description = "overwrite files that were changed, without asking")
    boolean yes;

    RenderCommand(Session session) {
        this.session = session;
    }

    @Override
    public int run() {
        RenderOptions options = new RenderOptions(
                namespace,
                tags,
                Stream.of(tenants.split("[,\\s]+"))
                        .filter(name -> !name.isEmpty())
                        .toList(),
                migrateImage,
                initContainer,
                jobPerService,
                shards,
                filesInImage,
                templates == null ? null : session.workingDirectory().resolve(templates));
        Render render =
                Render.of(session.workingDirectory(), common.file, session.environment(), artefact, options, into);
        RenderReport report = render.report();
        if (diff) {
            session.out().print(json.wanted ? RenderText.json(report) + "\n" : RenderText.diff(render.diff()));
            return (report.differs() ? ExitCode.FAILED : ExitCode.OK).number();
        }
        List<String> edited = report.edited();
        if (!edited.isEmpty()) {
            new Confirmation(session)
                    .ask(
                            "changed since they were rendered, or not rendered by devctl, and overwritten by this: "
                                    + String.join(", ", edited),
                            "render " + artefact.key(),
                            yes);
        }
        render.write();
        session.err().print(RenderText.notes(report));
        session.out().print(json.wanted ? RenderText.json(report) + "\n" : RenderText.written(report));
        return ExitCode.OK.number();
    }

    /** {@code github-actions}. */
    static final class Kind implements CommandLine.ITypeConverter<Artefact> {
        @Override
        public Artefact convert(String text) {
            return Arrays.stream(Artefact.values())
                    .filter(artefact -> artefact.key().equals(text))
                    .findFirst()
                    .orElseThrow(() -> new CommandLine.TypeConversionException("'" + text + "' is not one of "
                            + Arrays.stream(Artefact.values())
                                    .map(Artefact::key)
                                    .collect(Collectors.joining(", "))));
        }
    }
}
