package io.devctl.app.init;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** pom.xml, build.gradle, go.mod and Cargo.toml. */
final class CompiledProjects {
    private static final Pattern CARGO_NAME = Pattern.compile("(?s)\\[package\\].*?\\bname\\s*=\\s*\"([^\"]+)\"");
    private static final Pattern MAIN = Pattern.compile("(?m)^func main\\(\\)");

    private CompiledProjects() {}

    static void look(String dir, Draft draft) {
        maven(dir, draft);
        gradle(dir, draft);
        go(dir, draft);
        cargo(dir, draft);
    }

    private static void maven(String dir, Draft draft) {
        Repository repository = draft.repository;
        String file = Repository.join(dir, "pom.xml");
        String pom = repository.text(file);
        if (pom.isEmpty() || pom.contains("<modules>")) {
            return;
        }
        String wrapper = repository.nearest(dir, "mvnw");
        String mvn = wrapper == null ? "mvn" : Repository.join(up(dir, wrapper), "mvnw");
        String goal = pom.contains("spring-boot-maven-plugin")
                ? "spring-boot:run"
                : pom.contains("quarkus-maven-plugin")
                        ? "quarkus:dev"
                        : pom.contains("exec-maven-plugin") ? "compile exec:java" : "";
        if (goal.isEmpty()) {
            return;
        }
        DraftService service = draft.service(dir);
        service.command = mvn + " -q -B " + goal;
        jvm(service, pom, draft, dir);
        draft.found(file, "service " + service.name + ": " + service.command);
    }

    private static void gradle(String dir, Draft draft) {
        Repository repository = draft.repository;
        String file =
                Repository.join(dir, repository.has(dir, "build.gradle.kts") ? "build.gradle.kts" : "build.gradle");
        String build = repository.text(file);
        boolean spring = build.contains("org.springframework.boot") && !build.contains("apply false");
        boolean application = Pattern.compile(
                        "(?m)^\\s*(id\\s*\\(?\\s*[\"']application[\"']|application\\s*$|apply plugin: *['\"]application)")
                .matcher(build)
                .find();
        boolean quarkus = build.contains("io.quarkus");
        if (!spring && !application && !quarkus) {
            return;
        }
        String wrapper = repository.nearest(dir, "gradlew");
        String gradle = wrapper == null ? "gradle" : Repository.join(up(dir, wrapper), "gradlew");
        DraftService service = draft.service(dir);
        service.command = gradle + " -q " + (spring ? "bootRun" : quarkus ? "quarkusDev" : "run");
        jvm(service, build, draft, dir);
        draft.found(file, "service " + service.name + ": " + service.command);
    }

    /** @param build the text of the build file, which names the libraries */
    private static void jvm(DraftService service, String build, Draft draft, String dir) {
        if (build.contains("spring-boot") || build.contains("springframework.boot")) {
            service.port = "auto";
            service.env.put("SERVER_PORT", "${services." + service.name + ".port}");
            service.env.put("SPRING_DATASOURCE_URL", "${postgres.jdbc_url}");
            if (build.contains("actuator")) {
                service.ready.put("http", "/actuator/health");
            }
            if (draft.repository.isFolder(Repository.join(dir, "src/main/resources/db/migration"))) {
                service.env.put("SPRING_FLYWAY_ENABLED", "false");
                service.comments.add(
                        "devctl applies the migrations, so that Flyway has nothing left to do when it starts");
            }
        } else if (build.contains("quarkus")) {
            service.port = "auto";
            service.env.put("QUARKUS_HTTP_PORT", "${services." + service.name + ".port}");
            service.env.put("QUARKUS_DATASOURCE_JDBC_URL", "${postgres.jdbc_url}");
        } else {
            Sources.setPort(service, Sources.port(draft.repository, dir, ".java", ".kt"));
        }
    }

    private static void go(String dir, Draft draft) {
        Repository repository = draft.repository;
        if (!repository.has(dir, "go.mod")) {
            return;
        }
        for (String file : repository.below(dir, "main.go")) {
            String folder = Repository.parent(file);
            boolean nested = !dir.equals(repository.nearest(folder, "go.mod"));
            if (nested || !MAIN.matcher(repository.text(file)).find()) {
                continue;
            }
            String path = Repository.relative(dir, folder);
            DraftService service = draft.service(draft.nameOf(folder), dir);
            service.command = "go run " + (path.equals(".") ? "." : "./" + path);
            // what several programs of a module share lies beside them
            String port = Sources.port(repository, folder, ".go");
            Sources.setPort(service, port == null ? Sources.port(repository, dir, ".go") : port);
            draft.found(file, "service " + service.name + ": " + service.command);
        }
    }

    private static void cargo(String dir, Draft draft) {
        Repository repository = draft.repository;
        String file = Repository.join(dir, "Cargo.toml");
        Matcher name = CARGO_NAME.matcher(repository.text(file));
        if (!name.find() || !repository.has(dir, "src/main.rs")) {
            return;
        }
        DraftService service = draft.service(name.group(1), dir);
        service.command = "cargo run -q";
        Sources.setPort(service, Sources.port(repository, dir, ".rs"));
        draft.found(file, "service " + service.name + ": " + service.command);
    }

    /** How a folder above is written for a shell: {@code ..}, or {@code .} for the folder itself. */
    private static String up(String dir, String above) {
        return Repository.relative(dir, above);
    }
}
