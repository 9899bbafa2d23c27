package io.devctl.app.init;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Looks at .env files: which service has one, and which of their variables lead to another database than devctl's. */
final class EnvironmentFiles {
    private static final Pattern LINE = Pattern.compile(
            "^[ \\t]*(?:export[ \\t]+)?([A-Za-z_][A-Za-z0-9_]*)[ \\t]*=[ \\t]*[\"']?([^\"'\\n]*)", Pattern.MULTILINE);

    private EnvironmentFiles() {}

    static void look(Draft draft) {
        Repository repository = draft.repository;
        String top = repository.has("", ".env") ? ".env" : ".env.example";
        Map<String, String> shared = databaseVariables(repository.text(top), false);
        if (!shared.isEmpty()) {
            draft.found(
                    top, "leads to a Postgres; services get devctl's instead: " + String.join(", ", shared.keySet()));
        }
        if (!repository.has("", ".env") && repository.has("", ".env.example")) {
            draft.found(".env.example", "dev up wants a .env like it: cp .env.example .env");
        }
        for (DraftService service : draft.services()) {
            if (service.task || service.command == null) {
                continue;
            }
            shared.forEach(service.env::putIfAbsent);
            if (!service.dir.isEmpty() && repository.has(service.dir, ".env")) {
                service.envFiles.add(".env");
            }
            for (String file : service.envFiles) {
                String path = Repository.join(service.dir, file);
                Map<String, String> own = databaseVariables(repository.text(path), true);
                own.forEach(service.env::putIfAbsent);
                draft.found(
                        path,
                        "variables of " + service.name
                                + (own.isEmpty() ? "" : "; devctl's own win for " + String.join(", ", own.keySet())));
            }
        }
    }

    /**
     * Variables that lead to a database, with what stands for their values in services.yaml.
     *
     * @param wins whether the file wins over what devctl gives, which then has to be said
     */
    private static Map<String, String> databaseVariables(String text, boolean wins) {
        Map<String, String> variables = new LinkedHashMap<>();
        Matcher line = LINE.matcher(text);
        while (line.find()) {
            String name = line.group(1);
            String replacement = DatabaseNames.replacement(name, line.group(2).strip());
            if (replacement != null && (wins || !DatabaseNames.isGiven(name, replacement))) {
                variables.put(name, replacement);
            }
        }
        return variables;
    }
}
