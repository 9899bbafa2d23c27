package io.devctl.hints;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import io.devctl.config.ConfigLoader;
import io.devctl.model.DevctlException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/** Every hint about services.yaml: with the edit that it names, the file loads. */
class ConfigHintsTest {
    private static final String REST = "services: {a: {command: x}}\n";

    @TempDir
    Path folder;

    private final AtomicInteger rows = new AtomicInteger();

    /** What is done on reading the hint; {@code $0} and {@code $1} are what stood in its holes. */
    private record Row(
            Hint hint,
            String yaml,
            Map<String, String> files,
            @Nullable String file,
            String before,
            String after) {
        /** In services.yaml: this text becomes that one. */
        static Row edit(Hint hint, String yaml, String before, String after) {
            return new Row(hint, yaml, Map.of(), null, before, after);
        }

        /** In another file; its whole text where {@code before} is empty. */
        Row in(String path) {
            return new Row(hint, yaml, files, path, before, after);
        }

        /** With another file. */
        Row with(String path, String text) {
            Map<String, String> all = new LinkedHashMap<>(files);
            all.put(path, text);
            return new Row(hint, yaml, all, file, before, after);
        }
    }

    private Stream<DynamicTest> all(Row... rows) {
        return Stream.of(rows).map(row -> dynamicTest(row.hint() + " " + row.after(), () -> check(row)));
    }

    private Path root() throws Exception {
        Path root = Files.createDirectories(folder.resolve("row" + rows.incrementAndGet()));
        Files.createDirectories(root.resolve("migrations"));
        return root;
    }

    private void check(Row row) throws Exception {
        Path root = root();
        write(root, "services.yaml", row.yaml());
        for (Map.Entry<String, String> file : row.files().entrySet()) {
            write(root, file.getKey(), file.getValue());
        }
        row.hint().follow(failure(root, Map.of()), hint -> {
            String file = row.file() == null ? "services.yaml" : row.file();
            String after = row.after();
            for (int i = 0; i < hint.parts().size(); i++) {
                after = after.replace("$" + i, hint.part(i));
            }
            Path path = root.resolve(file);
            String text = Files.exists(path) && !row.before().isEmpty() ? Files.readString(path) : "";
            assertThat(text).contains(row.before());
            write(root, file, row.before().isEmpty() ? after : text.replace(row.before(), after));
            ConfigLoader.load(root.resolve("services.yaml"), Map.of());
        });
    }

    private static void write(Path root, String name, String text) throws Exception {
        Path file = root.resolve(name);
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
    }

    private static DevctlException failure(Path root, Map<String, String> caller) {
        DevctlException failure = catchThrowableOfType(
                DevctlException.class, () -> ConfigLoader.load(root.resolve("services.yaml"), caller));
        assertThat(failure).isNotNull();
        return failure;
    }

    @TestFactory
    Stream<DynamicTest> keysAndNames() {
        return all(
                Row.edit(Hint.of("did you mean '{}'?"), "services: {a: {comand: x, port: 1}}", "comand", "$0"),
                Row.edit(
                        Hint.of("{} has {}"),
                        "services: {a: {command: x, stop: {colour: red}}}",
                        "colour: red",
                        "timeout: 5s"),
                Row.edit(Hint.of("write {}: {}"), "services: {a: {command: x, port: often}}", "port: often", "$0: $1"),
                Row.edit(
                        Hint.of("write {}"),
                        "services: {a: {command: x, restart: sometimes}}",
                        "restart: sometimes",
                        "restart: $0"),
                Row.edit(Hint.of("use {}"), "services: {a.b: {command: x}}", "a.b", "a-b"),
                Row.edit(Hint.of("use {}"), "tenants: [a/b]\n" + REST, "a/b", "a-b"),
                Row.edit(
                        Hint.of("use {}"),
                        "services: {a: {command: x, depends_on: [[b]]}, b: {command: y}}",
                        "[[b]]",
                        "[b]"),
                Row.edit(
                        Hint.of("use {}"),
                        "services: {a: {command: x, depends_on: [somebody-else]}}",
                        "somebody-else",
                        "postgres"),
                Row.edit(
                        Hint.of("keep one; the first is in line {}"),
                        "project: a\nproject: b\n" + REST,
                        "project: b\n",
                        ""),
                Row.edit(
                        Hint.of("line {} has the other; choose another name"),
                        "services:\n  Api: {command: x}\n  api: {command: x}\n",
                        "  api:",
                        "  web:"),
                Row.edit(
                        Hint.of("choose another name; the database's own keys are under postgres:"),
                        "services: {postgres: {command: x}}",
                        "postgres",
                        "store"),
                Row.edit(Hint.of("remove the tag"), "project: !ruby/object x\n" + REST, "!ruby/object ", ""),
                Row.edit(Hint.of("name the value itself"), "services: {a: {command: x, env: &e {A: *e}}}", "*e", "b"));
    }

