package io.devctl.template;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.devctl.model.DevctlException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DeploymentTemplatesTest {
    @TempDir
    Path own;

    @Test
    void valuesAreQuotedForTheirFileUnlessTheTemplateSaysNot() throws IOException {
        Files.writeString(
                own.resolve("x.yaml"), "a: <%a%>\nb: <%&b%>\n<%#list%>\n- <%.%> {{ helm }} ${{ x }}\n<%/list%>\nend\n");

        String text = new DeploymentTemplates(own)
                .render("x.yaml", Quoting.YAML, Map.of("a", "yes", "b", 3, "list", List.of("p", "q: r")));

        assertThat(text).isEqualTo("a: \"yes\"\nb: 3\n- p {{ helm }} ${{ x }}\n- \"q: r\" {{ helm }} ${{ x }}\nend\n");
    }

    @Test
    void aNameThatThereIsNotIsRefusedWithItsPlace() throws IOException {
        Files.writeString(own.resolve("x.yaml"), "a: 1\nb: <%nmae%>\n");

        assertThatThrownBy(() -> new DeploymentTemplates(own).render("x.yaml", Quoting.YAML, Map.of("name", "x")))
                .isInstanceOf(DevctlException.class)
                .hasMessageContaining("'" + own.resolve("x.yaml") + "'")
                .hasMessageContaining("nmae")
                .hasMessageContaining("line 2");
    }

    @Test
    void aSectionWithoutItsEndIsRefused() throws IOException {
        Files.writeString(own.resolve("x.yaml"), "<%#list%>\n");

        assertThatThrownBy(() -> new DeploymentTemplates(own).render("x.yaml", Quoting.YAML, Map.of("list", List.of())))
                .isInstanceOf(DevctlException.class)
                .hasMessageContaining("list");
    }
}
