package io.devctl.migrate;

import static org.assertj.core.api.Assertions.assertThat;

import io.devctl.model.Event;
import io.devctl.model.EventSink;
import io.devctl.model.MigrateReport;
import io.devctl.model.TargetResult;
import io.devctl.model.TargetResult.Outcome;
import io.devctl.model.TargetState;
import io.devctl.model.TargetStatus;
import io.devctl.postgres.Connections;
import io.devctl.postgres.Endpoint;
import io.devctl.testing.LoggingPostgres;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/**
 * What users of other tools ran into, by the name under which they reported it. More of them stand where they belong:
 * {@link ConcurrencyIT}, {@link OutsideTransactionsIT}, {@link TruthIT}, and the scripts of {@link PsqlIT}.
 */
@Timeout(120)
final class ReplaysIT {
    @RegisterExtension
    static final LoggingPostgres SERVER = new LoggingPostgres();

    private static final String ONE = "20250101000001_one.sql";
    private static final String TWO = "20250101000002_two.sql";

    @TempDir
    private Path folder;

    private Project project;

    @BeforeEach
    void project() {
        project = new Project(folder, Connections.to(SERVER.freshEndpoint()));
    }

    private void applies() {
        assertThat(project.migrate().targets())
                .allSatisfy(result -> assertThat(result.outcome())
                        .as(String.valueOf(result.error()))
                        .isEqualTo(Outcome.APPLIED));
        assertThat(project.check()).extracting(TargetStatus::state).containsOnly(TargetState.CURRENT);
    }

    /** There one lock of the whole database made the tenants wait for each other. */
    @Test
    @DisplayName("atlas #3476, golang-migrate #118, ros-apartment #298: a locked tenant holds up no other")
    void aLockedTenantHoldsUpNoOther() throws Exception {
        project.file(ONE, "create table one(id int);");
        List<MigrationTarget> targets = project.targets();
        CountDownLatch others = new CountDownLatch(2);
        EventSink events = event -> {
            if (event instanceof Event.TargetFinished) {
                others.countDown();
            }
        };
        ExecutorService thread = Executors.newSingleThreadExecutor();
        try (Connection holder = project.database.getConnection();
                Statement statement = holder.createStatement()) {
            statement.execute("select pg_advisory_lock(" + TargetLock.key(targets.get(1)) + ")");
            Future<MigrateReport> run =
                    thread.submit(() -> project.migrator().migrate(targets, MigrateOptions.defaults(), events));
            others.await();
            assertThat(project.check())
                    .extracting(TargetStatus::state)
                    .containsExactly(TargetState.CURRENT, TargetState.PENDING, TargetState.CURRENT);
            statement.execute("select pg_advisory_unlock_all()");
            assertThat(run.get().count(Outcome.APPLIED)).isEqualTo(3);
        } finally {
            thread.shutdownNow();
        }
    }

    /** There the key with which a lock was given back was not the one with which it was taken. */
    @Test
    @DisplayName("golang-migrate #130: a target's lock is free when the target is done, not when the run is")
    void aLockIsGivenBackWithItsTarget() {
        project.file(ONE, "create table one(id int);");
        List<MigrationTarget> targets = project.targets();
        List<Boolean> free = new ArrayList<>();
        project.migrator().migrate(targets, MigrateOptions.defaults().withJobs(1), event -> {
            if (event instanceof Event.TargetFinished) {
                free.add("t"
                        .equals(project.value(
                                "select pg_try_advisory_lock(" + TargetLock.key(targets.get(free.size())) + ")")));
            }
        });
        assertThat(free).containsExactly(true, true, true);
    }

    /** There every start took the lock, so that instances with nothing to do waited for one another. */
    @Test
    @DisplayName("beads #4764: what is up to date asks for no lock")
    void whatIsUpToDateAsksForNoLock() throws SQLException {
        project.file(ONE, "create table one(id int);");
        project.migrate();
        try (Connection holder = project.database.getConnection();
                Statement statement = holder.createStatement()) {
            for (MigrationTarget target : project.targets()) {
                statement.execute("select pg_advisory_lock(" + TargetLock.key(target) + ")");
            }
            assertThat(project.migrate().count(Outcome.CURRENT)).isEqualTo(3);
        }
    }

