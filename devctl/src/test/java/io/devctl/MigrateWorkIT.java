package io.devctl;

import static org.assertj.core.api.Assertions.assertThat;

import io.devctl.testing.Checkout;
import io.devctl.testing.Json;
import io.devctl.testing.Run;
import io.devctl.testing.TwoServices;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The commands around dev migrate, called as a user does. */
@Timeout(300)
final class MigrateWorkIT {
    @RegisterExtension
    final Checkout checkout = new Checkout();

    private static final String USERS = "api/migrations/20260101000001_users.sql";

    @Test
    void driftIsShownAndRepairedEitherWay() throws Exception {
        TwoServices.write(checkout);
        assertThat(checkout.dev("migrate").exitCode()).isZero();
        String applied = Files.readString(checkout.root().resolve(USERS));
        checkout.write(USERS, applied.replace("name text not null", "name varchar(80) not null"));

        Run refused = checkout.dev("migrate");
        assertThat(refused.exitCode()).isOne();
        assertThat(refused.err())
                .contains(
                        "-create table users (id serial primary key, name text not null);",
                        "+create table users (id serial primary key, name varchar(80) not null);",
                        "dev migrate repair --restore",
                        "dev reset --service api");
        Run shown = checkout.dev("migrate", "repair");
        assertThat(shown.exitCode()).isEqualTo(64);
        assertThat(shown.err()).contains("was edited after it was applied: api/default, api/toshiba", "varchar(80)");
        assertThat(checkout.dev("migrate", "repair", "--accept").exitCode()).isEqualTo(64);
        assertThat(checkout.dev("migrate", "verify").exitCode()).isOne();

        assertThat(checkout.dev("migrate", "repair", "--accept", "--tenant", "toshiba", "--yes")
                        .exitCode())
                .isZero();
        assertThat(Json.each(checkout.dev("migrate", "status", "--json").json(), "migrations", "state"))
                .containsExactly("drifted", "current", "current");
        Run restored = checkout.dev("migrate", "repair", "--restore", "--tenant", "default", "--yes");
        assertThat(restored.out()).isEqualTo(USERS + "\n");
        assertThat(Files.readString(checkout.root().resolve(USERS))).isEqualTo(applied);
        assertThat(checkout.dev("migrate", "repair", "--accept", "--yes").exitCode())
                .isZero();
        assertThat(checkout.dev("migrate", "verify").exitCode()).isZero();
    }

    @Test
    void aNewMigrationIsWrittenAppliedAndRolledBack() throws Exception {
        TwoServices.write(checkout);
        assertThat(checkout.dev("migrate").exitCode()).isZero();
        Run made = checkout.dev("migrate", "new", "intake", "Größe of an  event!");
        assertThat(made.exitCode()).as("%s", made).isZero();
        assertThat(made.out()).matches("intake/migrations/20\\d{12}_grosse_of_an_event\\.sql\n");
        Path file = checkout.root().resolve(made.out().strip());
        assertThat(Files.readString(file))
                .startsWith("-- Größe of an  event!\n")
                .contains("-- migrate:down");
        for (String odd : List.of("", "!!", "多", "a\nb", "x".repeat(200))) {
            assertThat(checkout.dev("migrate", "new", "intake", odd).exitCode()).isEqualTo(64);
        }
        Run unfilled = checkout.dev("migrate");
        assertThat(unfilled.exitCode()).isEqualTo(65);
        assertThat(unfilled.err())
                .contains(made.out().strip())
                .contains("nobody has filled it in")
                .contains("-- devctl: allow empty-migration");
        Files.writeString(file, "create table sizes(id int);\n-- migrate:down\ndrop table sizes;\n");
        assertThat(checkout.dev("migrate").exitCode()).isZero();

        Run whose = checkout.dev("migrate", "down", "-n", "2");
        assertThat(whose.exitCode()).isEqualTo(64);
        assertThat(whose.err()).contains("hint: dev migrate down --service api -n 2\n");

        Run planned = checkout.dev("migrate", "down", "--service", "intake", "--dry-run");
        assertThat(planned.exitCode()).isZero();
        assertThat(planned.out()).contains("roll back " + file.getFileName());
        assertThat(checkout.query("select to_regclass('intake.sizes')")).isEqualTo("intake.sizes");
        Run down = checkout.dev("migrate", "down", "--service", "intake");
        assertThat(down.exitCode()).as("%s", down).isZero();
        assertThat(checkout.query("select to_regclass('intake.sizes')")).isEqualTo("null");
        Run refused = checkout.dev("migrate", "down", "--service", "intake");
        assertThat(refused.exitCode()).isOne();
        assertThat(refused.err()).contains("there is no down part of '20260101000001_events.sql'");

        assertThat(checkout.dev("migrate", "stamp", "--service", "intake").exitCode())
                .isEqualTo(64);
        Run stamped = checkout.dev("migrate", "stamp", "--service", "intake", "--yes", "--json");
        assertThat(Json.each(stamped.json(), "targets", "outcome")).containsExactly("applied");
        assertThat(checkout.dev("migrate", "verify").exitCode()).isZero();
        assertThat(checkout.query("select to_regclass('intake.sizes')")).isEqualTo("null");
    }

