package io.devctl.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.devctl.model.DevctlException;
import io.devctl.testing.Needs;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the user is told. */
class ConfigProblemsTest {
    @TempDir
    Path folder;

    private Checkout checkout;

    @BeforeEach
    void enter() {
        checkout = new Checkout(folder);
    }

    @Test
    void tellsEverythingInOneRun() {
        checkout.folder("apps/api").file("apps/api/.env.example", "A=1").folder("migrations");
        checkout.file("services.yaml", """
                projct: x
                tenants: [default, a/b, default]
                postgres:
                  provider: embeded
                  port: 8001
                services:
                  api:
                    dir: apps/api
                    prot: 1
                    port: 8001
                    command: run
                    env_file: .env
                    env: {A: [1], B: "${MISSING}", C: "${services.wrok.url}"}
                    depends_on: {wrk: ready, work: redy}
                    ready: {http: /health, interval: 60x}
                    stop: {timeout: 10}
                  work:
                    dir: apps/ap
                    command: run
                    port: eighty
                    depends_on: [api, task]
                  task:
                    type: task
                    command: run
                    depends_on: [work]
                  data:
                    migrations: {schema: "x_{tenat}"}
                """);

        assertThat(checkout.failure(Map.of())).hasMessage("""
                        unknown key: 'projct' (services.yaml:1:1); hint: did you mean 'project'?
                        a name that a tenant cannot have: 'a/b' (services.yaml:2:20); hint: use a letter or a digit, then letters, digits, _, - and ., at most 63 bytes in all
                        the tenant is there twice: 'default' (services.yaml:2:25); hint: keep one
                        postgres.provider must be embedded, docker or external: 'embeded' (services.yaml:4:13); hint: did you mean 'embedded'?
                        unknown key: 'prot' (services.yaml:9:5); hint: did you mean 'port'?
                        two services on one port: '8001' (services.yaml:10:11); hint: postgres has it too; give one of them another, or auto
                        no such env_file: '.env' (services.yaml:12:15); hint: cp FOLDER/apps/api/.env.example FOLDER/apps/api/.env
                        services.api.env.A must be text, not a list: '[...]' (services.yaml:13:14); hint: write A: "..."
                        variable not set: 'MISSING' (services.yaml:13:22); hint: set it in FOLDER/.env, or write ${MISSING:-default}
                        unknown name: '${services.wrok.url}' (services.yaml:13:39); hint: did you mean 'services.work.url'?
                        unknown dependency: 'wrk' (services.yaml:14:18); hint: did you mean 'work'?
                        services.api.depends_on.work must be started, ready or completed: 'redy' (services.yaml:14:36); hint: did you mean 'ready'?
                        services.api.ready.interval must be a duration such as 200ms, 60s, 2m or 1h, not text: '60x' (services.yaml:15:38); hint: write interval: 60s
                        services.api.stop.timeout must be a duration such as 200ms, 60s, 2m or 1h, not a number: '10' (services.yaml:16:21); hint: write timeout: 60s
                        no such folder: 'apps/ap' (services.yaml:18:10); hint: did you mean 'api'?
                        services.work.port must be a port from 1 to 65535 or auto, not text: 'eighty' (services.yaml:20:11); hint: write port: auto
                        services wait for each other: 'work -> task -> work' (services.yaml:25:18); hint: take one of these dependencies out
                        not a schema's name: 'x_{tenat}' (services.yaml:27:26); hint: the only placeholder is {tenant}""".replace("FOLDER", folder.toString()));
    }

    @Test
    void tellsASingleProblemLikeAnyOtherFailure() {
        checkout.file("services.yaml", "services:\n  api: {command: x, prot: 1}\n");

        DevctlException failure = checkout.failure(Map.of());

        assertThat(failure).hasMessage("unknown key: 'prot' (services.yaml:2:21)");
        assertThat(failure.hint()).contains("did you mean 'port'?");
    }

    @Test
    void namesTheKeysWhereNothingIsNear() {
        assertThat(checkout.problems("services: {a: {command: x, stop: {colour: red}}}"))
                .containsExactly("unknown key: 'colour' (services.yaml:1:35); stop has signal, timeout, command");
    }

