package io.devctl.migrate.script;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.devctl.model.DevctlException;
import io.devctl.model.ExitCode;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class ScriptReaderTest {
    private static Script read(String text) {
        return Script.read(new SourceText("m.sql", text));
    }

    private static List<String> statements(String text) {
        Script script = read(text);
        return script.statements().stream().map(script::sql).toList();
    }

    private static String checksum(String text) {
        return read(text).checksum();
    }

    @Test
    void splitsAtSemicolonsAndLeavesOutWhatIsEmpty() {
        assertThat(statements(";; select 1 ;\n\n select 2;; -- no more\n")).containsExactly("select 1", "select 2");
        assertThat(statements("")).isEmpty();
        assertThat(statements("-- c\n/* d */ \n")).isEmpty();
        assertThat(statements("select 1")).containsExactly("select 1");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "select 'a;b'",
                "select 'it''s;'",
                "select 'back\\'",
                "select E'it\\'s;', e'\\\\'",
                "select U&'\\0061;' uescape '!'",
                "select u&\"d;\\0061\"",
                "select N'x;', B'01', X'1F;'",
                "select E'a'\n  'b\\';'",
                "select 'a'  -- not here; \n 'b;'",
                "select \"a;\"\"b;\"",
                "select $$ ; ' \" -- /* $$",
                "select $a$ $b$ ; $$ $b$ $a$",
                "select $é1$ ; $é1$",
                "select a$b$c, d$1 from t$$",
                "select $1, $2",
                "select /* ; /* nested ; */ ; */ 1",
                "select /*/ ; */ 1",
                "select 1 /*+*/ - -- ;\n 2",
                "select (1; 2)",
                "create rule r as on insert to t do (a; b; c)",
                "select '{fn now()}', '?', '??', ':x', a ? 'b', a::int, t[1:2]",
                "create function f() returns int begin atomic select 1; select case when true then 2 end; end",
                "create or replace procedure p() begin atomic; insert into t values (case 1 when 1 then 2 end); end",
                "create function atomic() returns int language sql as 'x;'",
                "select begin, atomic from t",
                "select 'ümläut 😀;'",
                "select E'\\\\'",
                "create table begin_atomic(atomic int, \"end\" int)"
            })
    void keepsTogetherWhatBelongsTogether(String statement) {
        assertThat(statements(statement + "; select 2;")).containsExactly(statement, "select 2");
        assertThat(statements("select 0;" + statement)).containsExactly("select 0", statement);
    }

    @Test
    void atomicInANameBeginsNoBody() {
        assertThat(statements("create function nonatomic() returns int language sql as 'x'; select 1;"))
                .hasSize(2);
        assertThat(statements("create table t(begin int, atomic int); select 1; end;"))
                .hasSize(3);
        assertThat(statements("create view atomic as select 1; create function begin() returns int return 1; select 1"))
                .hasSize(3);
    }

    @Test
    void anIntegerBeforeADollarQuoteIsNotAName() {
        assertThat(statements("select 1$$;$$; select 2")).containsExactly("select 1$$;$$", "select 2");
    }

    @Test
    void backslashesEscapeOnlyWhereTheSettingSaysSo() {
        assertThat(statements("set standard_conforming_strings = off; select 'a\\';'; select 2;"))
                .containsExactly("set standard_conforming_strings = off", "select 'a\\';'", "select 2");
        assertThat(statements("set standard_conforming_strings to off; select 'a\\''; set standard_conforming_strings"
                        + " = on; select '\\'; select 3;"))
                .hasSize(5);
    }

    /** psql reads a line before it sends it and misses both; the server does not. */
    @Test
    void theSettingHoldsInItsOwnLineAndAStringGoesOnInTheNext() {
        assertThat(read("set standard_conforming_strings = off; select '\\';'; select 2;")
                        .statements())
                .hasSize(3);
        assertThat(read("select E'a'\n '\\';'; select 2;").statements()).hasSize(2);
        assertThat(read("begin; set local standard_conforming_strings = off; select '\\';'; commit; select '\\';")
                        .statements())
                .hasSize(5);
    }

    @Test
    void offsetsArePlacesInTheSource() {
        Script script = read("-- é😀\r\nselect 1;\r\n  select 😀;\r\n");
        Statement second = script.statements().get(1);
        assertThat(script.source().place(second.start())).isEqualTo(new SourceText.Place(3, 3));
        assertThat(script.source().place(second.end())).isEqualTo(new SourceText.Place(3, 11));
        assertThat(script.source().line(3)).isEqualTo("  select 😀;");
    }

    @Test
    void dataOfACopyAreNoStatements() {
        Script script = read("copy t (a, b) from stdin with (format csv); -- data\n1;2\n\\.x\n\\.\nselect 1;");
        assertThat(script.statements()).hasSize(2);
        Statement copy = script.statements().get(0);
        assertThat(copy.kind()).isEqualTo(StatementKind.COPY_IN);
        assertThat(script.data(copy)).isEqualTo("1;2\n\\.x\n");
        Script windows = read("copy t from stdin;\r\n1\r\n\\.\r\nselect 1;\r\n");
        assertThat(windows.data(windows.statements().get(0))).isEqualTo("1\r\n");
        assertThat(windows.statements()).hasSize(2);
        Script open = read("copy t from stdin;\n1\n2");
        assertThat(open.data(open.statements().get(0))).isEqualTo("1\n2");
        assertThat(statements("copy (select 1) to '/x'; copy t from '/tmp/stdin';"))
                .hasSize(2);
    }

    @Test
    void harmlessPsqlCommandsAreNeverSent() {
        Script script = read(String.join(
                "\n",
                List.of(
                        "\\set ON_ERROR_STOP on",
                        "\\restrict a\\b",
                        "select 1 \\echo hi",
                        " + 2;",
                        "\\encoding UTF8",
                        "\\unset QUIET",
                        "\\pset pager off",
                        "\\unrestrict x",
                        "\\timing")));
        assertThat(script.statements()).hasSize(1);
        assertThat(script.sql(script.statements().get(0)).replaceAll("\\s+", " "))
                .isEqualTo("select 1 + 2");
        assertThat(statements("select '\\connect', $$\\i x$$, E'\\\\!'; -- \\! ls\n"))
                .hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "connect db",
                "c db",
                "i file",
                "ir x",
                "copy t from 'x'",
                "! ls",
                "gexec",
                "g",
                "set name value",
                "if true",
                "encoding LATIN1",
                "q",
                "gset",
                "; select 1",
                "watch",
                "o file",
                "echo a \\! ls"
            })
    void otherPsqlCommandsAreRefusedByNameAndPlace(String command) {
        assertThatThrownBy(() -> read("select 1;\n  \\" + command + "\n"))
                .isInstanceOfSatisfying(DevctlException.class, e -> {
                    assertThat(e.code()).isEqualTo(ExitCode.BAD_MIGRATION);
                    assertThat(e).hasMessageContaining("\\" + command.replaceAll("(?s)^(\\w+|.).*", "$1"));
                    assertThat(e).hasMessageContaining("(m.sql:2:3)");
                    assertThat(e.hint()).isPresent();
                });
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "select 'a|string has no end: ''a' (m.sql:2:8)",
                "select \"a|quoted name has no end",
                "select $x$ a $$|dollar-quoted text has no end: '$x$'",
                "/* a /* b */|comment has no end: '/* a /* b */'",
                "rollback|a migration cannot undo itself: 'ROLLBACK'",
                "abort|a migration cannot undo itself: 'ABORT'",
                "prepare transaction 'x'|cannot prepare a transaction",
                "copy t to stdout|nobody reads what it writes",
                "copy t from stdin; select 1;|text after COPY"
            })
    void whatCannotBeRunIsRefusedWithItsPlace(String text, String message) {
        assertThatThrownBy(() -> read("select 1;\n" + text))
                .isInstanceOf(DevctlException.class)
                .hasMessageContaining(message)
                .hasMessageContaining("m.sql:2:");
    }

    @Test
    void theDownPartIsNotRead() {
        assertThat(statements("select 1;\n-- migrate:down\nselect 'oops")).containsExactly("select 1");
        assertThat(statements("select '\n-- migrate:down\n'; select 2")).hasSize(2);
        assertThat(checksum("select 1;\n-- migrate:down\ndrop x;")).isEqualTo(checksum("select 1;\n-- migrate:down\n"));
    }

    @Test
    void aCommentMayTurnTheTransactionOff() {
        assertThat(read("-- devctl:transaction off\nselect 1").transactional()).isFalse();
        assertThat(read("-- devctl: transaction=off\nselect 1").transactional()).isFalse();
        assertThat(read("-- migrate:up transaction:false\nselect 1").transactional())
                .isFalse();
        assertThat(read("select '-- devctl:transaction off'").transactional()).isTrue();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "create index concurrently i on t(a)|ALONE",
                "CREATE UNIQUE INDEX CONCURRENTLY i on t(a)|ALONE",
                "create index concurrently_not on t(a)|PLAIN",
                "drop index concurrently i|ALONE",
                "reindex (concurrently) table t|ALONE",
                "reindex table concurrently t|ALONE",
                "reindex table t|PLAIN",
                "refresh materialized view concurrently v|PLAIN",
                "alter table t detach partition p concurrently|ALONE",
                "alter table t detach partition p|PLAIN",
                "vacuum analyze t|ALONE",
                "alter system set a = 1|ALONE",
                "create database d|ALONE",
                "cluster|ALONE",
                "cluster t|PLAIN",
                "begin|BEGIN",
                "start transaction read only|BEGIN",
                "commit and chain|COMMIT",
                "end|COMMIT",
                "rollback to savepoint x|PLAIN",
                "savepoint x|PLAIN",
                "set local a = 1|PLAIN",
                "set a = 1|SETTING",
                "reset all|STRING_SYNTAX",
                "set transaction read only|PLAIN",
                "set standard_conforming_strings = off|STRING_SYNTAX"
            })
    void knowsHowAStatementMustBeRun(String statement, StatementKind kind) {
        assertThat(read("/* c */ " + statement + ";").statements().get(0).kind())
                .isEqualTo(kind);
    }

    @Test
    void checksumsIgnoreWhatCannotMatter() {
        String plain = checksum("select 1,\n  'a  b' from t;\nselect 2;\n");
        for (String same : List.of(
                "select 1,\r\n  'a  b' from t;\r\nselect 2;\r\n",
                "select 1,   \n\t'a  b' from t;\n\n\nselect 2;",
                "-- head\nselect 1, -- one\n  'a  b' from t; /* x\n y */\n-- more\nselect 2;\n\n",
                "select /* in */ 1,\n  'a  b'/**/from t;\nselect 2;")) {
            assertThat(checksum(same)).as(same).isEqualTo(plain);
        }
        for (String other : List.of(
                "select 1,\n  'a b' from t;\nselect 2;",
                "select 1,\n  'a  b' from t;\nselect 3;",
                "select 1,\n  'a  b' from T;\nselect 2;",
                "-- devctl:transaction off\nselect 1,\n  'a  b' from t;\nselect 2;")) {
            assertThat(checksum(other)).as(other).isNotEqualTo(plain);
        }
    }

    @Test
    void checksumsKeepWhatIsInsideStringsAndBodies() {
        assertThat(checksum("do $$ a -- c\n $$")).isNotEqualTo(checksum("do $$ a\n $$"));
        assertThat(checksum("select 'a \n'")).isNotEqualTo(checksum("select 'a\n'"));
        assertThat(checksum("select 'a'\n'b'")).isNotEqualTo(checksum("select 'a' 'b'"));
        assertThat(checksum("copy t from stdin;\na \n\\.\n")).isNotEqualTo(checksum("copy t from stdin;\na\n\\.\n"));
    }
}
