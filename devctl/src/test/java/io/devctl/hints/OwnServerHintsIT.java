package io.devctl.hints;

import static io.devctl.hints.Hinted.bad;
import static io.devctl.hints.Hinted.good;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.devctl.cli.Cli;
import io.devctl.migrate.Migrator;
import io.devctl.model.DevctlException;
import io.devctl.postgres.Connections;
import io.devctl.postgres.Endpoint;
import io.devctl.testing.Run;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Hints of migrations on devctl's own Postgres alone: those that a copy is needed for, or a database that may go. */
@Timeout(180)
class OwnServerHintsIT {
    private static final String ONE = "m/20250101000001_one.sql";
    private static final String TWO = "m/20250101000002_two.sql";

    private static final Pattern URL = Pattern.compile("postgresql://([^:]+):([^@]*)@([^:]+):(\\d+)/([^?]+).*");

    @TempDir
    private Path folder;

    private Cli cli;

    @BeforeEach
    void project() throws Exception {
        cli = new Cli(folder.toRealPath()).with("DEVCTL_NO_GOLDEN", "1");
        cli.write("services.yaml", """
            postgres: {version: "18"}
            services:
              app: {migrations: {paths: [m], schema: app}}
            """);
        cli.write(ONE, "create table t (id int);\n");
    }

    @AfterEach
    void stop() {
        good(cli.dev("down"));
    }

    private Run check() {
        return cli.dev("migrate", "check", "--against-database");
    }

    @Test
    void waysBackAndAFreshStart() throws Exception {
        good(cli.dev("migrate"));
        Matcher url = URL.matcher(good(cli.dev("db", "url")).out().strip());
        assertThat(url.matches()).isTrue();
        good(cli.dev("down"));
        Endpoint gone =
                new Endpoint(url.group(3), Integer.parseInt(url.group(4)), url.group(5), url.group(1), url.group(2));
        DevctlException refused = catchThrowableOfType(
                DevctlException.class, () -> new Migrator(Connections.to(gone)).history(List.of()));
        Hint.of("run it again: devctl starts Postgres, or waits for one of your own")
                .follow(
                        refused,
                        hint -> assertThat(good(cli.dev("migrate", "history")).out())
                                .contains("20250101000001_one.sql"));
        cli.write(TWO, "create table u (id int);\ncreate table v (id int);\n-- migrate:down\ndrop table uv;\n");
        Hint mend = Hint.of("mend the down part, or take it out: devctl then refuses to roll back");
        mend.follow(bad(check()), hint -> {
            cli.edit(TWO, "drop table uv;", "drop table u;");
            Hint.of("undo all of it in the down part").follow(bad(check()), all -> {
                cli.edit(TWO, "drop table u;", "drop table u, v;");
                good(check());
            });
        });
        cli.edit(TWO, "drop table u, v;", "drop table uv;");
        mend.follow(bad(check()), hint -> {
            cli.edit(TWO, "-- migrate:down\ndrop table uv;\n", "");
            good(check());
            good(cli.dev("migrate"));
            assertThat(bad(cli.dev("migrate", "down")).err()).contains("no down part");
        });
        cli.edit(ONE, "id int", "id bigint");
        String said = bad(cli.dev("migrate")).err();
        Hint.of(", or build it anew: dev reset --service {}")
                .follow(
                        said.lines()
                                .filter(line -> line.contains(", or build"))
                                .findFirst()
                                .orElseThrow()
                                .replaceFirst(".*(, or build)", "$1"),
                        hint -> {
                            good(cli.line(hint.text().substring(hint.text().indexOf("dev reset")) + " --yes"));
                            good(cli.dev("migrate"));
                            assertThat(good(cli.dev("migrate", "status")).out()).doesNotContain("drifted");
                        });
    }
}