    @Test
    void saysWhatWasExpectedAndWhatWasFound() {
        assertThat(checkout.problems("""
                                project: [a]
                                tenants: default
                                postgres: here
                                on_supervisor_exit: true
                                services:
                                  a:
                                    type:
                                    command: {a: b}
                                    port: 70000
                                    database: yes
                                    env: [A=1]
                                    depends_on: b
                                    wait_for: [localhost]
                                    watch: {x: y}
                                    restart: {policy: sometimes, max_restarts: 0}
                                    ready: /health
                                    migrations: [x]
                                  b: x
                                """))
                .containsExactly(
                        "project must be " + NameRule.PROJECT.rule()
                                + ", not a list: '[...]' (services.yaml:1:10); write project: name",
                        "tenants must be a list or a mapping, not text: 'default' (services.yaml:2:10); write tenants: [\"...\"]",
                        "postgres must be a mapping, not text: 'here' (services.yaml:3:11); write postgres: {provider: ...}",
                        "on_supervisor_exit must be keep or stop: 'true' (services.yaml:4:21); write keep",
                        "services.a.type must be service or task, not nothing: '' (services.yaml:7:10); write type: service",
                        "services.a.command must be a command line or a list of words, not a mapping: '{a: ...}' (services.yaml:8:14); write command: ./run",
                        "services.a.port must be a port from 1 to 65535 or auto, not a number: '70000' (services.yaml:9:11); write port: auto",
                        "services.a.database must be true or false, not text: 'yes' (services.yaml:10:15); write database: true",
                        "services.a.env must be a mapping, not a list: '[...]' (services.yaml:11:10); write env: {NAME: \"...\"}",
                        "services.a.depends_on must be a mapping or a list of names, not text: 'b' (services.yaml:12:17); write depends_on: {NAME: ready}",
                        "services.a.wait_for must be HOST:PORT, not text: 'localhost' (services.yaml:13:16); write wait_for: localhost:6379",
                        "services.a.watch must be text, not a mapping: '{x: ...}' (services.yaml:14:12); write watch: \"...\"",
                        "services.a.restart.policy must be no, on-failure or always: 'sometimes' (services.yaml:15:23); write no",
                        "services.a.restart.max_restarts must be a whole number from 1, not a number: '0' (services.yaml:15:48); write max_restarts: 3",
                        "services.a.ready must be a mapping, not text: '/health' (services.yaml:16:12); write ready: {http: ...}",
                        "services.a.migrations must be a mapping, not text: 'x' (services.yaml:17:18); write migrations: {engine: ...}",
                        "services.b must be a mapping, not text: 'x' (services.yaml:18:6); write b: {type: ...}");
    }

    @Test
    void refusesKeysThatAreThereTwice() {
        assertThat(checkout.problems(
                        "services:\n  a: {command: x}\n  b: {command: x, command: y}\n  a: {command: z}\n"))
                .containsExactly(
                        "the key is there twice: 'command' (services.yaml:3:19); keep one; the first is in line 3",
                        "the key is there twice: 'a' (services.yaml:4:3); keep one; the first is in line 2");
    }

    @Test
    void showsTheLineThatIsNotYaml() {
        assertThat(checkout.problems("services:\n  a:\n\tcommand: x\n"))
                .containsExactly("a tab in the indentation: 'command: x' (services.yaml:3:1); indent with spaces");
        assertThat(checkout.problems("services:\n  a: {command: x\n"))
                .singleElement()
                .asString()
                .startsWith("not valid YAML (")
                .contains("): '' (services.yaml:3:1); close what is open");
        assertThat(checkout.problems("services: {a: *nobody}"))
                .singleElement()
                .asString()
                .startsWith("not valid YAML (")
                .contains("): 'services: {a: *nobody}' (services.yaml:1:15); ");
        assertThat(checkout.problems("a: 1\n---\nb: 2\n"))
                .singleElement()
                .asString()
                .contains("(services.yaml:2:1)");
        assertThat(checkout.problems("services:\n  a: \u0007x\n"))
                .containsExactly("a character that YAML does not allow: 'U+0007' (services.yaml:2:6); remove it");
        assertThat(checkout.problems("services: !!set {a}\nx: !ruby/object 1\n"))
                .contains("tags have no meaning here: '!ruby/object' (services.yaml:2:4); remove the tag");
    }

