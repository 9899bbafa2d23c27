package io.devctl.app.init;

import io.devctl.config.presets.Preset;
import io.devctl.config.presets.Presets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Finds migrations, of devctl's own kind and of other tools, and gives each set to the service in whose folder it lies. */
final class MigrationSets {
    private static final Pattern FOLDER = Pattern.compile("(?i)(?:.*[-_])?migrations?|migrate");
    private static final Pattern NUMBERED = Pattern.compile("(?:[0-9]+_.+|[VU][0-9].*|R__.+)\\.sql");

    /** A number that is no time, and none of the endings and comments by which devctl recognises a tool's files. */
    private static final Pattern COUNTED = Pattern.compile("(?![0-9]{14}_)[0-9]+_.+(?<!\\.up|\\.down)\\.sql");

    private static final Pattern ANNOTATED = Pattern.compile("(?m)^--\\s*(?:migrate:up|\\+goose Up)");

    /** Formats that devctl reads and applies itself; a preset would start the tool. */
    private static final Set<String> OWN = Set.of("dbmate", "django", "django-tenants");

    private static final Pattern TENANT_SCHEMA = Pattern.compile(
            "(?:getenv|environ\\.get)\\(\\s*[\"']([A-Z_]*SCHEMA[A-Z_]*)[\"']\\s*,\\s*[\"']([A-Za-z0-9_]+)[\"']");

    private final Draft draft;
    private final Repository repository;

    MigrationSets(Draft draft) {
        this.draft = draft;
        this.repository = draft.repository;
    }

    void look() {
        Set<String> taken = new LinkedHashSet<>();
        for (String dir : repository.folders()) {
            tools(dir, taken);
        }
        Map<String, List<String>> folders = new LinkedHashMap<>();
        for (String folder : sqlFolders()) {
            if (taken.stream().noneMatch(other -> folder.equals(other) || folder.startsWith(other + "/"))) {
                folders.computeIfAbsent(owner(folder).name, name -> new ArrayList<>())
                        .add(folder);
            }
        }
        folders.forEach((name, paths) -> sql(Objects.requireNonNull(draft.named(name)), paths));
        separate();
    }

    /** Alembic, Django and whatever tool has left its settings in a folder. */
    private void tools(String dir, Set<String> taken) {
        if (repository.has(dir, "alembic.ini")) {
            DraftMigrations set = new DraftMigrations("alembic");
            DraftService owner = owner(dir);
            // alembic.ini beside the service's folder: its own folder is what the tool wants to stand in
            if (!owner.dir.equals(dir)) {
                owner = own(dir);
            }
            set.command = command(dir, owner, List.of("alembic"));
            tenantSchema(dir, set);
            add(owner, set, Repository.join(dir, "alembic.ini"), "Alembic's");
            taken.add(scripts(dir));
            return;
        }
        List<Preset> presets = Presets.recognise(repository.root().resolve(dir));
        if (presets.isEmpty()) {
            return;
        }
        Preset preset = presets.get(0);
        if (preset.name().startsWith("django")) {
            DraftService owner = owner(dir);
            DraftMigrations set = new DraftMigrations(preset.name());
            set.command = command(dir, owner, preset.command());
            if (preset.name().equals("django-tenants")) {
                DraftMigrations shared = new DraftMigrations(preset.name());
                shared.schema = "public";
                shared.command =
                        command(dir, owner, preset.commandPublic() == null ? preset.command() : preset.commandPublic());
                add(owner, shared, Repository.join(dir, "manage.py"), "django-tenants', for the shared applications");
                set.schema = "{tenant}";
                draft.tenants = true;
            }
            add(owner, set, Repository.join(dir, "manage.py"), preset.title() + "'s");
            taken.add(dir.isEmpty() ? "manage.py" : dir);
        } else if (!OWN.contains(preset.name())) {
            DraftService owner = owner(dir);
            owner = owner.dir.equals(dir) ? owner : own(dir);
            add(owner, new DraftMigrations(preset.name()), dir, preset.title() + "'s");
            preset.files().forEach(glob -> taken.add(Repository.join(dir, glob.replaceFirst("/?\\*.*", ""))));
        }
    }

    private List<String> command(String dir, DraftService owner, List<String> tool) {
        List<String> words = PythonProjects.isOne(repository, dir)
                        || repository.nearest(dir, "pyproject.toml", "requirements.txt") != null
                ? PythonProjects.words(dir, draft, owner, tool)
                : tool;
        return words.equals(tool) ? List.of() : words;
    }

    /** The folder of Alembic's scripts, so that their SQL is not taken for a set of its own. */
    private String scripts(String dir) {
        Matcher location = Pattern.compile("(?m)^\\s*script_location\\s*=\\s*(?:%\\(here\\)s/)?(\\S+)")
                .matcher(repository.text(Repository.join(dir, "alembic.ini")));
        return Repository.join(dir, location.find() ? location.group(1).replaceFirst("/+$", "") : "alembic");
    }

    /** An env.py that is told its schema, with a default such as auth_default, is made for a schema per tenant. */
    private void tenantSchema(String dir, DraftMigrations set) {
        Matcher schema = TENANT_SCHEMA.matcher(repository.text(Repository.join(scripts(dir), "env.py")));
        if (!schema.find()) {
            return;
        }
        if (!schema.group(1).equals("ALEMBIC_SCHEMA")) {
            set.schemaVariable = schema.group(1);
        }
        String usual = schema.group(2);
        if (usual.endsWith("_default")) {
            set.schema = usual.substring(0, usual.length() - "default".length()) + "{tenant}";
            draft.tenants = true;
        } else {
            set.schema = usual;
        }
    }

