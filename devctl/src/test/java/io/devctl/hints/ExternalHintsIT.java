package io.devctl.hints;

import static io.devctl.hints.Hinted.bad;
import static io.devctl.hints.Hinted.good;
import static org.assertj.core.api.Assertions.assertThat;

import io.devctl.postgres.Endpoint;
import io.devctl.testing.Run;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Hints about a server that devctl did not start. */
@Timeout(120)
class ExternalHintsIT extends HintsWithDatabase {
    private void postgres(String keys) {
        cli.write("services.yaml", "postgres: {provider: external, " + keys + "}\nservices: {web: {command: x}}\n");
    }

    private void at(Endpoint endpoint, String more) {
        postgres("url: '" + endpoint.url() + more + "'");
    }

    private Endpoint as(String user, String password) {
        return new Endpoint(server.host(), server.port(), server.database(), user, password);
    }

    private Run connect() {
        return cli.dev("up", "postgres", "-d");
    }

    @Test
    void anAddressThatIsWrong() throws Exception {
        Hint correct = Hint.of("correct postgres.url in services.yaml, or DATABASE_URL where that names the server");
        at(as(server.user(), "wrong"), "");
        correct.follow(bad(connect()), hint -> {
            at(server, "");
            good(connect());
        });
        at(server, "?ssl_min_protocol_version=TLSv1.2");
        correct.follow(bad(connect()), hint -> {
            at(server, "");
            good(connect());
        });
        postgres("user: postgres");
        cli.with("DATABASE_URL", as(server.user(), "wrong").url());
        correct.follow(
                bad(connect()),
                hint -> good(cli.with("DATABASE_URL", server.url()).dev("up", "postgres", "-d")));
    }

    @Test
    void settings() throws Exception {
        postgres("settings: {work_mem: 9MB}, url: '" + server.url() + "'");
        Hint.of("set them on that server, and take them out of services.yaml").follow(good(connect()), hint -> {
            sql(server, "alter database " + server.database() + " set work_mem = '9MB'");
            at(server, "");
            assertThat(good(connect()).err()).doesNotContain("set them on that server");
        });
    }

    @Test
    void whatOnlyASuperuserMay() throws Exception {
        String role = "hinted_" + server.database();
        sql(server, "create role " + role + " login password 'x'");
        try {
            postgres("extensions: [pgcrypto], url: '" + as(role, "x").url() + "'");
            Hint.of("let a superuser run in that database: create extension {}").follow(bad(connect()), hint -> {
                sql(server, "create extension " + hint.part(0));
                good(connect());
            });
            Endpoint missing = as(role, "x").withDatabase(role);
            at(missing, "");
            String before = "let a superuser run: ";
            Hint.of("let a superuser run: create database {} owner {}").follow(bad(connect()), hint -> {
                sql(server, hint.text().substring(before.length()));
                good(connect());
            });
        } finally {
            sql(server, "drop database if exists " + role, "drop role " + role);
        }
    }

    @Test
    void aServerThatIsNotOfThisMachineByItsName() throws Exception {
        Endpoint anyAddress =
                new Endpoint("0.0.0.0", server.port(), server.database(), server.user(), server.password());
        at(anyAddress, "");
        Hint.of("if that is a development server, in services.yaml: postgres: {allow_reset: {}}")
                .follow(bad(cli.dev("reset", "--yes")), hint -> {
                    postgres("allow_reset: " + hint.part(0) + ", url: '" + anyAddress.url() + "'");
                    good(cli.dev("reset", "--yes"));
                });
    }
}
