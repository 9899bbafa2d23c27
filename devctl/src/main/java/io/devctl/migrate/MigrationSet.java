package io.devctl.migrate;

import io.devctl.migrate.alembic.AlembicProject;
import io.devctl.migrate.files.Format;
import io.devctl.migrate.tool.ToolProject;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The migration files of one service and how they are run.
 *
 * @param service the service that owns them
 * @param engine {@code sql}, which this package runs itself, {@code alembic}, or the name of another tool
 * @param paths folders with migration files, absolute; merged by file name
 * @param base what paths in messages are relative to
 * @param format whose convention the files follow, null to recognise it
 * @param ledger where each target records what was applied
 * @param variables values of {@code ${NAME}} in the files, by name; {@code {tenant}} in a value stands for the tenant
 * @param limits what its migrations may take
 * @param rules what is allowed, and what must hold
 * @param alembic how Alembic is run for the set; null for another engine
 * @param tool how another tool is run for the set; null for devctl itself and for Alembic
 */
public record MigrationSet(
        String service,
        String engine,
        List<Path> paths,
        Path base,
        @Nullable Format format,
        Ledger ledger,
        Map<String, String> variables,
        Limits limits,
        Rules rules,
        @Nullable AlembicProject alembic,
        @Nullable ToolProject tool) {

    /**
     * What services.yaml says of a set beside where it is.
     *
     * @param outOfOrder whether a file that sorts before an applied one may be applied later
     * @param verify tables that must be there afterwards, or SQL that must return true; may contain {@code {tenant}}
     */
    public record Rules(boolean outOfOrder, List<String> verify) {
        /** Files run in order, and nothing more is asked of them. */
        public static final Rules STANDARD = new Rules(false, List.of());

        public Rules {
            verify = List.copyOf(verify);
        }
    }

    /** A set of SQL files. */
    public MigrationSet(
            String service,
            String engine,
            List<Path> paths,
            Path base,
            @Nullable Format format,
            Ledger ledger,
            Map<String, String> variables,
            Limits limits,
            Rules rules) {
        this(service, engine, paths, base, format, ledger, variables, limits, rules, null, null);
    }

    /** A set of Alembic's. */
    public MigrationSet(
            String service,
            String engine,
            List<Path> paths,
            Path base,
            @Nullable Format format,
            Ledger ledger,
            Map<String, String> variables,
            Limits limits,
            Rules rules,
            AlembicProject alembic) {
        this(service, engine, paths, base, format, ledger, variables, limits, rules, alembic, null);
    }

    public MigrationSet {
        Objects.requireNonNull(service, "service");
        Objects.requireNonNull(engine, "engine");
        paths = List.copyOf(paths);
        Objects.requireNonNull(base, "base");
        Objects.requireNonNull(ledger, "ledger");
        variables = Map.copyOf(variables);
        Objects.requireNonNull(limits, "limits");
        Objects.requireNonNull(rules, "rules");
    }
}
