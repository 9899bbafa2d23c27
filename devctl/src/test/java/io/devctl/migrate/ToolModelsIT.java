package io.devctl.migrate;

import static org.assertj.core.api.Assertions.assertThat;

import io.devctl.testing.Checkout;
import io.devctl.testing.Json;
import io.devctl.testing.Run;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/** `check --against-database` for a tool's service: the models are compared, and the database stays as it is. */
@Timeout(300)
final class ToolModelsIT {
    private static final String MODEL = """
            from django.db import models
            class Item(models.Model):
                name = models.CharField(max_length=100)
            """;

    @RegisterExtension
    final Checkout checkout = new Checkout();

    @Test
    void modelsWithoutAMigrationAreToldAndPendingMigrationsStayPending() throws Exception {
        checkout.write("services.yaml", """
                project: models
                services:
                  shop:
                    dir: shop
                    migrations:
                      engine: django
                      command: "%s manage.py migrate --noinput"
                      schema: shop
                """.formatted(EngineTool.DJANGO.program()));
        Path shop = checkout.root().resolve("shop");
        EngineTool.DJANGO.write(shop);
        assertThat(checkout.dev("migrate").exitCode()).isZero();
        assertThat(rules(0)).isEmpty();

        Files.writeString(shop.resolve("shop/models.py"), MODEL);
        assertThat(rules(1)).containsExactly("models-changed");
        assertThat(checkout.dev("migrate", "check", "--against-database").toString())
                .contains("Create model Item")
                .contains("makemigrations");

        Run made = checkout.dev(
                "run", "shop", "--", EngineTool.DJANGO.program().toString(), "manage.py", "makemigrations", "shop");
        assertThat(made.exitCode()).as(made.toString()).isZero();
        assertThat(rules(0)).isEmpty();
        assertThat(checkout.query("select to_regclass('shop.shop_item') is null"))
                .isEqualTo("t");
        assertThat(checkout.dev("migrate", "verify").exitCode())
                .as("it is still pending")
                .isEqualTo(1);
        assertThat(checkout.dev("migrate").exitCode()).isZero();
        assertThat(checkout.query("select count(*) from shop.shop_item")).isEqualTo("0");

        Files.writeString(shop.resolve("shop/models.py"), "import no_such_module\n");
        assertThat(rules(0)).containsExactly("models-unknown");
    }

    private List<String> rules(int exitCode) {
        Run check = checkout.dev("migrate", "check", "--against-database", "--json");
        assertThat(check.exitCode()).as(check.toString()).isEqualTo(exitCode);
        return Json.each(check.json(), "problems", "rule");
    }
}
