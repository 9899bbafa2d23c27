package io.devctl.config;

import io.devctl.config.keys.Fields;
import io.devctl.config.yaml.Named;
import io.devctl.config.yaml.Place;
import io.devctl.model.Suggestion;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Understands {@code depends_on}: what a name stands for, which condition it can meet, and whether there is a cycle. */
final class Dependencies {
    static final String POSTGRES = "postgres";
    static final String MIGRATIONS = ".migrations";

    private final Map<String, Fields> services = new LinkedHashMap<>();
    private final List<Named<Fields>> entries;
    private final Set<String> written;
    private final Loading loading;

    /**
     * The dependencies between services.
     *
     * @param entries those that could be read
     * @param written the names of all, to say of none that it is unknown because it is wrong
     */
    Dependencies(List<Named<Fields>> entries, Set<String> written, Loading loading) {
        this.entries = entries;
        this.written = written;
        this.loading = loading;
        for (Named<Fields> entry : entries) {
            services.put(entry.name(), entry.value());
        }
    }

    /** What a service waits for. A service that only owns migrations stands for those. */
    Map<String, Condition> of(Named<Fields> service) {
        Map<String, Condition> dependsOn = new LinkedHashMap<>();
        for (Named<ConditionKind.Wanted> one : service.value().get(ServiceReader.DEPENDS_ON, List.of())) {
            add(one, dependsOn);
        }
        return dependsOn;
    }

    private void add(Named<ConditionKind.Wanted> one, Map<String, Condition> dependsOn) {
        String name = one.name();
        Condition wanted = one.value().condition();
        Fields fields = services.get(name);
        if (name.equals(POSTGRES)) {
            if (wanted instanceof Condition.Completed || wanted instanceof Condition.Log) {
                refuse(one, "postgres can only be ready", "write postgres: ready");
            }
            dependsOn.put(name, new Condition.Ready());
        } else if (name.endsWith(MIGRATIONS) && written.contains(owner(name))) {
            addMigrations(one, name, services.get(owner(name)), dependsOn);
        } else if (!written.contains(name)) {
            String hint = Suggestion.hint(name, names());
            loading.problems()
                    .add(
                            "unknown dependency",
                            name,
                            one.place(),
                            hint == null ? "use " + NameRule.DEPENDENCY.rule() : hint);
        } else if (fields != null && !runs(fields)) {
            addMigrations(one, name + MIGRATIONS, fields, dependsOn);
        } else if (fields != null) {
            dependsOn.put(name, condition(one, wanted, fields));
        }
    }

    private void addMigrations(
            Named<ConditionKind.Wanted> one, String name, @Nullable Fields owner, Map<String, Condition> dependsOn) {
        Condition wanted = one.value().condition();
        if (owner != null && !owner.has(ServiceReader.MIGRATIONS)) {
            refuse(one, "a service without migrations", "take it out, or give " + owner(name) + " migrations");
        } else if (wanted instanceof Condition.Started || wanted instanceof Condition.Log) {
            refuse(one, "migrations can only be completed", "write " + one.name() + ": completed");
        }
        dependsOn.put(name, new Condition.Completed());
    }

    private Condition condition(Named<ConditionKind.Wanted> one, @Nullable Condition wanted, Fields fields) {
        boolean task = fields.get(ServiceReader.TYPE, "").equals("task");
        if (wanted == null) {
            return task ? new Condition.Completed() : new Condition.Ready();
        }
        if (!task && wanted instanceof Condition.Completed) {
            refuse(one, "only a task is ever completed", "write " + one.name() + ": ready, or give it type: task");
        } else if (task && wanted instanceof Condition.Ready && !fields.has(ServiceReader.READY)) {
            refuse(one, "a task is completed, not ready", "write " + one.name() + ": completed");
        }
        return wanted;
    }

    private void refuse(Named<ConditionKind.Wanted> one, String what, String hint) {
        loading.problems().add(what, one.name(), one.place(), hint);
    }

    private static boolean runs(Fields fields) {
        return fields.has(ServiceReader.COMMAND) || fields.has(ServiceReader.IMAGE);
    }

    private static String owner(String migrations) {
        return migrations.substring(0, migrations.length() - MIGRATIONS.length());
    }

    private List<String> names() {
        List<String> names = new ArrayList<>(written);
        names.add(POSTGRES);
        for (Named<Fields> entry : entries) {
            if (entry.value().has(ServiceReader.MIGRATIONS)) {
                names.add(entry.name() + MIGRATIONS);
            }
        }
        return names;
    }

    /** Records every way in which a service waits for itself. */
    void checkCycles() {
        Set<String> done = new HashSet<>();
        for (Named<Fields> entry : entries) {
            visit(entry.name(), new ArrayList<>(), done);
        }
    }

    private void visit(String name, List<String> path, Set<String> done) {
        Fields fields = services.get(name);
        if (fields == null || !runs(fields) || done.contains(name)) {
            return;
        }
        path.add(name);
        for (Named<ConditionKind.Wanted> next : fields.get(ServiceReader.DEPENDS_ON, List.of())) {
            int seen = path.indexOf(next.name());
            if (seen < 0) {
                visit(next.name(), path, done);
            } else {
                addCycle(path.subList(seen, path.size()), next.name(), next.place());
            }
        }
        path.remove(path.size() - 1);
        done.add(name);
    }

    private void addCycle(List<String> cycle, String back, Place place) {
        String shown = String.join(" -> ", cycle) + " -> " + back;
        loading.problems().add("services wait for each other", shown, place, "take one of these dependencies out");
    }
}
