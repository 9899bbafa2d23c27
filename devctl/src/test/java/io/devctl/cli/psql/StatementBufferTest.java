package io.devctl.cli.psql;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class StatementBufferTest {
    private final StatementBuffer buffer = new StatementBuffer();

    private List<String> add(String... lines) {
        List<String> complete = new ArrayList<>();
        for (String line : lines) {
            complete.addAll(buffer.add(line));
        }
        return complete;
    }

    @Test
    void aLineMayHoldSeveralStatementsAndAStatementSeveralLines() {
        assertThat(add("select 1; select 2; select", "  3", ";"))
                .containsExactly("select 1", "select 2", "select\n  3");
        assertThat(buffer.isEmpty()).isTrue();
    }

    @Test
    void aSemicolonInAStringABodyOrACommentEndsNothing() {
        assertThat(add("select 'a;''b', \"c;d\", e'\\';', $x$;$$;$x$ -- ; \"", "/* ; /* ; */ ; */ ;"))
                .containsExactly("select 'a;''b', \"c;d\", e'\\';', $x$;$$;$x$ -- ; \"\n/* ; /* ; */ ; */");
        assertThat(add("create rule r as on insert to t do also (select 1; select 2);"))
                .hasSize(1);
        assertThat(add("select a$b, $1;")).containsExactly("select a$b, $1");
        assertThat(add("select 'c:\\';")).containsExactly("select 'c:\\'");
    }

    @Test
    void whatIsNotCompleteWaits() {
        assertThat(add("select 'a", "b;")).isEmpty();
        assertThat(buffer.rest()).isEqualTo("select 'a\nb;");
        buffer.clear();
        assertThat(add(";;", "  ", "select 1;")).containsExactly("select 1");
    }
}