    @Test
    void refusesWhatIsNoFileOfOurs() throws IOException {
        assertThat(checkout.problems(""))
                .containsExactly("an empty file: 'services.yaml' (services.yaml:1:1); begin with services:");
        assertThat(checkout.problems("# only a comment\n"))
                .containsExactly("an empty file: 'services.yaml' (services.yaml:1:1); begin with services:");
        assertThat(checkout.problems("- a\n"))
                .containsExactly(
                        "services.yaml must be a mapping, not a list: '[...]' (services.yaml:1:1); begin with a key such as services:");
        Files.write(folder.resolve("services.yaml"), new byte[] {'a', ':', '\n', 'x', (byte) 0xfc, 'y'});
        assertThat(checkout.failure(Map.of())).hasMessage("not UTF-8: '0xfc' (services.yaml:2:2)");
        Files.delete(folder.resolve("services.yaml"));
        assertThat(checkout.failure(Map.of())).hasMessage("no such file: '" + folder.resolve("services.yaml") + "'");
        checkout.folder("services.yaml");
        assertThat(checkout.failure(Map.of()))
                .hasMessage("a folder, not a file: '" + folder.resolve("services.yaml") + "' (services.yaml)");
    }

    @Test
    void refusesAFileThatCannotBeRead() throws IOException {
        // root may read whatever it likes; a file that reads itself cannot be opened by anybody
        Path file = folder.resolve("services.override.yaml");
        Files.createSymbolicLink(file, Path.of("/proc/self/mem"));

        Needs.that(Files.exists(file), "there is no /proc", "run it on Linux");
        List<String> problems = checkout.problems("services: {a: {command: x}}");
        Files.delete(file);
        assertThat(problems)
                .singleElement()
                .asString()
                .startsWith("cannot read (")
                .endsWith("'" + file + "' (services.override.yaml)");
    }

    @Test
    void namesTheOverrideWhereItIsWrong() {
        checkout.file("services.override.yaml", "services:\n  a: {port: x, comand: y}\n");

        assertThat(checkout.problems("services: {a: {command: x, port: 1}}"))
                .containsExactly(
                        "services.a.port must be a port from 1 to 65535 or auto, not text: 'x' (services.override.yaml:2:13); write port: auto",
                        "unknown key: 'comand' (services.override.yaml:2:16); did you mean 'command'?");
    }

    @Test
    void namesPlacesInTheFilesAround() {
        checkout.file("tenants.txt", "ok\n\n  b d\n").file(".env", "A=1\nB\n").file("s/more.env", "C='x");

        assertThat(checkout.problems(
                        "tenants: {file: tenants.txt}\nservices: {a: {dir: s, command: x, env_file: more.env}}"))
                .containsExactly(
                        "not a variable: 'B' (.env:2:1); write NAME=value, the name with a letter or _, then letters, digits and _",
                        "a name that a tenant cannot have: 'b d' (tenants.txt:3:3); use " + NameRule.TENANT.rule(),
                        "a quote that is not closed: 'C' (s/more.env:1); close it");
        assertThat(checkout.problems("tenants: {file: no.txt, query: select 1}\nservices: {a: {command: x}}"))
                .contains("either file or query, not both: 'query' (services.yaml:1:25); take one out");
    }

    @Test
    void findsEveryCycle() {
        assertThat(checkout.problems("""
                        services:
                          a: {command: x, depends_on: [b]}
                          b: {command: x, depends_on: [c]}
                          c: {command: x, depends_on: [a, d]}
                          d: {command: x, depends_on: [d]}
                        """))
                .containsExactly(
                        "services wait for each other: 'a -> b -> c -> a' (services.yaml:4:32); take one of these dependencies out",
                        "services wait for each other: 'd -> d' (services.yaml:5:32); take one of these dependencies out");
    }

