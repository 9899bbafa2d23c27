package io.devctl.migrate;

import io.devctl.migrate.files.MigrationFile;
import io.devctl.migrate.tool.Tool;
import io.devctl.migrate.tool.ToolLedger;
import io.devctl.model.Target;
import io.devctl.model.TargetState;
import io.devctl.model.TargetStatus;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What follows from a tool's files and its ledger: current while both are what they were after the last success. What to make of
 * anything else the tool knows, so nothing is drift.
 */
final class ToolVerdict {
    private ToolVerdict() {}

    static Verdict of(Target target, LoadedSet set, TargetFacts facts, TargetFacts.Content content) {
        Tool tool = Objects.requireNonNull(set.tool(), "only of a tool's set");
        boolean ledgerIsSame = !content.held().keys().isEmpty();
        boolean ranBefore = !content.checksums().isEmpty();
        Map<String, String> then = ledgerIsSame ? content.checksums() : Map.of();
        List<MigrationFile> changed = new ArrayList<>();
        for (MigrationFile file : tool.migrations()) {
            if (!file.checksum().equals(then.get(file.name()))) {
                changed.add(file);
            }
        }
        String why = null;
        List<MigrationFile> pending = changed;
        if (!facts.schemaExists()) {
            why = "its schema does not exist yet";
        } else if (ranBefore && !ledgerIsSame) {
            why = "its ledger is not what it was after the last run";
            pending = List.of(tool.command());
        } else if (changed.isEmpty()) {
            why = reason(tool, then);
            pending = why == null ? List.of() : List.of(tool.command());
        }
        if (!facts.schemaExists() && pending.isEmpty()) {
            pending = List.of(tool.command());
        }
        TargetFacts.Failure failure = facts.failure();
        TargetState state = pending.isEmpty() ? TargetState.CURRENT : TargetState.PENDING;
        if (failure != null && !pending.isEmpty()) {
            state = TargetState.FAILED;
            why = failure.file() + ": " + failure.message();
        }
        String recorded = then.get(ToolLedger.CONTENT);
        TargetStatus status = new TargetStatus(
                target,
                state,
                why,
                recorded == null ? 0 : ToolLedger.rows(recorded),
                pending.stream().map(MigrationFile::name).toList(),
                current(tool, then),
                set.head());
        return new Verdict(status, pending, facts.vouched() || facts.unwatchable(), null, facts);
    }

    /** Why the command has to run although no migration is new or changed; null when it has not. */
    private static @Nullable String reason(Tool tool, Map<String, String> then) {
        Set<String> gone = new HashSet<>(then.keySet());
        tool.migrations().forEach(file -> gone.remove(file.name()));
        gone.remove(ToolLedger.CONTENT);
        String command = then.get(tool.command().name());
        gone.remove(tool.command().name());
        if (!tool.command().checksum().equals(command)) {
            return "the command, its settings or a lock file changed";
        }
        return gone.isEmpty()
                ? null
                : "a file is gone: '" + gone.stream().sorted().findFirst().orElseThrow() + "'";
    }

    private static @Nullable String current(Tool tool, Map<String, String> then) {
        return LoadedSet.last(tool.migrations().stream()
                .filter(file -> file.checksum().equals(then.get(file.name())))
                .toList());
    }
}
