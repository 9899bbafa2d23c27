package io.devctl.testing;

/** The environment that most integration tests use: two services with migrations for two tenants and for none, and a seed. */
public final class TwoServices {
    private TwoServices() {}

    /** Writes it into a checkout. */
    public static void write(Checkout checkout) {
        checkout.write("services.yaml", yaml("[default, toshiba]"));
        checkout.write("api/migrations/20260101000001_users.sql", """
                create table users (id serial primary key, name text not null);
                create function shout(t text) returns text language sql as $$ select upper(t) || ';' $$;
                """);
        checkout.write("api/migrations/20260101000002_index.sql", "create index users_name on users (name);\n");
        checkout.write("intake/migrations/20260101000001_events.sql", "create table events (id int);\n");
        checkout.write("seed.sh", "echo seeding\n");
    }

    /** services.yaml with these tenants. */
    public static String yaml(String tenants) {
        String command = Checkout.program(io.devctl.testing.programs.HttpService.class);
        return """
                project: twoservices
                tenants: %s
                services:
                  api:
                    dir: api
                    migrations: {paths: [migrations], schema: "api_{tenant}"}
                    command: >-
                      %s
                    port: auto
                    depends_on: {seed: completed}
                    ready: {http: /health}
                  intake:
                    dir: intake
                    migrations: {paths: [migrations], schema: intake}
                    command: >-
                      %s
                    port: auto
                    ready: {http: /health}
                  seed:
                    type: task
                    command: sh seed.sh
                    inputs: [seed.sh]
                """.formatted(tenants, command, command);
    }
}
