package io.devctl.migrate.script;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class LimitsCommentTest {
    private static Script read(String text) {
        return Script.read(SourceText.decode("x.sql", text.getBytes(StandardCharsets.UTF_8)));
    }

    @Test
    void aCommentSetsLimits() {
        assertThat(read("-- devctl: lock_timeout=5s statement_timeout=10min\nselect 1;")
                        .limits())
                .isEqualTo(new ScriptLimits(Duration.ofSeconds(5), Duration.ofMinutes(10)));
        assertThat(read("-- devctl: lock_timeout = 500ms\nselect 1; -- devctl: statement_timeout=0")
                        .limits())
                .isEqualTo(new ScriptLimits(Duration.ofMillis(500), Duration.ZERO));
    }

    @Test
    void otherCommentsAndStringsSetNone() {
        assertThat(read("-- lock_timeout=5s is not ours\nselect '-- devctl: lock_timeout=5s';")
                        .limits())
                .isEqualTo(ScriptLimits.NONE);
    }

    @Test
    void theCommentCountsForTheChecksum() {
        String plain = read("select 1;").checksum();
        assertThat(read("-- devctl: lock_timeout=5s\nselect 1;").checksum())
                .isNotEqualTo(plain)
                .isNotEqualTo(read("-- devctl: lock_timeout=6s\nselect 1;").checksum());
        assertThat(read("-- anything else\nselect 1;").checksum()).isEqualTo(plain);
    }

    @Test
    void whatIsNoDurationIsRefusedWithItsPlace() {
        assertThatThrownBy(() -> read("select 1;\n-- devctl: lock_timeout=soon\n"))
                .hasMessageContaining("not a duration for lock_timeout")
                .hasMessageContaining("'soon'")
                .hasMessageContaining("x.sql:2:12");
    }
}
