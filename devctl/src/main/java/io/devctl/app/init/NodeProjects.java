package io.devctl.app.init;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** package.json: the dev script of each package, and of each workspace. */
final class NodeProjects {
    private static final List<String> SCRIPTS = List.of("dev", "start:dev", "develop", "serve", "start");
    private static final Pattern BUILDS_A_LIBRARY = Pattern.compile(
            "^\\s*(?:npx )?(?:tsc|tsup|rollup|microbundle|unbuild|babel|swc|esbuild|vite build|storybook|start-storybook)\\b.*");
    private static final Pattern STARTS_OTHERS = Pattern.compile(
            ".*\\b(?:turbo|nx|lerna|concurrently|npm-run-all|run-p|wireit|docker compose|docker-compose|pnpm -r|yarn workspaces"
                    + "|--workspaces|--parallel)\\b.*");
    private static final Set<String> DATABASE_PACKAGES = Set.of(
            "pg",
            "postgres",
            "prisma",
            "@prisma/client",
            "drizzle-orm",
            "knex",
            "typeorm",
            "sequelize",
            "kysely",
            "pg-promise",
            "node-pg-migrate",
            "@mikro-orm/postgresql",
            "slonik");

    private NodeProjects() {}

    /** Adds a service for the package of a folder, where it has a script that runs one. */
    static void look(String dir, Draft draft) {
        String file = Repository.join(dir, "package.json");
        JsonObject json = parse(draft.repository.text(file));
        if (json == null) {
            return;
        }
        String script = script(json);
        if (script == null) {
            return;
        }
        String line = json.getAsJsonObject("scripts").get(script).getAsString();
        boolean hasWorkspaces = json.has("workspaces") || draft.repository.has(dir, "pnpm-workspace.yaml");
        if (STARTS_OTHERS.matcher(line).matches() || (hasWorkspaces && dir.isEmpty())) {
            draft.found(file, "script " + script + " starts others, which stand in services.yaml by themselves");
            return;
        }
        if (BUILDS_A_LIBRARY.matcher(line).matches()) {
            draft.found(file, "script " + script + " builds a library (" + line + "): left out");
            return;
        }
        DraftService service = draft.service(name(json, dir, draft), dir);
        String manager = manager(draft.repository, dir, json);
        service.command = manager + " run " + script;
        service.database = usesDatabase(json);
        Set<String> packages = packages(json);
        if (packages.contains("vite") && line.contains("vite")) {
            service.command += (manager.equals("npm") ? " --" : "") + " --host 127.0.0.1 --port $PORT --strictPort";
            service.port = "auto";
        } else if (packages.contains("next") || packages.contains("react-scripts") || packages.contains("nuxt")) {
            service.port = "auto";
            if (packages.contains("react-scripts")) {
                service.env.put("BROWSER", "none");
            }
        } else {
            Sources.setPort(service, Sources.port(draft.repository, dir, ".js", ".ts", ".mjs", ".cjs"));
        }
        service.dependsOn.put(install(dir, manager, draft), "completed");
        draft.found(file, "service " + service.name + ": " + service.command);
    }

    /** The task that installs the packages which a folder needs. */
    static String install(String dir, String manager, Draft draft) {
        String lock = draft.repository.nearest(
                dir,
                "package-lock.json",
                "pnpm-lock.yaml",
                "yarn.lock",
                "bun.lock",
                "bun.lockb",
                "npm-shrinkwrap.json");
        if (lock == null) {
            return draft.install(dir, manager + " install", "package.json");
        }
        return switch (manager) {
            case "pnpm" -> draft.install(lock, "pnpm install --frozen-lockfile", "pnpm-lock.yaml");
            case "yarn" -> draft.install(lock, "yarn install", "yarn.lock");
            case "bun" -> draft.install(lock, "bun install", "bun.lock*");
            default -> draft.install(lock, "npm ci", "package-lock.json");
        };
    }

    static String manager(Repository repository, String dir, @Nullable JsonObject json) {
        if (json != null
                && json.has("packageManager")
                && json.get("packageManager").isJsonPrimitive()) {
            String name = json.get("packageManager").getAsString().replaceFirst("@.*", "");
            if (Set.of("npm", "pnpm", "yarn", "bun").contains(name)) {
                return name;
            }
        }
        String lock =
                repository.nearest(dir, "package-lock.json", "pnpm-lock.yaml", "yarn.lock", "bun.lock", "bun.lockb");
        if (lock == null) {
            return "npm";
        }
        return repository.has(lock, "package-lock.json")
                ? "npm"
                : repository.has(lock, "pnpm-lock.yaml") ? "pnpm" : repository.has(lock, "yarn.lock") ? "yarn" : "bun";
    }

    private static String name(JsonObject json, String dir, Draft draft) {
        JsonElement name = json.get("name");
        boolean usable = dir.isEmpty() && name != null && name.isJsonPrimitive();
        return usable ? name.getAsString().replaceFirst("^@[^/]*/", "") : draft.nameOf(dir);
    }

    private static @Nullable String script(JsonObject json) {
        if (!json.has("scripts") || !json.get("scripts").isJsonObject()) {
            return null;
        }
        JsonObject scripts = json.getAsJsonObject("scripts");
        for (String name : SCRIPTS) {
            if (scripts.has(name) && scripts.get(name).isJsonPrimitive()) {
                return name;
            }
        }
        return null;
    }

    /** A back end uses the database unless it is plain that it is a front end alone. */
    private static boolean usesDatabase(JsonObject json) {
        Set<String> packages = packages(json);
        boolean frontEnd = List.of("vite", "next", "react-scripts", "nuxt", "@angular/cli", "astro").stream()
                .anyMatch(packages::contains);
        return !frontEnd || DATABASE_PACKAGES.stream().anyMatch(packages::contains);
    }

    private static Set<String> packages(JsonObject json) {
        List<String> names = new ArrayList<>();
        for (String key : List.of("dependencies", "devDependencies")) {
            if (json.has(key) && json.get(key).isJsonObject()) {
                names.addAll(json.getAsJsonObject(key).keySet());
            }
        }
        return Set.copyOf(names.stream().distinct().toList());
    }

    static @Nullable JsonObject parse(String text) {
        try {
            JsonElement json = JsonParser.parseString(text);
            return json.isJsonObject() ? json.getAsJsonObject() : null;
        } catch (JsonParseException broken) {
            return null;
        }
    }
}
