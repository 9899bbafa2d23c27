package io.devctl.app.init;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A Procfile: a service in each line. */
final class Procfile {
    private static final Pattern LINE = Pattern.compile("^([A-Za-z0-9_-]+):\\s*(.+)$");
    private static final Pattern MIGRATES = Pattern.compile(
            ".*\\b(alembic\\b.*upgrade|manage\\.py migrate|db:migrate|migrate deploy|flyway|dbmate|goose|diesel migration)\\b.*");
    private static final Pattern STARTS_POSTGRES =
            Pattern.compile("^(exec\\s+)?(postgres|pg_ctl|docker(-| )compose up)\\b.*");

    private Procfile() {}

    /** Adds its services. */
    static void convert(String file, Draft draft) {
        String dir = Repository.parent(file);
        for (String line : draft.repository.text(file).split("\r?\n")) {
            Matcher entry = LINE.matcher(line.strip());
            if (line.isBlank() || line.strip().startsWith("#") || !entry.matches()) {
                continue;
            }
            String name = entry.group(1);
            String command = entry.group(2).strip();
            if (STARTS_POSTGRES.matcher(command).matches()) {
                draft.found(file, name + " starts a database, which devctl does: left out");
            } else if (name.equals("release") && MIGRATES.matcher(command).matches()) {
                draft.found(file, "release migrates, which devctl does: left out");
            } else {
                add(file, dir, name, command, draft);
            }
        }
    }

    private static void add(String file, String dir, String name, String command, Draft draft) {
        DraftService service = draft.service(name, dir);
        service.command = runner(dir, command, draft, service) + command;
        service.task = name.equals("release");
        boolean listens = command.contains("$PORT") || command.contains("${PORT") || name.equals("web");
        if (listens) {
            service.port = "auto";
        }
        draft.found(file, (service.task ? "task " : "service ") + service.name + ": " + command);
    }

    /** What makes the command find the project's packages, as an activated environment would. */
    private static String runner(String dir, String command, Draft draft, DraftService service) {
        Repository repository = draft.repository;
        boolean compound = command.contains("&&") || command.contains(";") || command.startsWith("cd ");
        if (PythonProjects.isOne(repository, dir)
                && !compound
                && !command.matches("(uv|poetry|pipenv|npm|yarn|pnpm) .*")) {
            return PythonProjects.runner(dir, draft, service);
        }
        if (repository.has(dir, "package.json") && !compound) {
            String manager = NodeProjects.manager(
                    repository, dir, NodeProjects.parse(repository.text(Repository.join(dir, "package.json"))));
            service.dependsOn.put(NodeProjects.install(dir, manager, draft), "completed");
            return command.matches("(npm|yarn|pnpm|bun|npx) .*") ? "" : "PATH=\"$PWD/node_modules/.bin:$PATH\" exec ";
        }
        return "";
    }
}
