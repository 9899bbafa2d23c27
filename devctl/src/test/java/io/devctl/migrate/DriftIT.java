package io.devctl.migrate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.devctl.model.EventSink;
import io.devctl.model.TargetIntent;
import io.devctl.model.TargetResult;
import io.devctl.model.TargetResult.Outcome;
import io.devctl.model.TargetState;
import io.devctl.model.TargetStatus;
import io.devctl.testing.TestPostgres;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** Files that are not what was applied: what is said of them, and the ways back; none of which may end in a wrong "current". */
@Timeout(120)
final class DriftIT {
    @RegisterExtension
    static final TestPostgres POSTGRES = new TestPostgres();

    private static final String ONE = "20250101000001_one.sql";
    private static final String TWO = "20250101000002_two.sql";
    private static final String THREE = "20250101000003_three.sql";

    @TempDir
    private Path folder;

    private Project project;

    @BeforeEach
    void migrated() {
        project = new Project(folder, POSTGRES.freshDatabase());
        project.file(ONE, "create table one(id int);").file(TWO, "-- the second", "create table two(id int);");
        assertThat(project.migrate().count(Outcome.APPLIED)).isEqualTo(3);
    }

    private List<TargetState> states() {
        return project.check().stream().map(TargetStatus::state).distinct().toList();
    }

    private Repair repair() {
        return new Repair(project.migrator(), project.targets());
    }

    private Repair repair(String tenant) {
        return new Repair(
                project.migrator(),
                project.targets().stream()
                        .filter(t -> tenant.equals(t.target().tenant()))
                        .toList());
    }

    private void accept(Repair repair) {
        repair.accept(MigrateOptions.defaults(), EventSink.none());
    }

    private List<TargetResult> stamp(@Nullable String to) {
        return new Stamp(project.migrator(), project.targets(), to).run(MigrateOptions.defaults(), EventSink.none());
    }

    @Test
    void aTextIsKeptOnceForAllTenants() {
        assertThat(project.value("select count(*) from devctl.texts")).isEqualTo("2");
        assertThat(project.value("select text from devctl.texts where text like '%two%'"))
                .isEqualTo("-- the second\ncreate table two(id int);\n");
    }

    @Test
    void anEditIsShownAgainstWhatWasApplied() {
        project.file(TWO, "-- the second", "create table two(id bigint);");
        TargetResult refused = Project.result(project.migrate(), "b");
        String message = Objects.requireNonNull(refused.error()).message();
        assertThat(message.lines().toList())
                .containsExactly(
                        "edited after it was applied: '" + TWO + "'",
                        "--- migrations/" + TWO + ", as it was applied",
                        "+++ as it is now",
                        "@@ -1,2 +1,2 @@",
                        " -- the second",
                        "-create table two(id int);",
                        "+create table two(id bigint);");
        assertThat(refused.error().hint()).contains("--restore", "--accept").doesNotContain("dev reset");
    }

    @Test
    void aDevelopersOwnDatabaseIsOfferedTheCheapWayOut() {
        project.file(TWO, "create table two(id bigint);");
        accept(repair("a"));
        Migrator own = new Migrator(project.database, null, true);
        TargetResult refused =
                Project.result(own.migrate(project.targets(), MigrateOptions.defaults(), EventSink.none()), "b");
        assertThat(Objects.requireNonNull(refused.error()).hint())
                .endsWith("dev reset --service app --tenant b --tenant c");
    }

    @Test
    void whatOneTenantAcceptedIsNotAcceptedForItsNeighbours() {
        project.file(TWO, "create table two(id bigint);");
        accept(repair("a"));
        assertThat(project.check("a").state()).isEqualTo(TargetState.CURRENT);
        assertThat(project.check("b").state()).isEqualTo(TargetState.DRIFTED);
        assertThat(project.check("c").state()).isEqualTo(TargetState.DRIFTED);
        assertThat(repair().look().get(0).file().targets())
                .extracting(t -> t.tenant())
                .containsExactly("b", "c");
        accept(repair());
        assertThat(states()).containsExactly(TargetState.CURRENT);
        project.file(TWO, "create table two(id int);");
        assertThat(states()).containsExactly(TargetState.DRIFTED);
        assertThat(repair().look().get(0).applied()).contains("bigint");
    }

