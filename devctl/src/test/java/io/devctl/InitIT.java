package io.devctl;

import static org.assertj.core.api.Assertions.assertThat;

import io.devctl.testing.Checkout;
import io.devctl.testing.Needs;
import io.devctl.testing.Run;
import io.devctl.testing.programs.HttpService;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What {@code dev init} writes works as it stands: the next command is {@code dev up}. */
@Timeout(180)
class InitIT {
    @RegisterExtension
    final Checkout checkout = new Checkout("shop");

    @Test
    void aProcfileAndAFolderOfMigrations() throws Exception {
        checkout.write("Procfile", "web: " + Checkout.program(HttpService.class) + "\n");
        checkout.write("db/migrations/20260101000001_users.sql", "create table users (id int);\n");
        checkout.write(".env", "DATABASE_URL=postgres://nobody@elsewhere.invalid/x\nDB_HOST=elsewhere.invalid\n");

        Run init = checkout.dev("init");
        Run up = checkout.dev("up", "-d");

        assertThat(init.exitCode()).as("%s", init).isZero();
        assertThat(init.out())
                .contains("Procfile: service web: exec", "db/migrations: SQL migrations of web", "next: dev up");
        assertThat(up.exitCode()).as("%s", up).isZero();
        assertThat(checkout.dev("status", "--check").exitCode()).isZero();
        assertThat(checkout.dev("run", "web", "--", "printenv", "DB_HOST").out())
                .isEqualTo("127.0.0.1\n");
        assertThat(checkout.query("select count(*) from public.users")).isEqualTo("0");
        Run again = checkout.dev("init");
        assertThat(again.exitCode()).isEqualTo(64);
        assertThat(again.err()).contains("there is one already", "hint: ");
    }

    @Test
    void aMonorepoOfNodeWithAComposeFile() {
        boolean node = Stream.of("/usr/bin", "/usr/local/bin").anyMatch(bin -> Files.isExecutable(Path.of(bin, "npm")));
        Needs.that(node, "no npm", ".ci/engines");
        checkout.write("compose.yaml", """
                services:
                  db: {image: "postgres:18", environment: {POSTGRES_DB: shopdb}}
                  api:
                    build: services/api
                    environment: [GREETING=hello there]
                    depends_on: [db]
                    healthcheck: {test: curl -f http://localhost:3000/up, interval: 1s}
                """);
        checkout.write("package.json", "{\"name\": \"shop\", \"private\": true, \"workspaces\": [\"services/*\"]}\n");
        checkout.write("package-lock.json", """
                {"name": "shop", "lockfileVersion": 3, "requires": true, "packages": {
                  "": {"name": "shop", "workspaces": ["services/*"]},
                  "node_modules/api": {"resolved": "services/api", "link": true},
                  "services/api": {"name": "api", "version": "1.0.0"}}}
                """);
        checkout.write(
                "services/api/package.json",
                "{\"name\": \"api\", \"version\": \"1.0.0\", \"scripts\": {\"dev\": \"node server.js\"}}\n");
        checkout.write("services/api/server.js", """
                require('http').createServer((request, response) => {
                  response.writeHead(request.url === '/up' ? 200 : 404).end(process.env.GREETING)
                }).listen(process.env.PORT, '127.0.0.1')
                """);
        checkout.write("services/api/migrations/001_orders.sql", "create table orders (id int);\n");

        Run init = checkout.dev("init", "--json");
        Run up = checkout.dev("up", "-d");

        assertThat(init.exitCode()).as("%s", init).isZero();
        assertThat(init.json().getAsJsonArray("open")).isEmpty();
        assertThat(up.exitCode()).as("%s", up).isZero();
        assertThat(checkout.dev("run", "api", "--", "printenv", "GREETING").out())
                .isEqualTo("hello there\n");
        assertThat(checkout.dev("status", "--json").out()).contains("\"database\":\"shopdb\"", "\"state\":\"ready\"");
    }
}
