package io.devctl.app.init;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** pyproject.toml, requirements.txt and manage.py: FastAPI and its kind, Django and Flask. */
final class PythonProjects {
    private static final Pattern ASGI = Pattern.compile(
            "(?m)^([A-Za-z_]\\w*)\\s*(?::[^=\\n]+)?=\\s*(?:\\w+\\.)?(FastAPI|Starlette|Quart|Litestar|FastHTML|BlackSheep)\\(");
    private static final Pattern FLASK =
            Pattern.compile("(?m)^([A-Za-z_]\\w*)\\s*(?::[^=\\n]+)?=\\s*(?:flask\\.)?Flask\\(");
    private static final Pattern FLASK_FACTORY = Pattern.compile("(?m)^def (create_app|make_app)\\(");
    private static final Pattern HEALTH =
            Pattern.compile("@app\\.(?:get|route)\\(\\s*[\"'](/(?:api/)?(?:health|healthz|readyz|ping))[\"']");

    private PythonProjects() {}

    /** Whether a folder is a Python project of its own. */
    static boolean isOne(Repository repository, String dir) {
        return repository.has(dir, "pyproject.toml")
                || repository.has(dir, "requirements.txt")
                || repository.has(dir, "Pipfile")
                || repository.has(dir, "manage.py");
    }

    /** Adds a service for a folder's program, where there is one. */
    static void look(String dir, Draft draft) {
        Repository repository = draft.repository;
        if (!isOne(repository, dir)) {
            return;
        }
        if (repository.has(dir, "manage.py")) {
            DraftService service = add(dir, draft, "manage.py", "python manage.py runserver 127.0.0.1:$PORT");
            service.comments.add("Django: settings read DATABASE_URL or the PG* variables of the environment");
            return;
        }
        for (String file : repository.below(dir, ".py")) {
            if (!project(repository, file).equals(dir)) {
                continue;
            }
            String text = repository.text(file);
            Matcher asgi = ASGI.matcher(text);
            Matcher flask = FLASK.matcher(text);
            if (asgi.find()) {
                Module module = module(dir, file);
                String options = module.root.isEmpty() ? "" : " --app-dir " + module.root;
                DraftService service = add(
                        dir,
                        draft,
                        file,
                        "uvicorn" + options + " " + module.name + ":" + asgi.group(1) + " --port $PORT");
                Matcher health = HEALTH.matcher(text);
                if (health.find() && asgi.group(1).equals("app")) {
                    service.ready.put("http", health.group(1));
                }
                return;
            }
            boolean factory =
                    text.contains("Flask(") && FLASK_FACTORY.matcher(text).find();
            if (flask.find() || factory) {
                String path = dir.isEmpty() ? file : file.substring(dir.length() + 1);
                Module module = module(dir, file);
                String app = module.root.isEmpty() ? module.name : path.replaceFirst("(/__init__)?\\.py$", "");
                add(dir, draft, file, "flask --app " + app + " run --port $PORT");
                return;
            }
        }
        boolean serves = manifest(repository, dir)
                .toLowerCase(Locale.ROOT)
                .matches("(?s).*\\b(fastapi|uvicorn|flask|django|gunicorn|aiohttp|starlette)\\b.*");
        if (serves) {
            DraftService service = draft.service(dir);
            service.open.add("the command that starts it; no module with an application was found");
            draft.found(
                    Repository.join(dir, "pyproject.toml"),
                    "service " + service.name + ", whose command is for you to fill in");
        }
    }

    private static DraftService add(String dir, Draft draft, String file, String command) {
        DraftService service = draft.service(dir);
        service.command = runner(dir, draft, service) + command;
        service.port = "auto";
        draft.found(file, "service " + service.name + ": " + service.command);
        return service;
    }

    /**
     * What stands before a command so that it finds the project's packages; they are installed before the service starts.
     *
     * @param service that then depends on what installs them
     */
    static String runner(String dir, Draft draft, DraftService service) {
        Repository repository = draft.repository;
        String uv = repository.nearest(dir, "uv.lock");
        String manifest = manifest(repository, dir);
        if (uv != null || manifest.contains("[tool.uv")) {
            return "uv run ";
        }
        if (manifest.contains("[tool.poetry") || repository.has(dir, "poetry.lock")) {
            service.dependsOn.put(draft.install(dir, "poetry install", "pyproject.toml", "poetry.lock"), "completed");
            return "poetry run ";
        }
        if (repository.has(dir, "Pipfile")) {
            service.dependsOn.put(draft.install(dir, "pipenv install --dev", "Pipfile", "Pipfile.lock"), "completed");
            return "pipenv run ";
        }
        String requirements = repository.nearest(dir, "requirements.txt");
        if (requirements != null || repository.has(dir, "pyproject.toml")) {
            String home = requirements == null ? dir : requirements;
            String what = requirements == null ? "-e ." : "-r requirements.txt";
            service.dependsOn.put(
                    draft.install(
                            home,
                            "python3 -m venv .venv && .venv/bin/pip install -q " + what,
                            requirements == null ? "pyproject.toml" : "requirements.txt"),
                    "completed");
            String bin = Repository.relative(dir, home);
            return "PATH=\"$PWD/" + (bin.equals(".") ? "" : bin + "/") + ".venv/bin:$PATH\" exec ";
        }
        return "";
    }

    /** The same for the command of a migration tool, which is words and knows no shell. */
    static List<String> words(String dir, Draft draft, DraftService service, List<String> tool) {
        String runner = runner(dir, draft, service);
        if (runner.startsWith("PATH")) {
            return List.of("sh", "-c", runner + String.join(" ", tool));
        }
        List<String> words = new ArrayList<>(
                runner.isEmpty() ? List.of() : List.of(runner.strip().split(" ")));
        words.addAll(tool);
        return words;
    }

    private static String manifest(Repository repository, String dir) {
        return repository.text(Repository.join(dir, "pyproject.toml"))
                + repository.text(Repository.join(dir, "requirements.txt"))
                + repository.text(Repository.join(dir, "Pipfile"));
    }

    /** The folder of the project that a file belongs to: a nested one has its own. */
    private static String project(Repository repository, String file) {
        for (String at = Repository.parent(file); ; at = Repository.parent(at)) {
            if (at.isEmpty() || isOne(repository, at)) {
                return at;
            }
        }
    }

    /** @param root where imports begin, relative to the project; empty for its own folder */
    private record Module(String root, String name) {}

    private static Module module(String dir, String file) {
        String path = (dir.isEmpty() ? file : file.substring(dir.length() + 1)).replaceFirst("(/__init__)?\\.py$", "");
        @Nullable String root = path.startsWith("src/") ? "src" : null;
        return new Module(root == null ? "" : root, (root == null ? path : path.substring(4)).replace('/', '.'));
    }
}
