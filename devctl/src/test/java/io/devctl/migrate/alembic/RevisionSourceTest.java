package io.devctl.migrate.alembic;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Every way of writing a revision down that is read, and every way that is not believed. */
final class RevisionSourceTest {
    private static Revision read(String text) throws RevisionSource.Unreadable {
        return RevisionSource.read("x.py", "versions/x.py", text.getBytes(StandardCharsets.UTF_8));
    }

    private static String why(String text) {
        try {
            return read(text).toString();
        } catch (RevisionSource.Unreadable e) {
            return e.getMessage() + ":" + e.line();
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "revision = 'ae10'\ndown_revision = '1975'",
                "revision = \"ae10\"\ndown_revision = \"1975\"",
                "revision = '''ae10'''\ndown_revision = \"\"\"1975\"\"\"",
                "revision = u'ae10'\ndown_revision = r'1975'",
                "revision: str = \"ae10\"\ndown_revision: Union[str, None] = \"1975\"",
                "revision: str = 'ae10'\ndown_revision: Union[str, Sequence[str], None] = '1975'",
                "revision: str = 'ae10'\ndown_revision: str | None = '1975'",
                "revision: Final[str] = 'ae10'\ndown_revision: Optional[str] = ('1975')",
                "revision = (\n    'ae10'  # the id\n)\ndown_revision = (\n    '19'\n    '75'\n)",
                "revision = 'ae' '10'\ndown_revision = '19' \\\n  \"75\"",
                "revision = 'ae10'; down_revision = '1975'",
                "revision = 'ae10'\ndown_revision = ('1975',)",
                "revision = 'ae10'\ndown_revision = ['1975']",
                "revision = 'ae10'\ndown_revision = '1975',",
                "revision = 'ae10'\ndown_revision = [\n    '1975',  # one\n]",
                "revision = 'ae10'\ndown_revision = ((('1975')))",
                "revision = '\\x61e10'\ndown_revision = '\\u0031975'",
                "revision=  'ae10'\r\ndown_revision\t='1975'\r\n",
                "revision = 'wrong'\nrevision = 'ae10'\ndown_revision = '1975'",
                "from sqlalchemy import *\nrevision = 'ae10'\ndown_revision = '1975'",
                "from somewhere import *\nrevision = 'ae10'\ndown_revision = '1975'\nbranch_labels = None\ndepends_on = None",
                "revision = 'ae10'\ndown_revision = '1975'\nprint_it = f'{revision!r:>{10}} {{}} {\"a\"}'",
                "revision = 'ae10'\ndown_revision = '1975'\n__all__ = [revision]",
                "text = \"\"\"\nrevision = 'no'\ndown_revision = 'no'\n\"\"\"\nrevision = 'ae10'\ndown_revision = '1975'",
                "# revision = 'no'\nrevision = 'ae10' # 'no'\ndown_revision = '1975'",
                "def upgrade():\n    revision = 'no'\n    down_revision = f()\nrevision = 'ae10'\ndown_revision = '1975'",
                "class A:\n    revision = 'no'\nrevision = 'ae10'\ndown_revision = '1975'",
                "revision = first = 'ae10'\ndown_revision = '1975'",
                "revision = 'ae10'\ndown_revision = '1975'\ndef upgrade():\n    op.f(revision=1, x=self.revision)",
                "if TYPE_CHECKING:\n    from typing import Union\nrevision = 'ae10'\ndown_revision = '1975'",
                "revision = compute()\nrevision = 'ae10'\ndown_revision = '1975'"
            })
    void readsWhatIsWrittenOut(String text) throws Exception {
        Revision revision = read("\"\"\"add users\n\nRevision ID: ae10\n\"\"\"\n" + text);
        Revision alone = read(text);

        assertThat(revision.id()).isEqualTo("ae10");
        assertThat(revision.down()).containsExactly("1975");
        assertThat(alone.id()).isEqualTo("ae10");
        assertThat(alone.down()).containsExactly("1975");
    }

    @Test
    void readsEverythingThatAlembicLooksAt() throws Exception {
        Revision revision = read("""
                \"""add users

                Revision ID: ae10
                Revises: 1975, 27c6
                \"""
                from alembic import op

                revision: str = "ae10"
                down_revision: Union[str, Sequence[str], None] = ("1975", "27c6")
                branch_labels = ("shop", 'web')
                depends_on = [
                    "55af",
                ]
                replaces = ["0001", "0002"]

                def upgrade() -> None:
                    pass
                """);

        assertThat(revision)
                .isEqualTo(new Revision(
                        "ae10",
                        List.of("1975", "27c6"),
                        List.of("55af"),
                        List.of("shop", "web"),
                        List.of("0001", "0002"),
                        "add users",
                        8,
                        "versions/x.py"));
        assertThat(revision.isMerge()).isTrue();
        assertThat(revision.place()).isEqualTo("versions/x.py:8");
    }