    @TestFactory
    Stream<DynamicTest> yaml() {
        return all(
                Row.edit(Hint.of("begin with services:"), "", "", REST),
                Row.edit(Hint.of("begin with a key such as services:"), "- a\n", "- a\n", REST),
                Row.edit(Hint.of("indent with spaces"), "services:\n  a:\n\tcommand: x\n", "\t", "    "),
                Row.edit(Hint.of("remove it"), "services:\n  a: {command: x\u0007}\n", "\u0007", ""),
                Row.edit(
                        Hint.of("close what is open, and put a text with special characters into quotes"),
                        "services:\n  a: {command: x\n",
                        "x\n",
                        "x}\n"),
                Row.edit(
                        Hint.of("close what is open, and put a text with special characters into quotes"),
                        "services: {a: {command: *.sh}}",
                        "*.sh",
                        "\"*.sh\""));
    }

    @TestFactory
    Stream<DynamicTest> tenants() {
        return all(
                Row.edit(
                                Hint.of("take one out"),
                                "tenants: {file: t.txt, query: select 1}\n" + REST,
                                ", query: select 1",
                                "")
                        .with("t.txt", "one\n"),
                Row.edit(
                                Hint.of("create it with a tenant in each line"),
                                "tenants: {file: t.txt}\n" + REST,
                                "",
                                "one\ntwo\n")
                        .in("t.txt"),
                Row.edit(Hint.of("keep one"), "tenants: [one, two, one]\n" + REST, ", one]", "]"),
                Row.edit(
                        Hint.of("add a line tenants: [default]"),
                        "services: {a: {migrations: {schema: 'a_{tenant}'}}}",
                        "services:",
                        "tenants: [default]\nservices:"));
    }

    @TestFactory
    Stream<DynamicTest> services() {
        return all(
                Row.edit(
                        Hint.of("give it a command"),
                        "services: {a: {type: task}}",
                        "type: task",
                        "type: task, command: x"),
                Row.edit(
                        Hint.of("give it a command, an image or migrations"),
                        "services: {a: {}}",
                        "{}",
                        "{command: x}"),
                Row.edit(Hint.of("give it a command, an image or migrations"), "services: {a: {}}", "{}", "{image: x}"),
                Row.edit(
                        Hint.of("give it a command, an image or migrations"),
                        "services: {a: {}}",
                        "{}",
                        "{migrations: {}}"),
                Row.edit(
                        Hint.of("give it an image and a port, and no command; or take this out"),
                        "services: {a: {command: x, container_port: 80}}",
                        "command: x",
                        "image: x, port: auto"),
                Row.edit(
                        Hint.of("give it an image and a port, and no command; or take this out"),
                        "services: {a: {command: x, container_port: 80}}",
                        ", container_port: 80",
                        ""),
                Row.edit(
                        Hint.of("write type: task, or watch"),
                        "services: {a: {command: x, inputs: [y]}}",
                        "inputs",
                        "type: task, inputs"),
                Row.edit(
                        Hint.of("write type: task, or watch"),
                        "services: {a: {command: x, inputs: [y]}}",
                        "inputs",
                        "watch"),
                Row.edit(
                        Hint.of("take one of the two out"),
                        "services: {a: {command: x, migrations: {}, database: false}}",
                        ", database: false",
                        ""),
                Row.edit(
                        Hint.of("{} has it too; give one of them another, or auto"),
                        "services: {a: {command: x, port: 81}, b: {command: x, port: 81}}",
                        "port: 81}}",
                        "port: auto}}"),
                Row.edit(
                        Hint.of("write {}"),
                        "services: {a: {command: x, ready: {http: /}, port: 1, stop: {signal: BREAK}}}",
                        "BREAK",
                        "$0"));
    }

