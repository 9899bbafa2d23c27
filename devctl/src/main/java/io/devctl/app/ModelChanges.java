package io.devctl.app;

import io.devctl.migrate.MigrationTarget;
import io.devctl.migrate.Migrator;
import io.devctl.migrate.alembic.AlembicProject;
import io.devctl.migrate.alembic.ModelCheck;
import io.devctl.migrate.check.Rule;
import io.devctl.model.Finding;
import io.devctl.model.TargetState;
import io.devctl.model.TargetStatus;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

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
            AlembicProject project = target.set().alembic();
            if (project != null && seen.add(target.set())) {
                find(target, project, findings);
            }
        }
        return findings;
    }

    private void find(MigrationTarget target, AlembicProject project, List<Finding> findings) {
        TargetStatus status = migrator.check(List.of(target)).get(0);
        if (status.state() != TargetState.CURRENT) {
            findings.add(finding(
                    Rule.MODELS_UNKNOWN,
                    target,
                    "nobody can tell whether the models have changes without a migration: "
                            + target.target().label() + " is not up to date",
                    "dev migrate --service " + target.target().service() + " first"));
            return;
        }
        ModelCheck.Models models = ModelCheck.of(project, target.target().schema());
        switch (models.state()) {
            case SAME -> {}
            case CHANGED ->
                findings.add(finding(
                        Rule.MODELS_CHANGED,
                        target,
                        "the models have what no migration makes: " + models.said(),
                        "dev migrate new " + target.target().service() + " \"…\" --autogenerate"));
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