    @Test
    void anAcceptedLedgerWithARowNobodyExplainsStaysDrifted() {
        project.file(TWO, "create table two(id bigint);");
        project.sql("insert into app_b.schema_migrations(migration_name) values ('20250101000009_by_hand.sql')");
        accept(repair());
        assertThat(project.check("a").state()).isEqualTo(TargetState.CURRENT);
        assertThat(project.check("b").state()).isEqualTo(TargetState.DRIFTED);
    }

    @Test
    void restoreWritesWhatWasApplied() throws IOException {
        project.file(TWO, "create table two(id bigint);").remove(ONE);
        Repair.restore(repair().look());
        Repair.restore(repair().look());
        assertThat(states()).containsExactly(TargetState.CURRENT);
        assertThat(Files.readString(project.folder().resolve(TWO)))
                .isEqualTo("-- the second\ncreate table two(id int);\n");
        assertThat(project.folder().toFile().list()).containsExactlyInAnyOrder(ONE, TWO);
    }

    @Test
    void filesOfAnOlderBranchAreSaidToBeSo() throws Exception {
        git("init", "-q", "-b", "main");
        git("add", ".");
        git("commit", "-q", "-m", "two tables");
        git("switch", "-q", "-c", "feature/three");
        project.file(THREE, "create table three(id int);");
        git("add", ".");
        git("commit", "-q", "-m", "a third table");
        project.migrate();
        git("switch", "-q", "main");
        assertThat(project.check("a").reason())
                .isEqualTo("applied, but there is no such file: '" + THREE
                        + "' (the files are older than the database: they end with '" + TWO + "')");
        String message = Objects.requireNonNull(
                        Project.result(project.migrate(), "a").error())
                .message();
        assertThat(message).contains(THREE + " is in git: branch 'feature/three', commit ", " 'a third table'");
        git("switch", "-q", "feature/three");
        assertThat(states()).containsExactly(TargetState.CURRENT);
    }