    @Test
    void refusesConditionsThatCanNeverHold() {
        checkout.folder("migrations");

        assertThat(checkout.problems("""
                        services:
                          a:
                            command: x
                            depends_on:
                              postgres: completed
                              b: completed
                              t: ready
                              m: started
                              b.migrations: completed
                              m.migrations: ready
                              m.migration: ready
                              c: {log: "(", x: y}
                              d: {}
                          b: {command: x}
                          t: {type: task, command: x}
                          m: {migrations: {}}
                          c: {command: x}
                          d: {command: x}
                        """))
                .containsExactly(
                        "postgres can only be ready: 'postgres' (services.yaml:5:7); write postgres: ready",
                        "only a task is ever completed: 'b' (services.yaml:6:7); write b: ready, or give it type: task",
                        "a task is completed, not ready: 't' (services.yaml:7:7); write t: completed",
                        "migrations can only be completed: 'm' (services.yaml:8:7); write m: completed",
                        "a service without migrations: 'b.migrations' (services.yaml:9:7); take it out, or give b migrations",
                        "unknown dependency: 'm.migration' (services.yaml:11:7); did you mean 'm.migrations'?",
                        "services.a.depends_on.c.log is not a regular expression (Unclosed group near character 2): '(' (services.yaml:12:16); put \\ before a character that is meant as it stands",
                        "unknown key: 'x' (services.yaml:12:21); a condition has log",
                        "services.a.depends_on.d must be started, ready, completed or {log: REGEX}, not a mapping: '{}' (services.yaml:13:10); write d: ready");
    }

    @Test
    void refusesSetsThatCannotStandTogether() {
        checkout.folder("migrations");
        String tenant = "t".repeat(60);

        assertThat(checkout.problems("""
                        tenants: [default, TENANT]
                        services:
                          a: {migrations: {schema: "auth_{tenant}"}}
                          b: {migrations: {schema: auth_default}}
                          c: {migrations: [{schema: x, ledger: l}, {schema: x, ledger: {table: l}}, {engine: alembic, schema: x}]}
                          d: {migrations: {schema: pg_x}}
                          e: {migrations: {schema: devctl}}
                          f: {migrations: {schema: ""}}
                        """.replace("TENANT", tenant)))
                .containsExactly(
                        "a schema's name over 63 bytes (65): 'auth_" + tenant
                                + "' (services.yaml:3:28); shorten schema, or the tenant " + tenant,
                        "two sets with one schema and ledger: 'auth_default.schema_migrations' (services.yaml:4:28); a has them too; give one of the sets another schema or ledger",
                        "two sets with one schema and ledger: 'x.l' (services.yaml:5:53); c has them too; give one of the sets another schema or ledger",
                        "a schema that belongs to Postgres: 'pg_x' (services.yaml:6:28); choose another name",
                        "a schema that belongs to devctl: 'devctl' (services.yaml:7:28); choose another name",
                        "not a schema's name: '' (services.yaml:8:28); the only placeholder is {tenant}");
        assertThat(checkout.problems("services: {a: {migrations: {schema: 'a_{tenant}'}}}"))
                .containsExactly("no tenants for: 'a_{tenant}' (services.yaml:1:37); add a line tenants: [default]");
    }

    @Test
    void refusesPathsThatAreNotThere() {
        checkout.folder("migration").file("file", "");

        assertThat(checkout.problems("""
                        services:
                          a: {migrations: {}}
                          b: {dir: file, command: x}
                          c: {migrations: {engine: alembic, paths: zzzzzzz, schema: c}}
                          d: {migrations: {search: [x, y], schema: d}}
                          e: {migrations: {search: [x], paths: [x], schema: e}}
                          f: {command: x, env_file: "my env"}
                        """))
                .containsExactly(
                        "no such folder: 'migrations' (services.yaml:2:19); did you mean 'migration'?",
                        "not a folder: 'file' (services.yaml:3:12); name a folder",
                        "no such folder: 'zzzzzzz' (services.yaml:4:44); mkdir -p " + folder.resolve("zzzzzzz"),
                        "none of these folders exists: 'x, y' (services.yaml:5:28); create one of them",
                        "either paths or search, not both: 'search' (services.yaml:6:20); take one out",
                        "no such env_file: 'my env' (services.yaml:7:29); create '" + folder.resolve("my env")
                                + "', or take it out of env_file");
    }

