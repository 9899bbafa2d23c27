package io.devctl.config;

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
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The list of tenants is edited where it stands, and nothing else of the file. */
class TenantsEditTest {
    @TempDir
    private Path folder;

    private DevctlConfig write(String name, String text) {
        try {
            Files.writeString(folder.resolve(name), text);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
        return load();
    }

    private DevctlConfig load() {
        return ConfigLoader.load(folder.resolve("services.yaml"), Map.of());
    }

    private String text(String name) throws IOException {
        return Files.readString(folder.resolve(name));
    }

    private List<String> names() {
        return ((TenantSource.Listed) load().tenants()).names();
    }

    private static String yaml(String tenants) {
        return "# about\nproject: p # why\n" + tenants + "\n\npostgres: {version: \"18\"} # newest\n";
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "tenants: [default, toshiba] # customers",
                "tenants: [ default , 'toshiba' , ] # customers",
                "tenants: [default,\n  \"toshiba\"]",
                "tenants: [\n  default, # the first\n  toshiba # the second\n]",
                "tenants: [\n  default,\n  toshiba, # the second\n]",
                "tenants:\n  - default # the first\n  - toshiba # the second",
                "tenants:\n- 'default'\n# between\n- \"toshiba\"\n# behind",
                "\"tenants\":\n    -   default\n    -   toshiba",
                "tenants:\r\n  - default # the first\r\n  - toshiba\r"
            })
    void addingAndTakingOutAgainLeavesTheFileAsItWas(String list) throws IOException {
        String before = yaml(list);
        DevctlConfig config = write("services.yaml", before);
        TenantsEdit.of(config).add("iopex");
        assertThat(names()).containsExactly("default", "toshiba", "iopex");
        assertThat(text("services.yaml").replaceAll("(- *)?iopex", "").replaceAll("[\\s,]", ""))
                .isEqualTo(before.replaceAll("[\\s,]", ""))
                .contains("#");
        TenantsEdit.of(load()).remove("iopex");
        assertThat(names()).containsExactly("default", "toshiba");
        TenantsEdit.of(load()).remove("default");
        assertThat(names()).containsExactly("toshiba");
        TenantsEdit.of(load()).remove("toshiba");
        assertThat(names()).isEmpty();
        TenantsEdit.of(load()).add("7up.example");
        assertThat(names()).containsExactly("7up.example");
        assertThat(text("services.yaml"))
                .startsWith("# about\nproject: p # why\n")
                .endsWith("# newest\n");
    }

    @Test
    void aLineKeepsItsComment() throws IOException {
        TenantsEdit.of(write("services.yaml", yaml("tenants:\n  - default # the first\n  - toshiba # the second")))
                .add("iopex");
        assertThat(text("services.yaml"))
                .contains("tenants:\n  - default # the first\n  - toshiba # the second\n  - iopex\n\npostgres:");
        TenantsEdit.of(write("services.yaml", yaml("tenants: [default, toshiba] # customers")))
                .add("iopex");
        assertThat(text("services.yaml")).contains("tenants: [default, toshiba, iopex] # customers\n");
        TenantsEdit.of(write("services.yaml", yaml("tenants: [\n  default, # the first\n  toshiba # the second\n]")))
                .add("iopex");
        assertThat(text("services.yaml"))
                .contains("tenants: [\n  default, # the first\n  toshiba, # the second\n  iopex\n]\n");
    }

    @Test
    void aFileOfItsOwnIsEditedLineByLine() throws IOException {
        Files.writeString(folder.resolve("tenants.txt"), "# customers\ndefault\ntoshiba # since May");
        DevctlConfig config = write("services.yaml", yaml("tenants: {file: tenants.txt}"));
        TenantsEdit.of(config).add("iopex");
        assertThat(text("tenants.txt")).isEqualTo("# customers\ndefault\ntoshiba # since May\niopex\n");
        TenantsEdit.of(load()).remove("toshiba");
        assertThat(text("tenants.txt")).isEqualTo("# customers\ndefault\niopex\n");
        assertThat(text("services.yaml")).isEqualTo(yaml("tenants: {file: tenants.txt}"));
    }

    @Test
    void theOverridingFileIsTheOneThatCounts() throws IOException {
        write("services.yaml", yaml("tenants: [default]"));
        TenantsEdit.of(write("services.override.yaml", "tenants: [mine]\n")).add("more");
        assertThat(text("services.override.yaml")).isEqualTo("tenants: [mine, more]\n");
        assertThat(text("services.yaml")).isEqualTo(yaml("tenants: [default]"));
    }

    @Test
    void whatCannotBeEditedIsLeftAlone() throws IOException {
        String anchored = yaml("tenants: [&first default, \"tosh\\u0069ba\"]");
        TenantsEdit edit = TenantsEdit.of(write("services.yaml", anchored));
        assertThatThrownBy(() -> edit.remove("toshiba")).hasMessageContaining("does not edit");
        assertThat(text("services.yaml")).isEqualTo(anchored);
    }

    @Test
    void aWrongNameOneThatIsThereAndAQueryAreRefused() {
        TenantsEdit edit = TenantsEdit.of(write("services.yaml", yaml("tenants: [default]")));
        assertThatThrownBy(() -> edit.add("a b")).hasMessage("a name that a tenant cannot have: 'a b'");
        assertThatThrownBy(() -> edit.add("default")).hasMessageContaining("there already");
        assertThatThrownBy(() -> edit.remove("x")).hasMessage("no such tenant: 'x'");
        DevctlConfig query = write("services.yaml", yaml("tenants: {query: select slug from tenants}"));
        assertThatThrownBy(() -> TenantsEdit.of(query))
                .isInstanceOfSatisfying(
                        DevctlException.class,
                        e -> assertThat(e.hint())
                                .hasValueSatisfying(hint -> assertThat(hint).contains("add or delete the row")));
        DevctlConfig none = write("services.yaml", yaml(""));
        assertThatThrownBy(() -> TenantsEdit.of(none)).hasMessageContaining("no list of tenants");
    }
}