    @ParameterizedTest
    @ValueSource(strings = {"None", "()", "[]", "(None)", "((),)[0] if 0 else None"})
    void takesNothingForABaseOnlyWhereItIsWrittenOut(String nothing) {
        String said = why("revision = 'ae10'\ndown_revision = " + nothing);
        assertThat(said).contains(nothing.contains("if") ? "computes `down_revision`:2" : "down=[], dependsOn=[]");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "revision = 'a' + 'e10'\ndown_revision = None",
                "revision = f'ae10'\ndown_revision = None",
                "revision = b'ae10'\ndown_revision = None",
                "revision = 1975\ndown_revision = None",
                "revision = '%s' % 1\ndown_revision = None",
                "revision = str('ae10')\ndown_revision = None",
                "revision = '\\N{BULLET}'\ndown_revision = None",
                "revision = other\ndown_revision = None",
                "revision, down_revision = 'ae10', None",
                "down_revision = None\nif old:\n    revision = 'ae10'",
                "revision = 'ae10'\ndown_revision = None\nif old: revision = 'no'",
                "revision = 'ae10'\ndown_revision = None\nrevision += 'x'",
                "revision = 'ae10'\ndown_revision = None\ndel revision",
                "revision = 'ae10'\ndown_revision = None\nfor revision in x: pass",
                "revision = 'ae10'\ndown_revision = None\nwith x as revision: pass",
                "revision = 'ae10'\ndown_revision = None\nfrom ids import latest as revision",
                "revision = 'ae10'\ndown_revision = None\nfrom ids import revision",
                "revision = 'ae10'\ndown_revision = None\nimport revision",
                "revision = 'ae10'\ndown_revision = None\nx = (revision := 'no')",
                "revision = 'ae10'\ndown_revision = None\ndef revision(): pass",
                "revision = 'ae10'\ndown_revision = None\nclass revision: pass",
                "revision = 'ae10'\ndown_revision = None\nglobals()['revision'] = 'no'",
                "revision = 'ae10'\ndown_revision = None\ndef f():\n    global revision\n    revision = 'no'\nf()",
                "revision = 'ae10'\ndown_revision = None\nexec('revision = 1')",
                "revision = 'ae10'\ndown_revision = None\nx = vars()",
                "revision = 'ae10'\ndown_revision = None\nfrom ids import *",
                "revision = ('ae10', 'b')\ndown_revision = None",
                "revision = None\ndown_revision = None",
                "down_revision = None",
                "revision = 'ae10'",
                "revision: str\ndown_revision = None",
                "from ids import *\ndown_revision = None",
                "revision = 'ae10'\ndown_revision = (None, 'a')",
                "revision = 'ae10'\ndown_revision = {'a'}",
                "revision = 'ae10'\ndown_revision = [*x]",
                "revision = 'ae10'\ndown_revision = None\ndepends_on = needed()",
                "revision = 'ae10'\ndown_revision = None\nbranch_labels = ['a' for x in y]",
                "revision = 'ae10\ndown_revision = None",
                "revision = ('ae10'\ndown_revision = None",
                "revision = 'ae10')\ndown_revision = None",
                "revision = 'ae10' $\ndown_revision = None",
                "revision = '''ae10\ndown_revision = None",
                "revision = 'ae10'\ndown_revision = None\nｒevision = 'no' + x"
            })
    void believesNothingThatItDoesNotUnderstand(String text) {
        assertThatThrownBy(() -> read(text)).isInstanceOf(RevisionSource.Unreadable.class);
    }

    @Test
    void saysWhatItCouldNotReadAndWhere() {
        assertThat(why("revision = 'ae10'\ndown_revision = latest()")).isEqualTo("computes `down_revision`:2");
        assertThat(why("down_revision = None\nx = 'oops\n")).isEqualTo("has a string that is never closed:2");
        assertThat(why("down_revision = None")).isEqualTo("has no `revision`:0");
        assertThat(why("revision = ('a', 'b')\ndown_revision = None"))
                .isEqualTo("has a `revision` that is not one string:1");
    }

    @Test
    void takesTheIdOfTheOldestFilesFromTheirName() throws Exception {
        byte[] text = "down_revision = None".getBytes(StandardCharsets.UTF_8);
        assertThat(RevisionSource.read("1975ea83b712.py", "v/1975ea83b712.py", text)
                        .id())
                .isEqualTo("1975ea83b712");
    }

    @Test
    void readsTheEncodingThatTheFileDeclares() throws Exception {
        String text = "# -*- coding: latin-1 -*-\n\"\"\"Größe\"\"\"\nrevision = 'ae10'\ndown_revision = None\n";
        assertThat(RevisionSource.read("x.py", "x.py", text.getBytes(StandardCharsets.ISO_8859_1))
                        .doc())
                .isEqualTo("Größe");
        assertThat(read("\uFEFF" + text.replace("latin-1", "utf-8")).doc()).isEqualTo("Größe");
        byte[] undeclared = "\"\"\"Größe\"\"\"\n".getBytes(StandardCharsets.ISO_8859_1);
        assertThatThrownBy(() -> RevisionSource.read("x.py", "x.py", undeclared))
                .hasMessage("is not UTF-8");
    }
}
