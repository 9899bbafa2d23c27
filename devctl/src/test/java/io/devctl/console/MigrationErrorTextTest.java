package io.devctl.console;

import static org.assertj.core.api.Assertions.assertThat;

import io.devctl.console.style.Theme;
import io.devctl.model.MigrationError;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class MigrationErrorTextTest {
    @Test
    void saysWhatFailedWhereAndWhatToDo() {
        assertThat(new MigrationErrorText(Samples.unicode(80))
                        .failures(List.of(
                                Samples.current("auth_api", "iopex"),
                                Samples.failed("auth_api", "toshiba", Samples.ERROR))))
                .isEqualTo("""
                        error: auth_api failed for toshiba: relation "usrs" does not exist (examples/auth_api/migrations/20250101000013_x.sql:3:13)
                          3 | insert into usrs values (1);
                            |             ^
                          SQLSTATE 42P01
                        hint: fix the file and run: dev migrate
                        """);
    }

    @Test
    void tellsOnceWhatFailedInTheSameWayForSeveralTenants() {
        MigrationError other =
                new MigrationError("b.sql", 0, 0, null, "timeout after 60 s\ndetail one\n  detail two", null, null);

        assertThat(new MigrationErrorText(Samples.unicode(80))
                        .failures(List.of(
                                Samples.failed("auth_api", "default", Samples.ERROR),
                                Samples.failed("ingestion_service", null, other),
                                Samples.failed("auth_api", "toshiba", Samples.ERROR))))
                .isEqualTo("""
                        error: auth_api failed for default, toshiba: relation "usrs" does not exist (examples/auth_api/migrations/20250101000013_x.sql:3:13)
                          3 | insert into usrs values (1);
                            |             ^
                          SQLSTATE 42P01
                        hint: fix the file and run: dev migrate

                        error: ingestion_service failed: timeout after 60 s (b.sql)
                          detail one
                            detail two
                        """);
    }

    @Test
    void saysNothingWhenNothingFailed() {
        assertThat(new MigrationErrorText(Samples.unicode(80)).failures(List.of(Samples.current("auth_api", "iopex"))))
                .isEmpty();
    }

    @Test
    void putsTheCaretUnderThePlaceAfterTabs() {
        assertThat(snippet(Samples.unicode(80), "\tselect\tbad", 9)).isEqualTo("""
                          12 |     select  bad
                             |             ^
                        """);
    }

    @Test
    void putsTheCaretUnderThePlaceAfterWideAndCombiningCharacters() {
        assertThat(snippet(Samples.unicode(80), "-- 認証 🚀 e\u0301 bad", 12)).isEqualTo("""
                          12 | -- 認証 🚀 e\u0301 bad
                             |              ^
                        """);
    }

    @Test
    void putsTheCaretAfterTheLineWhenThePlaceIsItsEnd() {
        assertThat(snippet(Samples.unicode(80), "select (", 99)).isEqualTo("""
                          12 | select (
                             |         ^
                        """);
    }

    @Test
    void leavesTheCaretOutWhereTheColumnIsNotKnown() {
        assertThat(snippet(Samples.unicode(80), "select 1", 0)).isEqualTo("  12 | select 1\n");
    }

    @Test
    void showsThePartOfALongLineAroundThePlace() {
        String line = "insert into t values " + "(1, 'some text'), ".repeat(20) + "(bad, 'x'), (2, 'more')";
        String longer = line + ", (3, 'still more')";

        assertThat(snippet(Samples.unicode(50), line, line.indexOf("bad") + 1)).isEqualTo("""
                          12 | … (1, 'some text'), (bad, 'x'), (2, 'more')
                             |                      ^
                        """);
        assertThat(snippet(Samples.unicode(50), longer, line.indexOf("bad") + 1))
                .isEqualTo("""
                          12 | … (1, 'some text'), (bad, 'x'), (2, 'more'…
                             |                      ^
                        """);
    }

    @Test
    void showsTheBeginningOfALongLineWhereThePlaceIsThere() {
        assertThat(snippet(Samples.ascii(30), "bad statement that goes on and on and on", 1))
                .isEqualTo("""
                          12 | bad statement that g...
                             | ^
                        """);
    }

    @Test
    void paintsTheLabelAndTheCaret() {
        String text = new MigrationErrorText(Samples.coloured(80))
                .failures(List.of(Samples.failed("auth_api", "toshiba", Samples.ERROR)));

        assertThat(text.replace('\u001b', '~').lines().map(line -> line.substring(0, Math.min(24, line.length()))))
                .containsExactly(
                        "~[31merror:~[0m auth_api",
                        "  3 | insert into usrs v",
                        "    |             ~[31m^",
                        "  SQLSTATE 42P01",
                        "~[1mhint:~[0m fix the fi");
    }

    private static String snippet(Theme theme, @Nullable String source, int column) {
        MigrationError error = new MigrationError("a.sql", 12, column, null, "bad", source, null);
        String text = new MigrationErrorText(theme).failures(List.of(Samples.failed("s", null, error)));
        return text.substring(text.indexOf('\n') + 1);
    }
}
