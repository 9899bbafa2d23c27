package io.devctl.migrate.script;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

final class SourceTextTest {
    @Test
    void aByteOrderMarkIsNotPartOfTheText() {
        byte[] bytes = "\uFEFFselect 'é'".getBytes(StandardCharsets.UTF_8);
        assertThat(SourceText.decode("m.sql", bytes).text()).isEqualTo("select 'é'");
    }

    @Test
    void whatIsNotUtf8IsRefusedWithItsLine() {
        byte[] bytes = "select 1;\n-- caf\u00e9\n".getBytes(StandardCharsets.ISO_8859_1);
        assertThatThrownBy(() -> SourceText.decode("m.sql", bytes))
                .hasMessage("migration is not UTF-8: 'm.sql' (m.sql:2:7)");
        byte[] cut = {'a', (byte) 0xC3};
        assertThatThrownBy(() -> SourceText.decode("m.sql", cut)).hasMessageContaining("(m.sql:1:2)");
    }

    @Test
    void aZeroByteIsRefused() {
        assertThatThrownBy(() -> SourceText.decode("m.sql", "a\n\0".getBytes(StandardCharsets.UTF_8)))
                .hasMessageContaining("zero byte")
                .hasMessageContaining("m.sql:2:1");
    }

    @Test
    void columnsCountCharacters() {
        SourceText text = new SourceText("m.sql", "é😀x\ny");
        assertThat(text.place(0)).isEqualTo(new SourceText.Place(1, 1));
        assertThat(text.place(3)).isEqualTo(new SourceText.Place(1, 3));
        assertThat(text.place(5)).isEqualTo(new SourceText.Place(2, 1));
        assertThat(text.place(99)).isEqualTo(new SourceText.Place(2, 2));
        assertThat(text.lineStart(2)).isEqualTo(5);
        assertThat(text.lineStart(3)).isEqualTo(6);
    }
}
