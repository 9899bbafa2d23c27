package io.devctl.migrate.check;

import io.devctl.model.Finding.Severity;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the check looks for. The names are part of users' files and pipelines: none is ever changed. {@code docs/check.md}
 * lists them; a test compares it with this table. What is said of Postgres holds for 15 to 18 unless it names a version.
 */
public enum Rule {
    SYNTAX(
            Severity.ERROR,
            false,
            "a file that psql could not read, or that says what devctl does not run (\\connect, ROLLBACK)",
            "nothing of the set can be applied",
            null),
    FILE_NAME(
            Severity.ERROR,
            false,
            "a name that does not follow the convention",
            "the file would not be found, or run out of place",
            null),
    DUPLICATE_NAME(
            Severity.ERROR,
            false,
            "two files of one name in two folders of a set, with different content",
            "nobody can tell which one was applied; two equal files are one migration",
            null),
    DUPLICATE_VERSION(
            Severity.ERROR,
            true,
            "two files with one version",
            "their order is that of their descriptions, which nobody chose; with `--base` also a version that the base"
                    + " has given to another file meanwhile",
            "give the newer one a later version"),
    MULTIPLE_HEADS(
            Severity.ERROR,
            false,
            "a history that ends in more than one place",
            "the engine refuses to go to the newest migration while there are two",
            "join them: dev migrate merge"),
    SHARED_PARENT(
            Severity.WARNING,
            true,
            "Alembic: two files that follow the same revision, and that nothing joins",
            "two people began from the same place, and the history ends in two",
            "dev migrate merge, or let the newer one follow the other: its `down_revision`"),
    DUPLICATE_REVISION(
            Severity.ERROR,
            false,
            "Alembic: two files with one revision id",
            "Alembic takes the one that it happens to read last",
            null),
    BAD_REVISION(
            Severity.ERROR,
            false,
            "Alembic: a revision id that is empty or has one of `@`, `+`, `-`",
            "Alembic cannot tell it from a relative one",
            null),
    MISSING_PARENT(
            Severity.ERROR,
            false,
            "Alembic: a `down_revision` that no file has",
            "Alembic refuses the whole history",
            null),
    MISSING_DEPENDENCY(
            Severity.ERROR,
            false,
            "Alembic: a `depends_on` that no file has",
            "Alembic refuses the whole history",
            null),
    DUPLICATE_LABEL(
            Severity.ERROR,
            false,
            "Alembic: two revisions with one branch label",
            "Alembic refuses the whole history",
            null),
    CYCLE(
            Severity.ERROR,
            false,
            "Alembic: revisions that follow one another in a circle",
            "Alembic refuses the whole history",
            null),
    COMPUTED_REVISION(
            Severity.WARNING,
            false,
            "Alembic: a file that computes its revision",
            "only Python can tell it: nothing is said of the graph around it",
            "write `revision` and `down_revision` as plain strings"),
    MISSING_UPGRADE(
            Severity.ERROR,
            false,
            "Alembic: a file without `upgrade`",
            "Alembic fails when it comes to it",
            "write one, or `def upgrade(): pass`"),
    EMPTY_UPGRADE(
            Severity.WARNING,
            true,
            "Alembic: an `upgrade` that does nothing, unless it joins branches",
            "mostly what --autogenerate leaves when it found nothing",
            "write what it should do, or delete the file before it is merged"),
    MISSING_DOWNGRADE(
            Severity.WARNING,
            true,
            "Alembic: an `upgrade` that does something, and no `downgrade` that undoes it",
            "dev migrate down takes the revision away and leaves what it did",
            "write the opposite of `upgrade`"),
    CHANGED_FILE(
            Severity.ERROR,
            true,
            "a file of the base with other content (`--base`)",
            "where it has been applied, targets become drifted; elsewhere the database comes out different. Comments,"
                    + " white space and line ends do not count",
            "restore it, and put the change into a new migration"),
    DELETED_FILE(
            Severity.ERROR,
            false,
            "a file of the base that is gone (`--base`)",
            "targets that have it become drifted, and new ones lack what it did",
            null),
    RENAMED_FILE(
            Severity.ERROR,
            false,
            "a file of the base under another name (`--base`)",
            "ledgers know the old name: it would be missing there, and run again under the new one",
            null),
    OUT_OF_ORDER(
            Severity.ERROR,
            true,
            "a new file that sorts before the newest one of the base (`--base`)",
            "where the newest has been applied, this one is out of order and is refused",
            "give it a later version"),
    UNKNOWN_RULE(
            Severity.ERROR,
            false,
            "a comment that allows a rule that does not exist",
            "it allows nothing, and nobody would notice",
            null),
    EMPTY_MIGRATION(
            Severity.WARNING,
            true,
            "a migration without a statement, where it is the newest of its set or still what `dev migrate new` wrote",
            "nobody has filled it in: applied as it is, what is written into it later would never run. `dev migrate`"
                    + " refuses it",
            "fill it in or delete it; where nothing is meant: -- devctl: allow empty-migration"),
    DROP_TABLE(
            Severity.WARNING,
            true,
            "DROP TABLE",
            "its rows are gone, and code of the version that still runs fails. ACCESS EXCLUSIVE, for a moment",
            "drop it one release after the last code that uses it, and say so: -- devctl: allow drop-table because …"),
    DROP_SCHEMA(
            Severity.WARNING,
            true,
            "DROP SCHEMA, DROP DATABASE",
            "everything in it is gone",
            "drop what is meant, by name"),
    DROP_COLUMN(
            Severity.WARNING,
            true,
            "ALTER TABLE … DROP COLUMN",
            "its values are gone, and code of the version that still runs fails: an ORM names all columns it knows."
                    + " ACCESS EXCLUSIVE, for a moment",
            "drop it one release after the last code that uses it, and say so: -- devctl: allow drop-column because …"),
    DROP_CASCADE(
            Severity.WARNING,
            true,
            "DROP TYPE, DOMAIN or EXTENSION … CASCADE",
            "every column of that type goes with it, unnamed",
            "drop the columns by name first"),
    RENAME_COLUMN(
            Severity.WARNING,
            true,
            "ALTER TABLE … RENAME COLUMN",
            "code that runs during the deploy knows one of the two names only. ACCESS EXCLUSIVE, for a moment",
            "add the new column, write both, fill it, read the new one, drop the old one later"),
    RENAME_TABLE(
            Severity.WARNING,
            true,
            "ALTER TABLE … RENAME TO, … SET SCHEMA; the same for views",
            "code that runs during the deploy knows one of the two names only. ACCESS EXCLUSIVE, for a moment",
            "leave a view of the old name in the same migration, and say so: -- devctl: allow rename-table because …"),
    CHANGE_TYPE(
            Severity.WARNING,
            true,
            "ALTER COLUMN … TYPE, unless the earlier files show that no row changes (a longer varchar, varchar to"
                    + " text, a numeric of more digits)",
            "the table and its indexes are written anew under ACCESS EXCLUSIVE: nobody reads or writes it meanwhile",
            "add a column of the new type, fill it in batches, swap the names later"),
    ADD_NOT_NULL(
            Severity.WARNING,
            true,
            "ADD COLUMN … NOT NULL without a default",
            "fails on every table that has a row",
            "give it a default, or add it without NOT NULL and fill it first"),
    SET_NOT_NULL(
            Severity.WARNING,
            true,
            "ALTER COLUMN … SET NOT NULL, unless a validated CHECK (column IS NOT NULL) in this or an earlier file"
                    + " proves it",
            "all rows are read under ACCESS EXCLUSIVE. Since Postgres 12 a valid CHECK spares that",
            "ADD CONSTRAINT … CHECK (… IS NOT NULL) NOT VALID (18: NOT NULL … NOT VALID), VALIDATE it in a later"
                    + " migration, then SET NOT NULL"),
    VOLATILE_DEFAULT(
            Severity.WARNING,
            true,
            "ADD COLUMN with a default that differs from row to row (random(), gen_random_uuid(), clock_timestamp(),"
                    + " serial, identity), or GENERATED … STORED",
            "the table is written anew under ACCESS EXCLUSIVE. Other defaults cost nothing since Postgres 11, now()"
                    + " included",
            "add it without the default, SET DEFAULT, then fill old rows in batches"),
    CONSTRAINT_WITHOUT_NOT_VALID(
            Severity.WARNING,
            true,
            "ADD FOREIGN KEY or CHECK without NOT VALID, or VALIDATE CONSTRAINT in the transaction that adds it",
            "all rows are read while writers wait: SHARE ROW EXCLUSIVE on both tables for a foreign key, ACCESS"
                    + " EXCLUSIVE for a check. VALIDATE by itself takes SHARE UPDATE EXCLUSIVE, which blocks nobody",
            "add it NOT VALID, and VALIDATE CONSTRAINT in a later migration"),
    UNIQUE_IN_PLACE(
            Severity.WARNING,
            true,
            "ADD UNIQUE, PRIMARY KEY or EXCLUDE without USING INDEX",
            "the index is built under ACCESS EXCLUSIVE: nobody reads or writes meanwhile",
            "CREATE UNIQUE INDEX CONCURRENTLY, then ADD CONSTRAINT … UNIQUE USING INDEX"),
    INDEX_WITHOUT_CONCURRENTLY(
            Severity.WARNING,
            true,
            "CREATE INDEX without CONCURRENTLY",
            "writers wait until it is built (SHARE)",
            "CREATE INDEX CONCURRENTLY; devctl runs it outside a transaction by itself"),
    CONCURRENTLY_IN_TRANSACTION(
            Severity.ERROR,
            true,
            "a statement that refuses a transaction (… CONCURRENTLY, VACUUM) behind a BEGIN of the file",
            "Postgres refuses it there; devctl would end the transaction before it, and psql would stop",
            "take BEGIN and COMMIT out"),
    REINDEX(
            Severity.WARNING,
            true,
            "REINDEX without CONCURRENTLY",
            "writers wait (SHARE on the table), and so do readers that would use the index",
            "REINDEX … CONCURRENTLY (since Postgres 12)"),
    REFRESH_VIEW(
            Severity.WARNING,
            true,
            "REFRESH MATERIALIZED VIEW without CONCURRENTLY",
            "nobody reads the view until it is filled (ACCESS EXCLUSIVE)",
            "REFRESH MATERIALIZED VIEW CONCURRENTLY; it needs a unique index"),
    REWRITE_TABLE(
            Severity.WARNING,
            true,
            "ALTER TABLE … SET LOGGED, UNLOGGED, TABLESPACE or ACCESS METHOD",
            "the table is written anew under ACCESS EXCLUSIVE",
            "do it at a quiet time, outside a migration"),
    VACUUM_FULL(
            Severity.WARNING,
            true,
            "VACUUM FULL",
            "the table is written anew under ACCESS EXCLUSIVE",
            "VACUUM without FULL, or pg_repack"),
    CLUSTER(
            Severity.WARNING,
            true,
            "CLUSTER",
            "the table is written anew under ACCESS EXCLUSIVE",
            "do it at a quiet time, outside a migration, or use pg_repack"),
    LOCK_TABLE(
            Severity.WARNING,
            true,
            "LOCK TABLE in a mode that blocks writers",
            "everybody waits until the transaction ends",
            "leave the lock to the statement that needs it"),
    TRUNCATE(
            Severity.WARNING,
            true,
            "TRUNCATE",
            "all rows are gone. ACCESS EXCLUSIVE; with CASCADE also on the tables that refer to it",
            "DELETE what is meant, in batches"),
    DELETE_WITHOUT_WHERE(
            Severity.WARNING,
            true,
            "DELETE without WHERE",
            "all rows are gone",
            "say which rows; WHERE true when all are meant"),
    UPDATE_WITHOUT_WHERE(
            Severity.WARNING,
            true,
            "UPDATE without WHERE",
            "every row is written anew and stays locked until the transaction ends",
            "say which rows, in batches; WHERE true when all are meant"),
    MIXED_CHANGES(
            Severity.WARNING,
            true,
            "rows of existing tables changed in a transaction that has also changed an existing table",
            "the lock of the change, mostly ACCESS EXCLUSIVE, is held until the rows are done",
            "put the rows into a migration of their own"),
    ENUM_VALUE_USED(
            Severity.WARNING,
            true,
            "ALTER TYPE … ADD VALUE, and the value used in the same file",
            "Postgres refuses a new value before it is committed; devctl commits in between, so a failure behind it"
                    + " leaves half of the file done",
            "use the value in a later migration"),
    NOT_IDEMPOTENT(
            Severity.ERROR,
            true,
            "in a set with `idempotent: true`: a statement that fails, or does its work twice, when it is run again",
            "the set claims that its files can be run again",
            null),
    SEARCH_PATH(
            Severity.WARNING,
            true,
            "SET search_path, or set_config('search_path', …), in a set that has a schema for each tenant",
            "devctl has set it to the tenant's schema; names behind it mean other tables, the same for every tenant",
            "take it out"),
    OTHER_TENANT(
            Severity.ERROR,
            true,
            "the schema of one tenant named in a set that has a schema for each tenant, in function bodies too",
            "the file does the same to that one tenant each time, and nothing to the others",
            "leave the schema out: devctl sets search_path to the tenant's own"),
    FAILS_ON_COPY(
            Severity.ERROR,
            false,
            "a migration that fails on a copy of the database (`--against-database`)",
            "it would fail on the database itself",
            null),
    DOWN_FAILS(
            Severity.ERROR,
            true,
            "a down part that fails on a copy of the database, or behind which the migration cannot be applied again"
                    + " (`--against-database`)",
            "who has to roll back finds out when there is no time for it",
            "mend the down part, or take it out: devctl then refuses to roll back"),
    DOWN_LEAVES_BEHIND(
            Severity.ERROR,
            true,
            "a down part behind which the schema is not what it was before the migration; rows and the order of"
                    + " columns do not count (`--against-database`)",
            "the next migration meets a database that no file describes",
            "undo all of it in the down part"),
    MODELS_CHANGED(
            Severity.ERROR,
            false,
            "models that have what no migration makes, where the tool can tell: Alembic since 1.9, Django"
                    + " (`--against-database`)",
            "the code that is deployed asks for columns that are not there",
            "dev migrate new SERVICE \"…\" --autogenerate"),
    MODELS_UNKNOWN(
            Severity.WARNING,
            false,
            "a tool that cannot tell whether the models have changes without a migration (`--against-database`)",
            "nothing was compared",
            null),
    REACHES_BEYOND(
            Severity.WARNING,
            false,
            "a pending migration that may change more than its database: roles, other databases, the server"
                    + " (`--against-database`)",
            "a copy cannot hold it: nothing was tried",
            "try it on a server that nobody needs");