    @TestFactory
    Stream<DynamicTest> probes() {
        return all(
                Row.edit(
                        Hint.of("give http, tcp, log, exec or sql"),
                        "services: {a: {command: x, ready: {}}}",
                        "ready: {}",
                        "ready: {log: started}"),
                Row.edit(Hint.of("keep one"), "services: {a: {command: x, ready: {tcp: 1, log: y}}}", ", log: y", ""),
                Row.edit(
                        Hint.of("take it out"),
                        "services: {a: {command: x, ready: {tcp: 1, status: 200}}}",
                        ", status: 200",
                        ""),
                Row.edit(
                        Hint.of("give the service a port, or write a whole URL"),
                        "services: {a: {command: x, ready: {http: /x}}}",
                        "command: x",
                        "command: x, port: auto"),
                Row.edit(
                        Hint.of("give the service a port, or write a whole URL"),
                        "services: {a: {command: x, ready: {http: /x}}}",
                        "/x",
                        "\"http://localhost:9/x\""),
                Row.edit(
                        Hint.of("begin with / or http://"),
                        "services: {a: {command: x, port: auto, ready: {http: x}}}",
                        "http: x",
                        "http: /x"),
                Row.edit(
                        Hint.of("put \\ before a character that is meant as it stands"),
                        "services: {a: {command: x, ready: {log: '(up'}}}",
                        "(up",
                        "\\(up"));
    }

    @TestFactory
    Stream<DynamicTest> dependencies() {
        String two = "services: {a: {command: x, depends_on: {DEP}}, b: {command: x}, t: {type: task, command: x},"
                + " m: {migrations: {}}}";
        return all(
                Row.edit(
                        Hint.of("write postgres: ready"),
                        two.replace("DEP", "postgres: completed"),
                        "completed",
                        "ready"),
                Row.edit(
                        Hint.of("write {}: ready, or give it type: task"),
                        two.replace("DEP", "b: completed"),
                        "b: completed",
                        "$0: ready"),
                Row.edit(
                        Hint.of("write {}: ready, or give it type: task"),
                        two.replace("DEP", "b: completed"),
                        "b: {command",
                        "b: {type: task, command"),
                Row.edit(Hint.of("write {}: completed"), two.replace("DEP", "t: ready"), "t: ready", "$0: completed"),
                Row.edit(
                        Hint.of("write {}: completed"),
                        two.replace("DEP", "m: started"),
                        "m: started",
                        "$0: completed"),
                Row.edit(
                        Hint.of("take it out, or give {} migrations"),
                        two.replace("DEP", "b.migrations: completed"),
                        "b.migrations: completed",
                        ""),
                Row.edit(
                        Hint.of("take it out, or give {} migrations"),
                        two.replace("DEP", "b.migrations: completed"),
                        ", b: {",
                        ", $0: {migrations: {schema: b}, "),
                Row.edit(
                        Hint.of("take one of these dependencies out"),
                        "services: {a: {command: x, depends_on: [b]}, b: {command: x, depends_on: [a]}}",
                        ", depends_on: [a]",
                        ""));
    }

    @TestFactory
    Stream<DynamicTest> postgres() {
        return all(
                Row.edit(Hint.of("write \"18\""), "postgres: {version: 18.6}\n" + REST, "18.6", "\"18\""),
                Row.edit(
                        Hint.of("take it out, or write provider: {}"), "postgres: {image: y}\n" + REST, "image: y", ""),
                Row.edit(
                        Hint.of("take it out, or write provider: {}"),
                        "postgres: {image: y}\n" + REST,
                        "image: y",
                        "provider: $0, image: y"),
                Row.edit(
                        Hint.of("give url, or set DATABASE_URL or POSTGRES_HOST"),
                        "postgres: {provider: external}\n" + REST,
                        "external",
                        "external, url: 'postgresql://u@h/d'"),
                Row.edit(
                        Hint.of("write postgresql://USER:PASSWORD@HOST:PORT/DATABASE, special characters as %XX"),
                        "postgres: {provider: external, url: 'postgresql://u:a^b@h:5432/d'}\n" + REST,
                        "^",
                        "%5E"),
                Row.edit(
                        Hint.of("take {tenant} out: it belongs into a migrations' schema"),
                        "postgres: {database: 'x_{tenant}'}\n" + REST,
                        "_{tenant}",
                        ""));
    }