    /** There every tenant cost a round trip or a whole start, also with nothing to do: 12 minutes for 900 tenants. */
    @Test
    @DisplayName("django-tenants #719 and #1082, hitobito #692: as many questions for 120 tenants as for 3")
    void asManyQuestionsForManyTenantsAsForFew() throws Exception {
        project.file(ONE, "create table one(id int);");
        project.migrate();
        SERVER.sent();
        project.check();
        int few = questions();
        project.tenants = IntStream.range(0, 120).mapToObj(i -> "t" + i).toList();
        project.migrate();
        SERVER.sent();
        assertThat(project.check()).extracting(TargetStatus::state).containsOnly(TargetState.CURRENT);
        assertThat(questions()).isEqualTo(few);
        project.tenants = List.of("a");
        assertThat(project.migrator().history(project.targets())).hasSize(1);
        int fewOfHistory = questions();
        project.tenants = IntStream.range(0, 120).mapToObj(i -> "t" + i).toList();
        assertThat(project.migrator().history(project.targets()))
                .extracting(entry -> entry.target().tenant())
                .isEqualTo(project.tenants);
        assertThat(questions()).isEqualTo(fewOfHistory);
        // and each tenant is known by itself
        project.sql("delete from app_t77.schema_migrations");
        assertThat(project.check("t77").state()).isEqualTo(TargetState.PENDING);
        assertThat(project.check("t78").state()).isEqualTo(TargetState.CURRENT);
    }

    private static int questions() throws Exception {
        return (int) SERVER.sent().stream()
                .filter(sent -> sent.application().equals("devctl"))
                .count();
    }

    /** There a second run failed because the first one had left the table. */
    @Test
    @DisplayName("django-tenants #177: a run that failed half way is simply run again")
    void aRunThatFailedHalfWayIsRunAgain() {
        project.sql("create schema app_b", "create table app_b.in_the_way(id int)");
        project.file(ONE, "create table one(id int);", "create table in_the_way(id int);");
        assertThat(project.migrate().count(Outcome.FAILED)).isEqualTo(1);
        assertThat(project.value("select to_regclass('app_b.one')")).isNull();
        project.sql("drop table app_b.in_the_way");
        assertThat(Project.result(project.migrate(), "b").outcome()).isEqualTo(Outcome.APPLIED);
        assertThat(project.check()).extracting(TargetStatus::state).containsOnly(TargetState.CURRENT);
    }

    /** There state shared by all of a JVM left locks behind, and a cache made some tenants be passed over. */
    @Test
    @DisplayName("camunda #61009 and #62802, liquibase #6140: several databases at once in one JVM")
    void severalDatabasesAtOnceInOneJvm() throws Exception {
        project.file(ONE, "create table one(id int);").file(TWO, "create table two(id int);");
        ExecutorService threads = Executors.newFixedThreadPool(4);
        try {
            List<Callable<MigrateReport>> all = new ArrayList<>();
            for (int i = 0; i < 4; i++) {
                Endpoint at = SERVER.freshEndpoint();
                all.add(() -> new Migrator(Connections.to(at), folder.resolve("cache"))
                        .migrate(project.targets(), MigrateOptions.defaults(), EventSink.none()));
            }
            for (Future<MigrateReport> run : threads.invokeAll(all)) {
                assertThat(run.get().targets())
                        .extracting(TargetResult::applied)
                        .containsOnly(List.of(ONE, TWO));
            }
            assertThat(project.value("select count(*) from pg_locks where locktype = 'advisory'"))
                    .isEqualTo("0");
        } finally {
            threads.shutdownNow();
        }
    }

    /** There only the times in the names were compared. */
    @Test
    @DisplayName("supabase/cli #3491: a file that was edited after it was applied is named")
    void anEditedFileIsNamed() {
        project.file(ONE, "create table one(id int);");
        project.migrate();
        project.file(ONE, "create table one(id bigint);");
        assertThat(project.check()).allSatisfy(status -> {
            assertThat(status.state()).isEqualTo(TargetState.DRIFTED);
            assertThat(status.reason()).isEqualTo("edited after it was applied: '" + ONE + "'");
        });
    }