    private final Severity severity;
    private final boolean allowable;
    private final String what;
    private final String why;
    private final @Nullable String instead;

    Rule(Severity severity, boolean allowable, String what, String why, @Nullable String instead) {
        this.severity = severity;
        this.allowable = allowable;
        this.what = what;
        this.why = why;
        this.instead = instead;
    }

    /** What a finding of it does to the exit code. */
    public Severity severity() {
        return severity;
    }

    /** Whether a comment can allow it. */
    public boolean allowable() {
        return allowable;
    }

    /** What it finds, for a table of all rules. */
    public String what() {
        return what;
    }

    /** Why that matters, for the same. */
    public String why() {
        return why;
    }

    /** What to do instead, null where the finding itself says so. */
    public @Nullable String instead() {
        return instead;
    }

    /** The rule of a name that the code itself uses. */
    static Rule of(String id) {
        return Arrays.stream(values())
                .filter(rule -> rule.id().equals(id))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException(id));
    }

    /** As it is written in comments and reports: {@code drop-column}. */
    public String id() {
        StringBuilder id = new StringBuilder();
        for (char c : name().toCharArray()) {
            id.append(c == '_' ? '-' : (char) (c | 0x20));
        }
        return id.toString();
    }

    /** The names of all rules that a comment can allow. */
    static List<String> allowableIds() {
        return Arrays.stream(values()).filter(Rule::allowable).map(Rule::id).toList();
    }
}
