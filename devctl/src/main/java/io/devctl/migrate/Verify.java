package io.devctl.migrate;

import io.devctl.model.TargetStatus;
import java.util.List;

/** {@code dev migrate verify}: whether all is current and what {@code verify:} asks for holds. Writes nothing. */
public final class Verify {
    private final Migrator migrator;

    public Verify(Migrator migrator) {
        this.migrator = migrator;
    }

    /**
     * The state of each target, in the order given; drifted is also one for which something of {@code verify:} does not
     * hold, with what that is as the reason. At most five round trips, however many targets there are.
     *
     * @throws io.devctl.model.DevctlException UNAVAILABLE when the database cannot be asked
     */
    public List<TargetStatus> run(List<MigrationTarget> targets) {
        Sources sources = migrator.sources(targets);
        List<Verdict> verdicts = migrator.ask(
                session -> Verification.all(session, sources.readable(), migrator.verdicts(session, sources)));
        return sources.inOrder(verdicts.stream().map(Verdict::status).toList(), Sources::unreadable);
    }
}
