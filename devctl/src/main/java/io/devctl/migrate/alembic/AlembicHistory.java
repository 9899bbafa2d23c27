package io.devctl.migrate.alembic;

import io.devctl.migrate.files.FileCache;
import io.devctl.migrate.files.Format;
import io.devctl.migrate.files.MigrationFile;
import io.devctl.migrate.ledger.Held;
import io.devctl.migrate.ledger.LedgerForm;
import io.devctl.model.DevctlException;
import io.devctl.model.ExitCode;
import io.devctl.model.Problem;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/** The history of a project whose migrations Alembic applies, as far as a run needs it. */
public final class AlembicHistory {
    private final AlembicProject project;
    private final Path base;
    private final RevisionGraph graph;
    private final AtomicBoolean onePerTarget = new AtomicBoolean();
    /** Git is asked once, however many targets have the revision. */
    private final Map<String, String> remedies = new ConcurrentHashMap<>();

    private AlembicHistory(AlembicProject project, Path base, RevisionGraph graph) {
        this.project = project;
        this.base = base;
        this.graph = graph;
    }

    /**
     * Reads the files that have changed; starts Python only for one that computes its revision and is new.
     *
     * @param base what paths in messages are relative to
     * @param askedFile where answers of Alembic are kept, null to keep none
     * @throws DevctlException BAD_MIGRATION when Alembic would refuse the history
     */
    public static AlembicHistory load(AlembicProject project, Path base, FileCache cache, @Nullable Path askedFile) {
        try {
            AlembicSettings settings = AlembicSettings.read(project.folder(), project.config());
            RevisionFiles.Found found = new RevisionFiles(settings, base, cache).read();
            List<Revision> revisions = found.revisions();
            if (!found.unreadable().isEmpty()) {
                AskedRevisions.Alembic alembic = new AskedRevisions.Alembic(
                        project.command(), project.environment().get(), project.timeout());
                revisions = AskedRevisions.open(askedFile).complete(found, settings, alembic);
            }
            RevisionGraph graph = RevisionGraph.of(revisions);
            if (!graph.problems().isEmpty()) {
                List<Problem> problems =
                        graph.problems().stream().map(GraphProblem::problem).toList();
                throw new DevctlException(ExitCode.BAD_MIGRATION, problems);
            }
            return new AlembicHistory(project, base, graph);
        } catch (DevctlException e) {
            if (e.code() == ExitCode.CONFIG) {
                // of one service: the others go on
                throw new DevctlException(
                        ExitCode.BAD_MIGRATION,
                        String.valueOf(e.getMessage()),
                        e.hint().orElse(null),
                        e);
            }
            throw e;
        }
    }

    AlembicProject project() {
        return project;
    }

    RevisionGraph graph() {
        return graph;
    }

    /** The revision files in the order in which an empty database gets them. */
    public List<MigrationFile> files() {
        List<Revision> order = new ArrayList<>(new History(graph).newestFirst());
        Collections.reverse(order);
        return order.stream().map(this::file).toList();
    }

    /** Formatters touch applied files: the checksum is the id, so that an edited file is not an edited migration. */
    private MigrationFile file(Revision revision) {
        Path path = base.resolve(revision.shown());
        return new MigrationFile(
                Format.DEVCTL,
                String.valueOf(path.getFileName()),
                revision.id(),
                revision.doc(),
                false,
                revision.shown(),
                path,
                revision.id(),
                null,
                null,
                true);
    }

    /** How a table of Alembic's is read. */
    public LedgerForm ledger(String table) {
        return new AlembicLedger(table, graph);
    }

    /** Why nothing can be applied although something is pending; null when it can. */
    public Held.@Nullable Problem refusal() {
        List<Revision> heads = graph.heads();
        if (!project.target().equals(AlembicProject.HEAD) || heads.size() < 2) {
            return null;
        }
        String names = String.join(", ", heads.stream().map(Revision::id).toList());
        return new Held.Problem(
                "several heads: '" + names + "'", "join them with `alembic merge heads`, or say `upgrade: heads`");
    }

    /** What to do about an applied revision that no file has. */
    public String remedy(String revision) {
        return remedies.computeIfAbsent(revision, new LostRevision(project.folder())::remedy);
    }

    /** Notes that env.py does not let one interpreter upgrade one target after another. */
    public void onlyOnePerTarget() {
        onePerTarget.set(true);
    }

    /** Whether each target needs a process of its own. */
    boolean isOnePerTarget() {
        return onePerTarget.get();
    }
}