    private void git(String... arguments) throws IOException, InterruptedException {
        var command = new java.util.ArrayList<>(List.of("git", "-c", "user.name=t", "-c", "user.email=t@example.org"));
        command.addAll(List.of(arguments));
        Process git = new ProcessBuilder(command)
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .start();
        String said = new String(git.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
        assertThat(git.waitFor()).as(said).isZero();
    }

    @Test
    void outOfOrderIsAnErrorUnlessItIsAllowed() {
        project.file("20250101000001_a.sql", "create table late(id int);");
        assertThat(states()).containsExactly(TargetState.DRIFTED);
        assertThat(Objects.requireNonNull(Project.result(project.migrate(), "a").error())
                        .hint())
                .contains("out_of_order: allow");
        project.rules = new MigrationSet.Rules(true, List.of());
        assertThat(project.check("a").pending()).containsExactly("20250101000001_a.sql");
        assertThat(project.migrate().count(Outcome.APPLIED)).isEqualTo(3);
        assertThat(states()).containsExactly(TargetState.CURRENT);
        assertThat(project.value("select to_regclass('app_c.late')")).isEqualTo("app_c.late");
    }

    @Test
    void stampRecordsWithoutRunningAndNothingElse() {
        project.file(THREE, "create table three(id int);")
                .file("20250101000004_four.sql", "create table four(id int);");
        List<TargetIntent> plan = new Stamp(project.migrator(), project.targets(), "20250101000003").plan();
        assertThat(plan).extracting(TargetIntent::files).containsOnly(List.of(THREE));
        assertThat(project.check("a").pending()).hasSize(2);
        assertThat(stamp("20250101000003")).extracting(TargetResult::applied).containsOnly(List.of(THREE));
        assertThat(project.check("a").pending()).containsExactly("20250101000004_four.sql");
        assertThat(project.value("select to_regclass('app_a.three')")).isNull();
        assertThat(project.migrate().count(Outcome.APPLIED)).isEqualTo(3);
        assertThat(states()).containsExactly(TargetState.CURRENT);
        project.file(THREE, "create table three(id bigint);");
        assertThat(states()).containsExactly(TargetState.DRIFTED);
        assertThatThrownBy(() -> stamp("7")).hasMessageContaining("'7'");
    }

    @Test
    void aSchemaThatIsNotThereCannotBeStamped() {
        project.tenants = List.of("new");
        assertThat(new Stamp(project.migrator(), project.targets(), null)
                        .plan()
                        .get(0)
                        .refusal())
                .contains("does not exist");
        assertThat(stamp(null)).isEmpty();
        assertThat(project.check("new").state()).isEqualTo(TargetState.PENDING);
    }

    @Test
    void stampingDoesNotHideAnEditOrALostFile() {
        project.file(THREE, "create table three(id int);").file(TWO, "create table two(id bigint);");
        stamp(null);
        assertThat(states()).containsExactly(TargetState.DRIFTED);
        assertThat(project.check("a").applied()).isEqualTo(3);
        project.file(TWO, "create table two(id int);");
        assertThat(states()).containsExactly(TargetState.CURRENT);
        project.remove(ONE).file("20250101000004_four.sql", "select 4;");
        assertThat(stamp(null)).isEmpty();
        assertThat(states()).containsExactly(TargetState.DRIFTED);
    }

    @Test
    void aStampedTargetIsReadAgainWhenSomebodyChangesItsLedger() {
        project.file(THREE, "create table three(id int);");
        stamp(null);
        project.sql("delete from app_b.schema_migrations where migration_name = '" + THREE + "'");
        assertThat(project.check("b").pending()).containsExactly(THREE);
        assertThat(project.check("a").state()).isEqualTo(TargetState.CURRENT);
    }

    /** A database of an earlier devctl: it had no texts. */
    @Test
    void recordsOfVersionTwoAreUpgradedByTheNextMigration() {
        project.sql(
                "drop table devctl.texts",
                "alter table devctl.targets drop column form, drop column table_name",
                "update devctl.version set version = 2");
        assertThat(states()).containsExactly(TargetState.CURRENT);
        project.file(TWO, "create table two(id bigint);");
        String message = Objects.requireNonNull(
                        Project.result(project.migrate(), "a").error())
                .message();
        assertThat(message).contains("is not known");
        assertThat(repair().look().get(0).file().known()).isFalse();
        assertThatThrownBy(() -> Repair.restore(repair().look())).hasMessageContaining("is not known");
        project.file(TWO, "create table two(id int);").file(THREE, "create table three(id int);");
        assertThat(project.migrate().count(Outcome.APPLIED)).isEqualTo(3);
        assertThat(project.value("select version from devctl.version")).isEqualTo(Integer.toString(Records.VERSION));
        assertThat(project.value("select count(*) from devctl.texts")).isEqualTo("3");
        assertThat(project.value("select count(*) from devctl.applied")).isEqualTo("9");
        assertThat(states()).containsExactly(TargetState.CURRENT);
    }

    @Test
    void whatVerifyNamesMustBeThereAfterMigratingAndLater() {
        project.rules = new MigrationSet.Rules(
                false, List.of("two", "select count(*) = 0 from two", "select '{tenant}' <> 'b'", "select 1 / 0 = 1"));
        assertThat(states()).containsExactly(TargetState.CURRENT);
        assertThat(new Verify(project.migrator()).run(project.targets()))
                .extracting(TargetStatus::reason)
                .containsExactly(
                        "verify: 'select 1 / 0 = 1' failed: division by zero",
                        "verify: 'select 'b' <> 'b'' returned false, not true",
                        "verify: 'select 1 / 0 = 1' failed: division by zero");
        project.rules = new MigrationSet.Rules(false, List.of("three", "select count(*) = 0 from three"));
        assertThat(states()).containsExactly(TargetState.DRIFTED);
        assertThat(project.check("a").reason()).isEqualTo("verify: there is no table 'three'");
        project.file(THREE, "create table three(id int);", "insert into three values (1);");
        TargetResult first = Project.result(project.migrate(), "a");
        assertThat(first.outcome()).isEqualTo(Outcome.FAILED);
        assertThat(first.reason()).isEqualTo("verify: 'select count(*) = 0 from three' returned false, not true");
        assertThat(project.value("select to_regclass('app_b.three')")).isNull();
        project.sql("delete from app_a.three");
        assertThat(new Verify(project.migrator()).run(project.targets()).get(0).state())
                .isEqualTo(TargetState.CURRENT);
    }

    @Test
    void verifySqlChangesNothing() {
        project.rules = new MigrationSet.Rules(false, List.of("insert into two values (1) returning true"));
        assertThat(new Verify(project.migrator()).run(project.targets()).get(0).reason())
                .contains("read-only transaction");
        assertThat(project.value("select count(*) from app_a.two")).isEqualTo("0");
    }
}