    @Test
    void refusesPlaceholdersThatMeanNothing() {
        assertThat(checkout.problems("""
                        project: ${postgres.database}
                        postgres: {database: "x_{tenant}"}
                        services:
                          a:
                            command: run ${postgres.ulr} ${HOME} ${x.y}
                            port: ${PORT}
                            env: {A: "${B:?say B}", B: "${", C: "${1x}", D: "${X:+y}", E: "${services.b.port}", F: "{tenant}"}
                          b: {command: x, image: "${EMPTY:?}"}
                        """, Map.of("EMPTY", "")))
                .containsExactly(
                        "not known before the environment runs: '${postgres.database}' (services.yaml:1:10); use it in command, env or a probe",
                        "{tenant} has no meaning in postgres.database: 'x_{tenant}' (services.yaml:2:22); take {tenant} out: it belongs into a migrations' schema",
                        "unknown name: '${postgres.ulr}' (services.yaml:5:14); did you mean 'postgres.url'?",
                        "unknown name: '${x.y}' (services.yaml:5:14); the names are postgres.url, postgres.host, postgres.port, postgres.user, postgres.password, postgres.database, postgres.jdbc_url, postgres.sqlalchemy_url, services.a.port, services.a.url",
                        "variable not set: 'PORT' (services.yaml:6:11); write ${services.NAME.port}",
                        "variable not set (say B): 'B' (services.yaml:7:14); set it in " + folder.resolve(".env")
                                + ", or write ${B:-default}",
                        "a placeholder without its }: '${' (services.yaml:7:32); write ${NAME}, ${NAME:-default} or ${NAME:?message}; $$ is a dollar",
                        "not a placeholder: '${1x}' (services.yaml:7:41); write ${NAME}, ${NAME:-default} or ${NAME:?message}; $$ is a dollar",
                        "not a placeholder: '${X:+y}' (services.yaml:7:53); write ${NAME}, ${NAME:-default} or ${NAME:?message}; $$ is a dollar",
                        "a service without a port: '${services.b.port}' (services.yaml:7:67); give b port: auto",
                        "variable not set: 'EMPTY' (services.yaml:8:26); set it in " + folder.resolve(".env")
                                + ", or write ${EMPTY:-default}");
    }

    @Test
    void namesTheCopyCommandWhereAVariableMayBeInTheExample() {
        Checkout odd = new Checkout(folder.resolve("it's here")).file(".env.example", "X=1");

        assertThat(odd.problems("services: {a: {command: x, env: {X: '${X}'}}}"))
                .containsExactly("variable not set: 'X' (services.yaml:1:37); cp '" + folder
                        + "/it'\\''s here/.env.example' '" + folder + "/it'\\''s here/.env'");
    }

    @Test
    void refusesNamesThatCannotBeFilesOrVariables() {
        assertThat(checkout.problems("""
                        services:
                          a.b: {command: x}
                          postgres: {command: x}
                          9: {command: x, env: {A-B: 1, 1A: 2}}
                          Api: {command: x}
                          api: {command: x, depends_on: [a.b]}
                        """))
                .containsExactly(
                        "a name that services cannot have: 'a.b' (services.yaml:2:3); use " + NameRule.SERVICE.rule(),
                        "a name that is taken: 'postgres' (services.yaml:3:3); choose another name; the database's own keys are under postgres:",
                        "a name that services cannot have: '9' (services.yaml:4:3); use " + NameRule.SERVICE.rule(),
                        "a name that services.9.env cannot have: 'A-B' (services.yaml:4:25); use "
                                + NameRule.VARIABLE.rule(),
                        "a name that services.9.env cannot have: '1A' (services.yaml:4:33); use "
                                + NameRule.VARIABLE.rule(),
                        "names that differ only in case: 'api' (services.yaml:6:3); line 5 has the other; choose another name");
    }

