package io.devctl.migrate.alembic;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

final class OperationChecksTest {
    private static List<String> check(String upgrade) {
        String text = "def upgrade() -> None:\n" + upgrade.indent(4) + "\ndef downgrade():\n    op.undo()\n";
        return findings(text, false);
    }

    private static List<String> findings(String text, boolean merge) {
        return OperationChecks.of(text.getBytes(StandardCharsets.UTF_8), merge).stream()
                .map(finding ->
                        finding.line() + ":" + finding.column() + " " + finding.rule() + " " + finding.message())
                .toList();
    }

    @Test
    void namesWhatHurtsATableInUseWithItsPlace() {
        assertThat(check("""
                        op.drop_table('old')
                        op.drop_column("users", 'name')
                        op.alter_column('users', 'age',
                            existing_type=sa.Integer(), type_=sa.BigInteger())
                        op.alter_column('users', 'age', nullable=False)
                        op.add_column('users', sa.Column('email', sa.String(length=20), nullable=False))
                        op.create_index(op.f('ix_users'), 'users', ['email'], unique=False)
                        op.alter_column('users', 'a', new_column_name='b')
                        op.rename_table('users', 'people')
                        """))
                .containsExactly(
                        "2:8 drop-table drops table 'old': its rows are gone",
                        "3:8 drop-column drops column 'name' of 'users': code that still runs fails on it",
                        "4:8 change-type changes the type of 'age' of 'users': mostly rewrites the table while nobody can use it",
                        "6:8 set-not-null sets 'age' of 'users' NOT NULL: it reads the whole table while nobody can use it, and"
                                + " fails on a null",
                        "7:8 add-not-null adds column 'email' of 'users' that is NOT NULL without a default: it fails when there"
                                + " are rows",
                        "8:8 index-without-concurrently creates index of 'users': nobody can write to the table meanwhile",
                        "9:8 rename-column renames 'a' of 'users': code that still runs fails on it",
                        "10:8 rename-table renames table 'users': code that still runs fails on it");
    }

    @Test
    void looksIntoBatches() {
        assertThat(check("""
                        with op.batch_alter_table('users', schema=None) as batch_op:
                            batch_op.drop_column('name')
                            batch_op.create_index('ix_users', ['email'])
                        """))
                .containsExactly(
                        "3:18 drop-column drops column 'name' of 'users': code that still runs fails on it",
                        "4:18 index-without-concurrently creates index 'ix_users' of 'users': nobody can write to the table"
                                + " meanwhile");
    }

    @Test
    void saysNothingAboutWhatIsSafe() {
        assertThat(check("""
                        op.create_table('users', sa.Column('id', sa.Integer(), nullable=False))
                        op.create_index('ix_users', 'users', ['id'])
                        op.add_column('users', sa.Column('x', sa.Text(), nullable=False))
                        op.add_column('old', sa.Column('x', sa.Text(), server_default='', nullable=False))
                        op.add_column('old', sa.Column('y', sa.Text(), nullable=True))
                        with op.get_context().autocommit_block():
                            op.create_index('ix_old', 'old', ['x'], postgresql_concurrently=True)
                        op.alter_column('old', 'x', nullable=True, existing_nullable=False)
                        text = "op.drop_table('old')"  # op.drop_table('old')
                        """)).isEmpty();
    }

    @Test
    void namesAnUpgradeThatDoesNothingAndOneThatCannotBeUndone() {
        assertThat(findings("def upgrade():\n    \"\"\"doc\"\"\"\n    pass\n\ndef downgrade():\n    pass\n", false))
                .containsExactly("1:1 empty-upgrade `upgrade` does nothing");
        assertThat(findings("def upgrade(): pass\ndef downgrade(): pass\n", true))
                .isEmpty();
        assertThat(findings("def upgrade():\n    op.x()\n", false))
                .containsExactly("1:1 missing-downgrade `upgrade` cannot be undone: `downgrade` is missing");
        assertThat(findings("def upgrade():\n    op.x()\ndef downgrade():\n    raise NotImplementedError()\n", false))
                .containsExactly("3:1 missing-downgrade `upgrade` cannot be undone: `downgrade` does nothing");
        assertThat(findings("revision = 'a'\n", false))
                .singleElement()
                .asString()
                .contains("missing-upgrade");
    }
}
