package io.devctl.app;

import io.devctl.migrate.MigrationTarget;
import io.devctl.model.DevctlException;
import io.devctl.model.ExitCode;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** {@code dev migrate merge}: joins the heads of histories that end in several places. Needs no database. */
public final class MigrateMerge {
    private final Environment environment;
    private final List<MigrationTarget> sets;
    private final Revisions revisions;

    private MigrateMerge(Environment environment, List<MigrationTarget> sets) {
        this.environment = environment;
        this.sets = sets;
        this.revisions = new Revisions(environment);
    }

    /**
     * The histories of a service, or of all.
     *
     * @param service null for all that have several heads
     * @throws DevctlException USAGE for a service whose migrations know no heads
     */
    public static MigrateMerge of(Environment environment, @Nullable String service) {
        if (service != null) {
            Selection.named(environment.config(), List.of(service));
        }
        List<MigrationTarget> sets = new Revisions(environment).sets(name -> service == null || name.equals(service));
        if (service != null && sets.isEmpty()) {
            throw new DevctlException(
                    ExitCode.USAGE,
                    "its migrations have no heads to join: '" + service + "'",
                    "dev migrate: SQL files run in the order of their names");
        }
        return new MigrateMerge(environment, sets);
    }

    /**
     * A history that ends in several places.
     *
     * @param picture lines that show them
     */
    public record Heads(String service, List<String> picture) {
        public Heads {
            picture = List.copyOf(picture);
        }
    }

    /** What there is to join. */
    public List<Heads> heads() {
        List<Heads> found = new ArrayList<>();
        for (MigrationTarget set : sets) {
            List<String> picture = revisions.writer(set).picture();
            if (!picture.isEmpty()) {
                found.add(new Heads(set.target().service(), picture));
            }
        }
        return found;
    }

    /**
     * Has a revision written for each that follows all of its heads.
     *
     * @return the files, relative to services.yaml where they are below it
     */
    public List<Path> join(String description) {
        Path root = environment.config().root();
        List<Path> written = new ArrayList<>();
        for (MigrationTarget set : sets) {
            for (Path path : revisions.writer(set).merge(description)) {
                written.add(path.startsWith(root) ? root.relativize(path) : path);
            }
        }
        return written;
    }
}
