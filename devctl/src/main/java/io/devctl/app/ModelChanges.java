package io.devctl.app;

import io.devctl.migrate.MigrationTarget;
import io.devctl.migrate.Migrator;
import io.devctl.migrate.alembic.AlembicProject;
import io.devctl.migrate.alembic.ModelCheck;
import io.devctl.migrate.check.Rule;
import io.devctl.migrate.engine.Models;
import io.devctl.migrate.tool.ToolModels;
import io.devctl.migrate.tool.ToolProject;
import io.devctl.model.Finding;
import io.devctl.model.TargetState;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Whether models have changes without a migration, as far as the tools can tell; one target of each set stands for all. */
final class ModelChanges {
    private final Migrator migrator;

    ModelChanges(Migrator migrator) {
        this.migrator = migrator;
    }

    List<Finding> find(List<MigrationTarget> targets) {
        List<Finding> findings = new ArrayList<>();
        Set<Object> seen = new HashSet<>();
        for (MigrationTarget target : targets) {
            if (seen.add(target.set())) {
                Models models = models(target);
                if (models != null) {
                    tell(target, models, findings);
                }
            }
        }
        return findings;
    }

    /** Null for a set whose tool knows of no models. */
    private @Nullable Models models(MigrationTarget target) {
        ToolProject tool = target.set().tool();
        if (tool != null) {
            return ToolModels.of(tool, target.target());
        }
        AlembicProject project = target.set().alembic();
        if (project == null) {
            return null;
        }
        // Alembic compares with what the database holds, not with the revisions
        if (migrator.check(List.of(target)).get(0).state() != TargetState.CURRENT) {
            return Models.unknown(
                    target.target().label() + " is not up to date",
                    "dev migrate --service " + target.target().service());
        }
        Models models = ModelCheck.of(project, target.target());
        return models.state() == Models.State.CHANGED
                ? new Models(
                        models.state(),
                        models.said(),
                        "dev migrate new " + target.target().service() + " \"…\" --autogenerate")
                : models;
    }

    private static void tell(MigrationTarget target, Models models, List<Finding> findings) {
        switch (models.state()) {
            case SAME -> {}
            case CHANGED ->
                findings.add(finding(
                        Rule.MODELS_CHANGED,
                        target,
                        "the models have what no migration makes: " + models.said(),
                        models.hint()));
            case UNKNOWN ->
                findings.add(finding(
                        Rule.MODELS_UNKNOWN,
                        target,
                        "nobody can tell whether the models have changes without a migration: " + models.said(),
                        models.hint()));
        }
    }

    private static Finding finding(Rule rule, MigrationTarget target, String message, String hint) {
        String service = target.target().service();
        return new Finding(rule.severity(), rule.id(), service, service, 0, 0, message, null, hint);
    }
}
