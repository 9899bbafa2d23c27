package io.devctl.app;

import static org.assertj.core.api.Assertions.assertThat;

import io.devctl.app.render.Artefact;
import io.devctl.app.render.RenderOptions;
import io.devctl.model.RenderReport.Change;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** docs/deploy/ is what is rendered for the sample environment; {@code -Dgolden.update} writes it there. */
class RenderedDocsTest {
    private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();

    @ParameterizedTest
    @EnumSource(value = Artefact.class, mode = EnumSource.Mode.EXCLUDE, names = "MIGRATIONS")
    void theSampleEnvironmentIsRenderedAsDocumented(Artefact artefact) {
        Render render = Render.of(
                ROOT,
                null,
                Map.of(),
                artefact,
                new RenderOptions(
                        artefact == Artefact.K8S || artefact == Artefact.BLUE_GREEN ? "acme-staging" : null,
                        Map.of("auth_api", "1.4.0", "workflow_engine", "1.4.0", "ingestion_service", "1.4.0"),
                        List.of(),
                        RenderOptions.MIGRATE_IMAGE,
                        false,
                        false,
                        1,
                        false,
                        null),
                Path.of("docs/deploy").resolve(artefact.key()));
        if (System.getProperty("golden.update") != null) {
            render.write();
        }

        assertThat(render.report().files())
                .as("docs/deploy is stale: mvn test -Dtest=RenderedDocsTest -Dgolden.update")
                .allSatisfy(file -> assertThat(file.change()).as(file.path()).isEqualTo(Change.UNCHANGED));
    }
}
