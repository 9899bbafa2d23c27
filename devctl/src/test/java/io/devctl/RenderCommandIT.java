package io.devctl;

import static org.assertj.core.api.Assertions.assertThat;

import io.devctl.postgres.Endpoint;
import io.devctl.testing.Checkout;
import io.devctl.testing.Run;
import io.devctl.testing.TestPostgres;
import java.io.IOException;
import java.nio.file.Files;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/** {@code dev render} as it is typed. */
@Timeout(300)
class RenderCommandIT {
    @RegisterExtension
    static final TestPostgres POSTGRES = new TestPostgres();

    @RegisterExtension
    final Checkout checkout = new Checkout();

    @BeforeEach
    void write() {
        checkout.write("api/migrations/20260101000000_users.sql", "create table users (id int);\n");
        checkout.write("api/billing/20260101000000_bills.sql", "create table \"b'ills\" (id int);\n");
        checkout.write("services.yaml", """
                project: shop
                tenants: [default, acme]
                services:
                  auth_api:
                    dir: api
                    command: "true"
                    port: auto
                    migrations:
                      - {schema: "auth_{tenant}", verify: [users]}
                      - {paths: [billing], schema: Bill$$ing, ledger: {table: applied}}
                """);
    }

    @Test
    void aUsersChangeIsNotOverwrittenUnasked() throws IOException {
        Run first = checkout.dev("render", "k8s");
        assertThat(first.exitCode()).as(first.toString()).isZero();
        assertThat(first.out()).contains("new      deploy.sh\n").endsWith("deploy/k8s: 6 files written, 0 unchanged\n");
        assertThat(checkout.dev("render", "k8s", "--diff").exitCode()).isZero();

        checkout.write("deploy/k8s/migrations-job.yaml", "# mine\n");
        Run changed = checkout.dev("render", "k8s", "--diff", "--tag", "auth_api=1.2", "--shards", "3");
        assertThat(changed.exitCode()).isEqualTo(1);
        assertThat(changed.out())
                .contains("--- services/auth-api.yaml\n+++ services/auth-api.yaml\n")
                .contains("-          image: shop/auth-api:latest\n+          image: shop/auth-api:1.2\n")
                .contains("--- migrations-job.yaml")
                .contains("-# mine\n")
                .contains("+  completions: 3\n");

        Run refused = checkout.dev("render", "k8s", "--tag", "auth_api=1.2");
        assertThat(refused.exitCode()).isEqualTo(64);
        assertThat(refused.err()).contains("migrations-job.yaml").contains("hint: dev render k8s --yes");
        assertThat(Files.readString(checkout.root().resolve("deploy/k8s/services/auth-api.yaml")))
                .contains(":latest");

        Run forced = checkout.dev("render", "k8s", "--tag", "auth_api=1.2", "--yes", "--json");
        assertThat(forced.exitCode()).isZero();
        assertThat(forced.json().get("files").toString())
                .contains("{\"path\":\"migrations-job.yaml\",\"change\":\"edited\"}");
        assertThat(Files.readString(checkout.root().resolve("deploy/k8s/migrations-job.yaml")))
                .contains("shop/auth-api:1.2");
    }

    @Test
    void whatCannotBeRenderedIsRefused() {
        assertThat(checkout.dev("render", "nomad").exitCode()).isEqualTo(64);
        assertThat(checkout.dev("render", "k8s", "--namespace", "Not_Legal").err())
                .contains("'Not_Legal'");
        assertThat(checkout.dev("render", "k8s", "--tag", "other=1").err()).contains("no such service: 'other'");
        checkout.write("services.yaml", "services:\n  a_b: {command: x}\n  a-b: {command: x}\n");
        Run collision = checkout.dev("render", "k8s");
        assertThat(collision.exitCode()).isEqualTo(78);
        assertThat(collision.err()).contains("'a_b' and 'a-b' are 'a-b'").contains("rename one of them");
    }

    @Test
    void theRenderedFilesMigrateWhatTheCheckoutWould() throws IOException {
        assertThat(checkout.dev("render", "migrations", "-o", "bundle", "--tenants", "default, toshiba")
                        .exitCode())
                .isZero();
        Endpoint server = POSTGRES.freshEndpoint();
        Checkout.Elsewhere container = checkout.in(checkout.root().resolve("bundle"))
                .with("POSTGRES_HOST", server.host())
                .with("POSTGRES_PORT", Integer.toString(server.port()))
                .with("POSTGRES_USER", server.user())
                .with("POSTGRES_PASSWORD", server.password())
                .with("POSTGRES_DB", server.database());

        Run run = container.dev("migrate", "--json");

        assertThat(run.exitCode()).as(run.toString()).isZero();
        assertThat(run.json().get("targets").toString())
                .contains("\"schema\":\"auth_default\"", "\"schema\":\"auth_toshiba\"", "\"schema\":\"Bill$ing\"")
                .doesNotContain("acme");
        assertThat(container.dev("migrate", "verify").exitCode()).isZero();
    }
}
