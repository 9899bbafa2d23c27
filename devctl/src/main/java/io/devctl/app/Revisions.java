package io.devctl.app;

import io.devctl.migrate.MigrationTarget;
import io.devctl.migrate.alembic.AlembicProject;
import io.devctl.migrate.alembic.RevisionWriter;
import io.devctl.model.DevctlException;
import io.devctl.model.Event;
import io.devctl.model.EventSink;
import io.devctl.model.ExitCode;
import io.devctl.model.TargetState;
import io.devctl.model.TargetStatus;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Predicate;

/** What Alembic writes into the histories of services: new revisions, and those that join heads. */
final class Revisions {
    private final Environment environment;

    Revisions(Environment environment) {
        this.environment = environment;
    }

    /** One target of each set that Alembic migrates; its tenant, where it has one, stands for all. */
    List<MigrationTarget> sets(Predicate<String> service) {
        List<MigrationTarget> found = new ArrayList<>();
        for (MigrationTarget target : new Targets(environment).all(service, List.of("t"))) {
            if (target.set().alembic() != null) {
                found.add(target);
            }
        }
        return found;
    }

    /** What writes into a set. */
    RevisionWriter writer(MigrationTarget target) {
        AlembicProject project = Objects.requireNonNull(target.set().alembic(), "of Alembic");
        return new RevisionWriter(project, target.set().base());
    }

    /**
     * The state of the target that models are compared with, when it is not up to date: Alembic refuses then. Starts
     * Postgres where it does not run.
     */
    Optional<TargetStatus> lagging(String service, EventSink events) {
        Migrations migrations = Migrations.started(environment, events);
        TargetStatus status =
                migrations.migrator().check(List.of(first(migrations, service))).get(0);
        return status.state() == TargetState.CURRENT ? Optional.empty() : Optional.of(status);
    }

    private static MigrationTarget first(Migrations migrations, String service) {
        return migrations.chosen(target -> target.service().equals(service)).stream()
                .filter(target -> target.set().alembic() != null)
                .findFirst()
                .orElseThrow(() -> new DevctlException(
                        ExitCode.USAGE,
                        "no target to compare the models with: '" + service + "'",
                        "make a tenant first: dev tenants add NAME, or the row that `tenants:` reads"));
    }

    /** Has a revision written that is to be filled in, or that holds what the models have and the database has not. */
    List<Path> write(MigrationTarget set, MigrateNew.Wish wish, EventSink events) {
        String schema = wish.autogenerate()
                ? first(Migrations.started(environment, events), wish.service())
                        .target()
                        .schema()
                : set.target().schema();
        List<Path> written = writer(set)
                .revision(new RevisionWriter.Wish(wish.description(), wish.autogenerate(), wish.head()), schema);
        if (wish.autogenerate()) {
            written.stream()
                    .filter(RevisionWriter::isEmpty)
                    .forEach(path -> events.emit(new Event.Warning(
                            "Alembic sees nothing in the models that the database lacks: '" + path.getFileName()
                                    + "' is empty",
                            "delete it, or have env.py import the models that changed")));
        }
        return written;
    }
}
