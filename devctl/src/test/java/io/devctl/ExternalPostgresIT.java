package io.devctl;

import static org.assertj.core.api.Assertions.assertThat;

import io.devctl.postgres.provider.DebianServer;
import io.devctl.testing.Checkout;
import io.devctl.testing.Run;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A server that somebody else runs, from the command line. */
@Timeout(value = 3, unit = TimeUnit.MINUTES)
class ExternalPostgresIT {
    @RegisterExtension
    final Checkout checkout = new Checkout();

    private final DebianServer server = new DebianServer();

    @BeforeEach
    void start() throws Exception {
        server.prepare(checkout.beside("server"));
        checkout.write("api/migrations/20260101000001_users.sql", "create table users (id int);\n");
    }

    @AfterEach
    void end() {
        checkout.dev("down");
        server.close();
    }

    private void services(String more) {
        checkout.write("services.yaml", """
                project: shop
                postgres: {provider: external, url: "%s"%s}
                services:
                  api:
                    dir: api
                    migrations: {paths: [migrations], schema: api}
                    command: echo "url=$DATABASE_URL" | tee given; exec sleep 100
                    ready: {log: url=}
                """.formatted(server.url("shop"), more));
    }

    @Test
    void isUsedMigratedAndLeftAlone() throws Exception {
        services("");
        Run up = checkout.dev("up", "-d");
        assertThat(up.exitCode()).as(up.toString()).isZero();
        assertThat(up.err() + up.out()).doesNotContain(DebianServer.PASSWORD).doesNotContain("cret%2Fp");
        assertThat(checkout.query("select count(*) from api.users")).isEqualTo("0");
        assertThat(checkout.root().resolve("api/given")).hasContent("url=" + server.url("shop"));
        assertThat(checkout.dev("logs").out()).contains("url=postgresql://").doesNotContain("cret%2Fp");

        Run down = checkout.dev("down");
        assertThat(down.exitCode()).isZero();
        assertThat(down.out() + down.err()).containsOnlyOnce("devctl did not start it");
        assertThat(checkout.query("select count(*) from api.users")).isEqualTo("0");
    }

    @Test
    void isNotResetUnlessThatWasAllowed() throws Exception {
        services("");
        assertThat(checkout.dev("up", "-d").exitCode()).isZero();
        checkout.query("create table mine as select 1");

        Run refused = checkout.dev("reset", "--yes");
        assertThat(refused.exitCode()).isEqualTo(64);
        assertThat(refused.err())
                .contains("127.0.0.1:" + server.port())
                .contains("hint:")
                .contains("allow_reset: true");
        assertThat(checkout.dev("reset", "--service", "api", "--yes").exitCode())
                .isEqualTo(64);
        assertThat(checkout.query("select to_regclass('mine')")).isEqualTo("mine");
        assertThat(checkout.dev("status").out()).contains("api"); // and nothing was stopped for it

        services(", allow_reset: true");
        Run reset = checkout.dev("reset", "--yes");
        assertThat(reset.exitCode()).as(reset.toString()).isZero();
        assertThat(checkout.query("select to_regclass('mine')")).isEqualTo("null");
        assertThat(checkout.query("select count(*) from api.users")).isEqualTo("0");
    }

    @Test
    void saysWhatTheServerSaidAndNeverThePassword() {
        checkout.write(
                "services.yaml",
                "postgres: {provider: external, url: 'postgresql://owner:wr0ng@127.0.0.1:" + server.port()
                        + "/shop'}\n");
        Run wrong = checkout.dev("up", "-d");
        assertThat(wrong.exitCode()).isEqualTo(69);
        assertThat(wrong.err())
                .contains("password authentication failed for user \"owner\"")
                .contains("127.0.0.1:" + server.port())
                .doesNotContain("wr0ng");

        checkout.write(
                "services.yaml", "postgres: {provider: external, url: '" + server.url("shop") + "?sslmode=require'}\n");
        Run plain = checkout.dev("up", "-d");
        assertThat(plain.exitCode())
                .as("a server without encryption: %s", plain)
                .isEqualTo(69);
        assertThat(plain.err()).contains("SSL");
    }
}
