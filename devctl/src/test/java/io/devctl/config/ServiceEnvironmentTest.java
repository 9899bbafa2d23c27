package io.devctl.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ServiceEnvironmentTest {
    @TempDir
    Path folder;

    private ServiceEnvironment environment(String service, Map<String, String> caller) {
        DevctlConfig config = config(service, caller);
        return config.environment(Objects.requireNonNull(config.services().get("s")));
    }

    private DevctlConfig config(String service, Map<String, String> caller) {
        Checkout checkout =
                new Checkout(folder).file(".env", "A=dot\nB=dot\nC=dot\nDATABASE_URL=dot\nPOSTGRES_DB=dot\n");
        checkout.file("s/.env", "A=file\nB=file\n").file("s/more.env", "B=more\nNEXT=${B}-${C}\n");
        return checkout.load("services: {s: {dir: s, command: x, " + service + "}}", caller);
    }

    @Test
    void prefersEnvThenEnvFileThenDevctlThenDotEnvThenTheCaller() {
        DevctlConfig config = config(
                "env: {A: env}, env_file: [.env, more.env]",
                Map.of("A", "call", "B", "call", "C", "call", "D", "call", "PORT", "call", "PGHOST", "call"));
        ServiceEnvironment environment =
                config.environment(Objects.requireNonNull(config.services().get("s")));

        Map<String, String> whole = new HashMap<>(config.callerVariables());
        whole.putAll(environment.fill(Map.of("PORT", "8001", "DATABASE_URL", "ours", "A", "ours"), name -> name));
        assertThat(whole)
                .containsOnly(
                        entry("A", "env"),
                        entry("B", "more"),
                        entry("C", "dot"),
                        entry("D", "call"),
                        entry("NEXT", "more-dot"),
                        entry("PORT", "8001"),
                        entry("DATABASE_URL", "ours"),
                        entry("POSTGRES_DB", "dot"));
        assertThat(environment.setsDatabase()).isFalse();
    }

    @Test
    void saysWhetherTheServiceChoosesItsDatabaseItself() {
        assertThat(environment("env: {DATABASE_URL: x}", Map.of()).setsDatabase())
                .isTrue();
        assertThat(environment("env: {PGHOST: x}", Map.of()).setsDatabase()).isTrue();
        assertThat(environment("env: {POSTGRES_HOST: x}", Map.of()).setsDatabase())
                .isFalse();
    }

    @Test
    void givesAStepWithoutDatabaseNoAddress() {
        ServiceEnvironment environment =
                environment("database: false", Map.of("PGHOST", "call", "DATABASE_URL", "call", "HOME", "/h"));

        assertThat(environment.fill(Map.of(), name -> name))
                .containsOnly(entry("A", "dot"), entry("B", "dot"), entry("C", "dot"), entry("POSTGRES_DB", "dot"));
    }

    @Test
    void fillsDottedNamesWhenAsked() {
        ServiceEnvironment environment = environment("env: {U: 'x ${postgres.url} y'}", Map.of());

        assertThat(environment.fill(Map.of(), name -> "<" + name + ">")).containsEntry("U", "x <postgres.url> y");
        assertThat(environment.toString()).doesNotContain("x ");
    }
}
