package io.devctl.app;

import io.devctl.model.EventSink;
import io.devctl.model.HistoryEntry;
import java.util.List;

/** {@code dev migrate history}: what was applied, when, how long it took, and by whom. */
public final class MigrationHistory {
    private MigrationHistory() {}

    /** Every row of every ledger, target by target in the order in which they were applied; starts Postgres when needed. */
    public static List<HistoryEntry> read(
            Environment environment, List<String> services, List<String> tenants, EventSink events) {
        environment.prepare();
        environment.postgres().start(events);
        return new Migrations(environment).history(Migrate.wanted(environment, services, tenants));
    }
}