    @Test
    void refusesServicesThatMakeNoSense() {
        checkout.folder("migrations");

        assertThat(checkout.problems("""
                        services:
                          a:
                          b: {type: task}
                          c: {command: x, inputs: [y]}
                          d: {migrations: {}, database: false}
                          e: {command: x, ready: {http: /x}}
                          f: {command: x, ready: {}, live: {http: x, tcp: 1}}
                          g: {command: x, port: 1, ready: {tcp: a:b:c}}
                          h: {command: [], stop: {signal: BREAK}}
                        """))
                .containsExactly(
                        "a service with nothing to do: 'a' (services.yaml:2:3); give it a command, an image or migrations",
                        "a task without a command: 'b' (services.yaml:3:3); give it a command",
                        "only for a task: 'inputs' (services.yaml:4:19); write type: task, or watch",
                        "migrations need the database: 'database' (services.yaml:5:23); take one of the two out",
                        "no port for the path: '/x' (services.yaml:6:33); give the service a port, or write a whole URL",
                        "nothing to try in: 'ready' (services.yaml:7:26); give http, tcp, log, exec or sql",
                        "http must be a path or a URL: 'x' (services.yaml:7:43); begin with / or http://",
                        "a second check beside http: 'tcp' (services.yaml:7:46); keep one",
                        "tcp must be a port or HOST:PORT, not text: 'a:b:c' (services.yaml:8:41); write tcp: 8001",
                        "services.h.command must be a command line or a list of words, not a list: '[]' (services.yaml:9:16); write command: ./run",
                        "services.h.stop.signal must be TERM, INT, QUIT, HUP, KILL, USR1, USR2, SIGTERM, SIGINT, SIGQUIT, SIGHUP, SIGKILL, SIGUSR1 or SIGUSR2: 'BREAK' (services.yaml:9:35); write TERM");
    }

    @Test
    void refusesAProviderWithTheKeysOfAnother() {
        assertThat(checkout.problems(
                        "postgres: {version: 18.6, image: x, url: y, allow_reset: true}\nservices: {a: {command: x}}"))
                .containsExactly(
                        "embedded Postgres has major versions only: '18.6' (services.yaml:1:21); write \"18\"",
                        "only for provider: docker: 'image' (services.yaml:1:27); take it out, or write provider: docker",
                        "only for provider: external: 'url' (services.yaml:1:37); take it out, or write provider: external",
                        "only for provider: external: 'allow_reset' (services.yaml:1:45); take it out, or write provider: external");
    }

    @Test
    void neverShowsTheAddressOfAnExternalServer() {
        String yaml = "postgres: {provider: external}\nservices: {a: {command: x}}";

        assertThat(checkout.problems(yaml))
                .containsExactly(
                        "no address of the external server: 'provider: external' (services.yaml:1:22); give url, or set DATABASE_URL or POSTGRES_HOST");
        for (String url : List.of(
                "mysql://u:s3cret@h/x",
                "postgresql://u:s3cret^@h/x",
                "postgresql:///x",
                "s3cret",
                "postgresql://u:%zz@h/s3cret")) {
            assertThat(checkout.problems(yaml, Map.of("DATABASE_URL", url)))
                    .as(url)
                    .containsExactly(
                            "not an address of Postgres in: 'DATABASE_URL' (services.yaml:1:22); write postgresql://USER:PASSWORD@HOST:PORT/DATABASE, special characters as %XX");
        }
    }

    @Test
    void survivesAliasesThatWouldGrowWithoutEnd() {
        StringBuilder bomb = new StringBuilder("x-0: &a0 [x]\n");
        for (int i = 1; i < 60; i++) {
            bomb.append("x-%d: &a%d [*a%d, *a%d]\n".formatted(i, i, i - 1, i - 1));
        }
        bomb.append("services: {a: {command: x, env: &e {A: *e}}, b: {command: x, watch: *a59}}\n");

        assertThat(checkout.problems(bomb.toString()))
                .contains("an alias inside its own anchor: '*' (services.yaml:61:33); name the value itself");
        assertThat(checkout.problems("[".repeat(100_000))).isNotEmpty();
    }

    @Test
    void aToolOfWhichNothingIsKnownNeedsCommandFilesAndLedger() {
        checkout.folder("migrations");
        assertThat(checkout.problems("services:\n  a:\n    migrations: {engine: command}\n"))
                .hasSize(3)
                .anyMatch(line -> line.contains("engine: command needs: 'command'"))
                .anyMatch(line -> line.contains("engine: command needs: 'files'"))
                .anyMatch(line -> line.contains("engine: command needs: 'ledger'"));
        assertThat(checkout.problems("services:\n  a:\n    migrations: {engine: flywai}\n"))
                .singleElement()
                .asString()
                .contains("migrations.engine must be sql, alembic, django-tenants, django, flyway", "flyway'?");
    }
}