    /** Folders named after migrations with SQL files in them, or in folders of theirs. */
    private List<String> sqlFolders() {
        List<String> found = new ArrayList<>();
        for (String folder : repository.folders()) {
            String name = folder.substring(folder.lastIndexOf('/') + 1);
            boolean below = found.stream().anyMatch(other -> folder.startsWith(other + "/"));
            if (folder.isEmpty() || below || !FOLDER.matcher(name).matches()) {
                continue;
            }
            boolean numbered = repository.in(folder, ".sql").stream()
                    .anyMatch(file -> NUMBERED.matcher(file).matches());
            boolean inFolders = repository.below(folder, "/up.sql").stream()
                    .anyMatch(file -> Repository.parent(Repository.parent(file)).equals(folder));
            boolean plain =
                    !numbered && !inFolders && !repository.in(folder, ".sql").isEmpty();
            if (plain) {
                draft.found(
                        folder, "SQL files without a number and a _ before the name, so without an order: left out");
            } else if (numbered || inFolders) {
                found.add(folder);
            }
        }
        return found;
    }

    private void sql(DraftService owner, List<String> folders) {
        DraftMigrations set = new DraftMigrations(null);
        List<String> paths = new ArrayList<>();
        Map<String, String> seen = new LinkedHashMap<>();
        for (String folder : folders) {
            String conflict = conflict(folder, seen);
            if (conflict == null) {
                repository.in(folder, ".sql").forEach(file -> seen.put(file, Repository.join(folder, file)));
                paths.add(Repository.relative(owner.dir, folder));
                draft.found(folder, "SQL migrations of " + owner.name);
            } else {
                draft.found(folder, "left out: its " + conflict + " differs from " + seen.get(conflict));
                set.comments.add("left out: " + folder + ", whose " + conflict + " differs from " + seen.get(conflict));
            }
        }
        set.paths = paths;
        boolean counted = seen.values().stream()
                .anyMatch(file -> COUNTED.matcher(file.substring(file.lastIndexOf('/') + 1))
                                .matches()
                        && !ANNOTATED.matcher(repository.text(file)).find());
        set.format = counted ? "supabase" : null; // any number before the name, the whole file, recorded by name
        owner.database = true;
        owner.migrations.add(set);
    }

    /** A file of this name that is there already with other content; null when there is none. */
    private @Nullable String conflict(String folder, Map<String, String> seen) {
        for (String file : repository.in(folder, ".sql")) {
            String other = seen.get(file);
            if (other != null && !repository.text(other).equals(repository.text(Repository.join(folder, file)))) {
                return file;
            }
        }
        return null;
    }

    private void add(DraftService owner, DraftMigrations set, String where, String whose) {
        owner.database = true;
        owner.migrations.add(set);
        draft.found(where, whose + " migrations of " + owner.name);
    }

    /** The service whose folder is the nearest one around; a new one, which only owns migrations, where there is none. */
    private DraftService owner(String folder) {
        return draft.services().stream()
                .filter(service -> !service.task && service.image == null)
                .filter(service ->
                        service.dir.isEmpty() || folder.equals(service.dir) || folder.startsWith(service.dir + "/"))
                // of several in one folder the first, which is the likeliest to be the server
                .max(Comparator.<DraftService>comparingInt(service -> service.dir.length())
                        .thenComparing(service -> service.database)
                        .thenComparing(service -> -draft.services().indexOf(service)))
                .orElseGet(() -> {
                    String home = Repository.parent(folder);
                    boolean project = repository.has(folder, "alembic.ini") || repository.has(folder, "manage.py");
                    return draft.service(
                            project ? folder : home.isEmpty() ? "database" : draft.nameOf(home), project ? folder : "");
                });
    }

    /** A service for migrations that need a folder of their own; the one that is there for it, or a new one. */
    private DraftService own(String dir) {
        return draft.services().stream()
                .filter(service -> service.dir.equals(dir) && !service.task && service.image == null)
                .findFirst()
                .orElseGet(
                        () -> draft.service(draft.nameOf(dir).equals("alembic") ? "database" : draft.nameOf(dir), dir));
    }

    private static String ledger(DraftMigrations set) {
        return set.engine == null
                ? "schema_migrations"
                : Presets.of(set.engine).map(preset -> preset.ledger().table()).orElse("alembic_version");
    }

    /** Several services whose tools keep one ledger in one schema would disturb each other: each gets a schema. */
    private void separate() {
        Map<String, DraftService> first = new LinkedHashMap<>();
        for (DraftService service : List.copyOf(draft.services())) {
            for (DraftMigrations set : service.migrations) {
                String ledger = (set.schema == null ? "public" : set.schema) + " " + ledger(set);
                DraftService other = first.putIfAbsent(ledger, service);
                if (other == null) {
                    continue;
                }
                String schema = "s_".repeat(service.name.startsWith("pg_") ? 1 : 0)
                        + service.name.toLowerCase(Locale.ROOT).replace('-', '_');
                set.schema = schema;
                set.comments.add(other.name + " has migrations in the same schema otherwise");
                service.env.putIfAbsent("PGOPTIONS", "-c search_path=" + schema + ",public");
            }
        }
    }
}