    @Test
    void tenantsComeAndGo() throws Exception {
        TwoServices.write(checkout);
        assertThat(checkout.dev("migrate").exitCode()).isZero();
        Run added = checkout.dev("tenants", "add", "iopex", "--json");
        assertThat(Json.each(added.json(), "targets", "schema")).containsExactly("api_iopex");
        assertThat(checkout.dev("tenants", "list").out()).isEqualTo("default\ntoshiba\niopex\n");
        assertThat(Files.readString(checkout.root().resolve("services.yaml")))
                .isEqualTo(TwoServices.yaml("[default, toshiba, iopex]"));
        assertThat(checkout.dev("tenants", "add", "x".repeat(62)).exitCode()).isEqualTo(78);
        assertThat(Files.readString(checkout.root().resolve("services.yaml")))
                .isEqualTo(TwoServices.yaml("[default, toshiba, iopex]"));

        checkout.query("insert into api_toshiba.users(name) values ('a'), ('b') returning id");
        Run asked = checkout.dev("tenants", "drop", "toshiba");
        assertThat(asked.exitCode()).isEqualTo(64);
        // the ledger's two rows are rows as well
        assertThat(asked.err()).contains("schema api_toshiba with 4 rows in 2 tables");
        assertThat(checkout.query("select count(*) from api_toshiba.users")).isEqualTo("2");
        assertThat(checkout.dev("tenants", "drop", "toshiba", "--yes").exitCode())
                .isZero();
        assertThat(checkout.query("select to_regnamespace('api_toshiba')")).isEqualTo("null");
        assertThat(Files.readString(checkout.root().resolve("services.yaml")))
                .isEqualTo(TwoServices.yaml("[default, iopex]"));
        Run status = checkout.dev("migrate", "status", "--json");
        assertThat(Json.each(status.json(), "migrations", "state")).containsOnly("current");
        assertThat(Json.each(status.json(), "orphans", "schema")).isEmpty();
    }

    @Test
    void tenantsOfAQueryGetTheirSchemasAtTheNextMigration() throws Exception {
        TwoServices.write(checkout);
        checkout.write("services.yaml", TwoServices.yaml("{query: select slug from intake.tenants order by 1}"));
        checkout.write(
                "intake/migrations/20260101000002_tenants.sql",
                "create table tenants(slug text primary key);\ninsert into tenants values ('first');\n");
        Run before = checkout.dev("migrate", "status", "--json");
        assertThat(before.exitCode()).as("%s", before).isZero();
        assertThat(Json.each(before.json(), "migrations", "state")).containsExactly("pending");
        assertThat(checkout.dev("migrate").exitCode()).isZero();
        assertThat(checkout.dev("tenants", "list").out()).isEqualTo("first\n");
        checkout.query("insert into intake.tenants values ('second')");
        assertThat(checkout.dev("migrate", "verify").exitCode()).isOne();
        Run next = checkout.dev("migrate", "--json");
        assertThat(Json.each(next.json(), "targets", "outcome"))
                .containsExactlyInAnyOrder("current", "current", "applied");
        assertThat(checkout.dev("tenants", "add", "third").exitCode()).isEqualTo(64);
        assertThat(checkout.dev("tenants", "drop", "first", "--yes").exitCode()).isEqualTo(64);
        checkout.query("insert into intake.tenants values ('a b')");
        Run odd = checkout.dev("migrate", "verify");
        assertThat(odd.exitCode()).isOne();
        assertThat(odd.err()).contains("a name that a tenant cannot have: 'a b'");
    }
}
