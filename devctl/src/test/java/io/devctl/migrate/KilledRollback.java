package io.devctl.migrate;

import io.devctl.model.EventSink;
import java.nio.file.Path;
import java.util.List;
import org.postgresql.ds.PGSimpleDataSource;

/** A process that rolls everything back, for tests that kill it: JDBC URL, user, password, folder, tenants. */
final class KilledRollback {
    private KilledRollback() {}

    public static void main(String[] args) {
        PGSimpleDataSource database = new PGSimpleDataSource();
        database.setUrl(args[0]);
        database.setUser(args[1]);
        database.setPassword(args[2]);
        Project project = new Project(Path.of(args[3]), database);
        project.tenants = List.of(args).subList(4, args.length);
        new Rollback(new Migrator(database), project.targets(), 1, "0")
                .run(MigrateOptions.defaults(), EventSink.none());
    }
}