    @TestFactory
    Stream<DynamicTest> migrations() {
        String tool = "services: {a: {migrations: {engine: command, command: [x], files: [y], ledger: z}}}";
        String search = "services: {a: {migrations: {search: [db/one, db/two]}}}";
        String shared = "tenants: [default]\n"
                + "services: {a: {migrations: {schema: 'x_{tenant}'}}, b: {migrations: {schema: x_default}}}";
        String alembic = "tenants: [a]\n"
                + "services: {a: {migrations: {engine: alembic, schema: 'a_{tenant}', ledger: {schema: x}}}}";
        return all(
                Row.edit(
                        Hint.of("take one out"),
                        "services: {a: {migrations: {search: [migrations], paths: [migrations]}}}",
                        ", paths: [migrations]",
                        ""),
                Row.edit(Hint.of("create one of them"), search, "", "").in("db/two/README"),
                Row.edit(
                        Hint.of("the only placeholder is {tenant}"),
                        "tenants: [t]\nservices: {a: {migrations: {schema: 'x_{tenat}'}}}",
                        "{tenat}",
                        "{tenant}"),
                Row.edit(Hint.of("choose another name"), "services: {a: {migrations: {schema: pg_x}}}", "pg_x", "x"),
                Row.edit(
                        Hint.of("shorten it"),
                        "services: {a: {migrations: {schema: " + "s".repeat(64) + "}}}",
                        "ss",
                        "s"),
                Row.edit(
                        Hint.of("shorten schema, or the tenant {}"),
                        "tenants: [a, " + "t".repeat(60) + "]\nservices: {a: {migrations: {schema: 'auth_{tenant}'}}}",
                        "$0".replace("$0", "t".repeat(60)),
                        "tttt"),
                Row.edit(
                        Hint.of("{} has them too; give one of the sets another schema or ledger"),
                        shared,
                        "schema: x_default",
                        "schema: other"),
                Row.edit(
                        Hint.of("{} has them too; give one of the sets another schema or ledger"),
                        shared,
                        "schema: x_default",
                        "schema: x_default, ledger: other"),
                Row.edit(
                        Hint.of("take ledger.schema out"),
                        "services: {a: {migrations: {ledger: {schema: x}}}}",
                        "{schema: x}",
                        "{}"),
                Row.edit(Hint.of("add {tenant} to ledger.schema"), alembic, "{schema: x}", "{schema: 'x_{tenant}'}"),
                Row.edit(
                        Hint.of("add command: [./migrate, --all]"),
                        tool.replace("command: [x], ", ""),
                        "files",
                        "command: [./migrate, --all], files"),
                Row.edit(
                        Hint.of("add files: [migrations/**]"),
                        tool.replace("files: [y], ", ""),
                        "ledger",
                        "files: [migrations/**], ledger"),
                Row.edit(
                        Hint.of("add ledger: schema_migrations"),
                        tool.replace(", ledger: z", ""),
                        "files",
                        "ledger: schema_migrations, files"),
                Row.edit(
                        Hint.of("take one of them out"),
                        tool.replace("ledger: z", "ledger: {query: select 1, table: z}"),
                        ", table: z",
                        ""));
    }

    @TestFactory
    Stream<DynamicTest> placeholders() {
        return all(
                Row.edit(
                        Hint.of("write ${NAME}, ${NAME:-default} or ${NAME:?message}; $$ is a dollar"),
                        "services: {a: {command: x, env: {A: '${A B}'}}}",
                        "${A B}",
                        "${A:-b}"),
                Row.edit(
                        Hint.of("write ${NAME}, ${NAME:-default} or ${NAME:?message}; $$ is a dollar"),
                        "services: {a: {command: x, env: {A: '${a'}}}",
                        "${",
                        "$${"),
                Row.edit(
                        Hint.of("use it in command, env or a probe"),
                        "project: '${postgres.port}'\n" + REST,
                        "project: '${postgres.port}'\n",
                        ""),
                Row.edit(
                        Hint.of("write ${postgres.url}"),
                        "services: {a: {command: x, env: {A: '${DATABASE_URL}'}}}",
                        "${DATABASE_URL}",
                        "${postgres.url}"),
                Row.edit(
                        Hint.of("write ${services.NAME.port}"),
                        "services: {a: {command: x, port: auto, env: {A: '${PORT}'}}}",
                        "${PORT}",
                        "${services.a.port}"),
                Row.edit(
                        Hint.of("give {} port: auto"),
                        "services: {a: {command: x, env: {B: '${services.b.url}'}}, b: {command: x}}",
                        "b: {command: x}",
                        "$0: {command: x, port: auto}"),
                Row.edit(
                        Hint.of("the names are {}"),
                        "services: {a: {command: x, env: {B: '${something.else}'}}}",
                        "something.else",
                        "postgres.host"),
                Row.edit(
                        Hint.of("set it in {}, or write ${{}:-default}"),
                        "services: {a: {command: x, env: {B: '${KEY}'}}}",
                        "${KEY}",
                        "${$1:-default}"),
                Row.edit(
                                Hint.of("set it in {}, or write ${{}:-default}"),
                                "services: {a: {command: x, env: {B: '${KEY}'}}}",
                                "",
                                "$1=y\n")
                        .in(".env"));
    }

