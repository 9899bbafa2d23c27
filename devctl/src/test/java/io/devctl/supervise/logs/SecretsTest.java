package io.devctl.supervise.logs;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class SecretsTest {
    private static String masked(Map<String, String> environment, String text) {
        return Secrets.of(environment, Set.of("DECLARED")).masked(text);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "API_KEY",
                "APIKEY",
                "aws_secret_access_key",
                "TOKEN",
                "ACCESS_TOKENS",
                "PGPASSWORD",
                "DB_PASSWORD_1",
                "DECLARED"
            })
    void valuesOfSuchVariablesAreMasked(String name) {
        assertThat(masked(Map.of(name, "hunter2ü"), "x=hunter2ü, y=hunter2ühunter2ü"))
                .isEqualTo("x=***, y=******");
    }

    @ParameterizedTest
    @ValueSource(strings = {"KEYCLOAK_URL", "TOKENIZERS_PARALLELISM", "PWD", "NAME"})
    void othersAreNot(String name) {
        assertThat(masked(Map.of(name, "hunter22"), "hunter22")).isEqualTo("hunter22");
    }

    @Test
    void thePasswordInAUrlIsOne() {
        Map<String, String> environment = Map.of("DATABASE_URL", "postgresql://ada:p%40ssword@127.0.0.1:5432/shop");
        assertThat(masked(environment, "connecting to postgresql://ada:p%40ssword@127.0.0.1 with p@ssword"))
                .isEqualTo("connecting to postgresql://ada:***@127.0.0.1 with ***");
    }

    @Test
    void whatIsTooShortOrNoSecretElsewhereIsLeftAlone() {
        assertThat(masked(Map.of("KEY", "abc", "PGPASSWORD", "postgres", "PGUSER", "postgres"), "abc postgres"))
                .isEqualTo("abc postgres");
    }

    @Test
    void theLongerOfTwoIsMaskedWhole() {
        assertThat(masked(Map.of("A_KEY", "secret", "B_KEY", "secretive"), "secretive secret"))
                .isEqualTo("*** ***");
    }

    @Test
    void eachLineOfAKeyIsMasked() {
        assertThat(masked(Map.of("PRIVATE_KEY", "BEGIN KEY\nabcdefgh\nEND KEY"), "abcdefgh"))
                .isEqualTo("***");
    }
}
