package io.devctl.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class ServicesSchemaTest {
    private static final Path SHIPPED = Path.of("../docs/services.schema.json");

    @Test
    void isWhatTheDocumentationShips() throws IOException {
        assertThat(ServicesSchema.text())
                .as("docs/services.schema.json is stale: ./dev schema > docs/services.schema.json")
                .isEqualTo(Files.readString(SHIPPED));
    }

    @Test
    void describesEachKeyWhereAnEditorCompletesIt() {
        assertThat(ServicesSchema.text())
                .contains("\"description\": \"Where Postgres comes from\"")
                .contains("\"embedded\"", "\"django-tenants\"", "\"golang-migrate\"");
    }
}