    /** There the folder went into the checksum. */
    @Test
    @DisplayName("flyway #2503: files in another folder are the same files")
    void filesInAnotherFolderAreTheSame() throws Exception {
        project.file(ONE, "create table one(id int);");
        project.migrate();
        Path elsewhere = Files.createDirectories(folder.resolve("else/where"));
        Files.move(project.folder(), elsewhere.resolve("migrations"));
        Project moved = new Project(elsewhere, project.database);
        assertThat(moved.check()).extracting(TargetStatus::state).containsOnly(TargetState.CURRENT);
    }

    /** There the number alone was the migration's name, so that one of the two could not be applied. */
    @Test
    @DisplayName("dataverse #11011, flyway #3877: two branches that chose one version")
    void twoBranchesThatChoseOneVersion() {
        project.file(ONE, "create table one(id int);");
        applies();
        project.file("20250101000001_uno.sql", "create table uno(id int);");
        applies();
        assertThat(project.value("select to_regclass('app_c.uno')")).isNotNull();
    }

    /** There ${…} was looked up wherever it stood. */
    @Test
    @DisplayName("flyway: what looks like a placeholder in a text or a body stays as it is")
    void whatLooksLikeAPlaceholderStays() {
        project.file(
                ONE,
                "create table one(v text);",
                "insert into one values ('${HOME}'), ($$ ${x} $$), ('a?b'), ('{d}');",
                "create function f() returns text language plpgsql as $f$ begin return '${y}'; end $f$;");
        applies();
        assertThat(project.value("select string_agg(v, '|') || app_a.f() from app_a.one"))
                .isEqualTo("${HOME}| ${x} |a?b|{d}${y}");
    }

    /** There names without a schema were found in the default schema, or made there. */
    @Test
    @DisplayName("liquibase #5426 and #3242, alembic #899: names without a schema are the tenant's")
    void namesWithoutASchemaAreTheTenants() {
        project.sql("create table public.items(id int)", "create type public.mood as enum ('no')");
        project.file(ONE, "create table items(id int);", "create type mood as enum ('yes');")
                .file(TWO, "insert into items values (1);", "alter table items add column m mood default 'yes';");
        applies();
        assertThat(project.value("select count(*) from public.items")).isEqualTo("0");
        assertThat(project.value("select m from app_b.items")).isEqualTo("yes");
    }

    /** There a body had to be wrapped in annotations, or was cut at its first semicolon. */
    @Test
    @DisplayName("goose #91 and #231: bodies with semicolons need no annotation")
    void bodiesNeedNoAnnotation() {
        project.file(
                ONE,
                "create table one(id int);",
                "create function f() returns trigger language plpgsql as $$",
                "declare x int;",
                "begin",
                "  x := 1; -- it's; here",
                "  return new;",
                "end;",
                "$$;",
                "create trigger t before insert on one for each row execute function f();");
        applies();
    }

    /** There the opening and the closing were taken to share the asterisk. */
    @Test
    @DisplayName("supabase/cli #6587, bytebase/omni #375: /*/ opens a comment, and a$b$c is a name")
    void aSlashAfterAnOpeningClosesNothing() {
        project.file(
                ONE, "/*/ ' ; create table no(id int); */ create table a$b$c(id int); select 1 as d$;", "select '$';");
        applies();
        assertThat(project.value("select to_regclass('app_a.no')")).isNull();
        assertThat(project.value("select to_regclass('app_a.a$b$c')")).isNotNull();
    }

    /** There "Applied" was printed before it was known. */
    @Test
    @DisplayName("dbmate: what failed is not told as applied")
    void whatFailedIsNotToldAsApplied() {
        project.file(ONE, "create table one(id int primary key deferrable initially deferred);")
                .file(
                        TWO,
                        "create table two(id int references one deferrable initially deferred);",
                        "insert into two values (1);"); // refused by the commit
        project.migrate();
        assertThat(project.events.stream()
                        .filter(Event.MigrationApplied.class::isInstance)
                        .map(event -> ((Event.MigrationApplied) event).file()))
                .containsOnly(ONE)
                .hasSize(3);
        assertThat(project.value("select to_regclass('app_a.two')")).isNull();
    }
}
