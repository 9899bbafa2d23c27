package io.devctl.migrate.alembic;

import io.devctl.migrate.engine.Engine;
import io.devctl.migrate.engine.EngineSession;
import io.devctl.migrate.engine.Order;
import io.devctl.migrate.engine.Undoing;
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
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The history of a project whose migrations Alembic applies, as far as a run needs it. */
public final class AlembicHistory implements Engine {
    private final AlembicProject project;
    private final Path base;
    private final RevisionGraph graph;
    private final List<MigrationFile> files;
    private final AtomicBoolean onePerTarget = new AtomicBoolean();
    /** Git is asked once, however many targets have the revision. */
    private final Map<String, String> remedies = new ConcurrentHashMap<>();

    private AlembicHistory(AlembicProject project, Path base, RevisionGraph graph) {
        this.project = project;
        this.base = base;
        this.graph = graph;
        this.files = inOrder();
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

    @Override
    public List<MigrationFile> files() {
        return files;
    }

    private List<MigrationFile> inOrder() {
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

    @Override
    public LedgerForm ledger(@Nullable String table) {
        return new AlembicLedger(Objects.requireNonNullElse(table, "alembic_version"), graph);
    }

    @Override
    public Held.@Nullable Problem refusal() {
        return project.target().equals(AlembicProject.HEAD) ? severalHeads() : null;
    }

    /** That the history ends in more than one place; null when it does not. */
    Held.@Nullable Problem severalHeads() {
        List<Revision> heads = graph.heads();
        String names = String.join(", ", heads.stream().map(Revision::id).toList());
        return heads.size() < 2 ? null : new Held.Problem("several heads: '" + names + "'", HeadsPicture.WAYS_OUT);
    }

    @Override
    public List<String> explanation() {
        return refusal() == null ? List.of() : new HeadsPicture(graph, base).lines();
    }

    @Override
    public String remedy(String revision) {
        return remedies.computeIfAbsent(revision, new LostRevision(project.folder())::remedy);
    }

    @Override
    public Set<String> upTo(String name) {
        String id = files.stream()
                .filter(file -> file.name().equals(name) || file.name().equals(name + ".py"))
                .map(MigrationFile::version)
                .findFirst()
                .orElse(name);
        if (RevisionNames.countsFromDatabase(id)) {
            throw new DevctlException(
                    ExitCode.USAGE,
                    "counts from where each database is, which --to cannot: '" + name + "'",
                    id.contains("-") ? "dev migrate down -n 1" : "dev migrate -n 1");
        }
        List<String> ends = new RevisionNames(graph)
                .upgradeTargets(id, List.of()).stream().map(Revision::id).toList();
        return new History(graph).below(ends).stream().map(Revision::id).collect(Collectors.toSet());
    }

    @Override
    public Order order(Order.Verb verb, Set<String> applied, List<MigrationFile> wanted) {
        boolean all = applied.size() + wanted.size() == files.size();
        Destinations destinations = new Destinations(graph);
        List<String> to = all
                ? List.of(project.target())
                : destinations.tips(wanted.stream().map(MigrationFile::version).toList());
        return verb == Order.Verb.SCRIPT
                ? new Order(verb, List.of(range(destinations.tips(applied), to)))
                : new Order(verb, to);
    }

    /** Without a database Alembic goes along one line. */
    private static String range(List<String> from, List<String> to) {
        if (from.size() > 1 || to.size() > 1) {
            List<String> several = from.size() > 1 ? from : to;
            throw new DevctlException(
                    ExitCode.USAGE,
                    "Alembic can write a script along one line of its history only: '" + String.join(", ", several)
                            + "'",
                    from.size() > 1 ? "dev migrate" : "name where it ends with --to");
        }
        return from.isEmpty() ? to.get(0) : from.get(0) + ":" + to.get(0);
    }

    @Override
    public Undoing undo(Set<String> applied, int count, @Nullable String to) {
        Destinations destinations = new Destinations(graph);
        List<MigrationFile> newestFirst = new ArrayList<>(
                files.stream().filter(file -> applied.contains(file.version())).toList());
        Collections.reverse(newestFirst);
        Set<String> gone;
        String destination;
        if (to == null) {
            gone = newestFirst.stream().limit(count).map(MigrationFile::version).collect(Collectors.toSet());
            destination = destinations.below(gone, applied);
            if (destination == null) {
                return Undoing.refused("the newest " + gone.size()
                        + " are not the end of one line: name what stays as the last one with --to");
            }
        } else {
            destination = to.equals("0") ? Destinations.BASE : stays(to);
            if (!destination.equals(Destinations.BASE) && !applied.contains(destination)) {
                return Undoing.refused("it is not applied, and cannot stay as the last one: '" + to + "'");
            }
            gone = destinations.undone(destination, applied);
        }
        List<MigrationFile> files = newestFirst.stream()
                .filter(file -> gone.contains(file.version()))
                .toList();
        return new Undoing(files, new Order(Order.Verb.DOWNGRADE, List.of(destination)), null);
    }

    private String stays(String name) {
        List<String> tips = new Destinations(graph).tips(upTo(name));
        return tips.size() == 1 ? tips.get(0) : Destinations.BASE;
    }

    @Override
    public EngineSession open() {
        return new AlembicSession(this);
    }

    @Override
    public void onlyOnePerTarget() {
        onePerTarget.set(true);
    }

    /** Whether each target needs a process of its own. */
    boolean isOnePerTarget() {
        return onePerTarget.get();
    }
}