    @TestFactory
    Stream<DynamicTest> filesAround() {
        return all(
                Row.edit(Hint.of("write NAME=value, the name with {}"), REST, "1B=2", "B1=2")
                        .in(".env")
                        .with(".env", "A=1\n1B=2\n"),
                Row.edit(Hint.of("close it"), REST, "'x", "'x'").in(".env").with(".env", "C='x\n"),
                Row.edit(Hint.of("name a folder"), "services: {a: {dir: file, command: x}}", "dir: file", "dir: ok")
                        .with("file", "")
                        .with("ok/x", ""),
                Row.edit(
                                Hint.of("create {}, or take it out of env_file"),
                                "services: {a: {command: x, env_file: my.env}}",
                                "",
                                "A=1\n")
                        .in("my.env"),
                Row.edit(
                        Hint.of("create {}, or take it out of env_file"),
                        "services: {a: {command: x, env_file: my.env}}",
                        ", env_file: my.env",
                        ""));
    }

    /** Hints that are commands: the shell gets them as they are. */
    @TestFactory
    Stream<DynamicTest> commands() {
        return Stream.of(
                        Row.edit(Hint.of("mkdir -p {}"), "services: {a: {dir: a folder/zzz, command: x}}", "", ""),
                        Row.edit(Hint.of("cp {} {}"), "services: {a: {command: x, env_file: .env}}", "", "")
                                .with(".env.example", "A=1\n"),
                        Row.edit(Hint.of("cp {} {}"), "services: {a: {command: x, env: {A: '${A}'}}}", "", "")
                                .with(".env.example", "A=1\n"))
                .map(row -> dynamicTest(row.hint().toString(), () -> {
                    Path root = root();
                    write(root, "services.yaml", row.yaml());
                    for (Map.Entry<String, String> file : row.files().entrySet()) {
                        write(root, file.getKey(), file.getValue());
                    }
                    row.hint().follow(failure(root, Map.of()), hint -> {
                        Process shell = new ProcessBuilder("/bin/sh", "-c", hint.text())
                                .directory(root.toFile())
                                .start();
                        assertThat(shell.waitFor()).isZero();
                        ConfigLoader.load(root.resolve("services.yaml"), Map.of());
                    });
                }));
    }

    @TestFactory
    Stream<DynamicTest> whatIsNoText() {
        return Stream.of(
                dynamicTest("a folder in the file's place", () -> {
                    Path root = root();
                    write(root, "services.yaml/x", "");
                    Hint.of("move the folder away").follow(failure(root, Map.of()), hint -> {
                        Files.move(root.resolve("services.yaml"), root.resolve("away"));
                        write(root, "services.yaml", REST);
                        ConfigLoader.load(root.resolve("services.yaml"), Map.of());
                    });
                }),
                dynamicTest("Latin-1", () -> {
                    Path root = root();
                    Files.write(root.resolve("services.yaml"), new byte[] {'#', (byte) 0xfc, '\n'});
                    Hint.of("save {} as UTF-8").follow(failure(root, Map.of()), hint -> {
                        write(root, hint.part(0), "# ü\n" + REST);
                        ConfigLoader.load(root.resolve("services.yaml"), Map.of());
                    });
                }),
                dynamicTest("the address of the server in the environment", () -> {
                    Path root = root();
                    write(root, "services.yaml", "postgres: {provider: external}\n" + REST);
                    Hint.of("give url, or set DATABASE_URL or POSTGRES_HOST").follow(failure(root, Map.of()), hint -> {
                        for (Map<String, String> set : Stream.of(
                                        Map.of("DATABASE_URL", "postgresql://u@h/d"), Map.of("POSTGRES_HOST", "h"))
                                .toList()) {
                            ConfigLoader.load(root.resolve("services.yaml"), set);
                        }
                    });
                }));
    }
}
