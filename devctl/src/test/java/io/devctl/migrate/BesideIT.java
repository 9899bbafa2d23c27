package io.devctl.migrate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.devctl.model.DevctlException;
import io.devctl.model.TargetState;
import io.devctl.postgres.Connections;
import io.devctl.postgres.Endpoint;
import io.devctl.testing.ClientPrograms;
import io.devctl.testing.LoggingPostgres;
import io.devctl.testing.Run;
import io.devctl.testing.Trees;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.sql.Connection;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/**
 * What is done beside devctl with the machine's own tools (dumps and restores, renamed databases, editors, git) is never
 * reported as current when it is not, and a run afterwards does what is missing. What SQL alone can do is in
 * {@link TruthIT}.
 */
@Timeout(300)
final class BesideIT {
    @RegisterExtension
    static final LoggingPostgres SERVER = new LoggingPostgres();

    private static final String ONE = "20250101000001_one.sql";
    private static final String TWO = "20250101000002_two.sql";
    private static final String THREE = "20250101000003_three.sql";

    @TempDir
    private Path folder;

    /** Something that is done to a migrated database or to its files. */
    private interface Deed {
        void doIt(Bed bed) throws Exception;
    }

    /** A checkout with three tenants whose three files are applied, and the cache of its files. */
    private static final class Bed {
        final Endpoint at = SERVER.freshEndpoint();
        final Path root;
        final Project project;

        Bed(Path root) {
            this.root = root;
            this.project = new Project(root, Connections.to(at));
            project.file(ONE, "create table one(id int);").file(TWO, "create table two(id int);");
        }

        Bed migrated() {
            third();
            project.migrate();
            return this;
        }

        void third() {
            project.file(THREE, "create table three(id int);");
        }

        Path file(String name) {
            return project.folder().resolve(name);
        }

        Set<String> current() {
            return new Migrator(project.database, root.resolve("cache/files"))
                    .check(project.targets()).stream()
                            .filter(status -> status.state() == TargetState.CURRENT)
                            .map(status -> String.valueOf(status.target().tenant()))
                            .collect(Collectors.toSet());
        }

        String run(String program, String... arguments) {
            return ClientPrograms.run(at, Map.of(), program, arguments);
        }

        /** Runs statements from a database beside this one. */
        void fromOutside(String... statements) {
            new Project(root, Connections.to(at.withDatabase("postgres"))).sql(statements);
        }

        void shell(String script) throws IOException {
            Run run = Run.await(
                    new ProcessBuilder("sh", "-ec", script)
                            .directory(root.toFile())
                            .start(),
                    Duration.ofSeconds(30));
            assertThat(run.exitCode()).as(run.toString()).isZero();
        }

        void sql(String... statements) {
            project.sql(statements);
        }

        void restore(Path dump) {
            run("pg_restore", "-d", at.database(), dump.toString());
        }

        Path dump(String... arguments) {
            Path file = root.resolve("dump");
            List<String> all = new ArrayList<>(List.of("-Fc", "-f", file.toString()));
            all.addAll(List.of(arguments));
            run("pg_dump", all.toArray(String[]::new));
            return file;
        }
    }

    /** Deeds after which tenant b is not current, and the other two are. */
    private static Map<String, Deed> toOneTenant() {
        String ledger = "app_b.schema_migrations";
        String delete = "delete from " + ledger + " where migration_name like '%three.sql'";
        Map<String, Deed> all = new LinkedHashMap<>();
        all.put("an older dump of one schema restored", bed -> {
            bed.sql(delete, "drop table app_b.three");
            Path dump = bed.dump("-n", "app_b");
            bed.project.migrate();
            bed.sql("drop schema app_b cascade");
            bed.restore(dump);
        });
        all.put("an older ledger's data restored", bed -> {
            Path dump = bed.dump("--data-only", "-t", ledger);
            bed.sql("truncate " + ledger);
            bed.restore(dump);
            bed.sql(delete);
        });
        all.put("a ledger's data restored without triggers", bed -> {
            bed.sql(delete);
            Path dump = bed.dump("--data-only", "-t", ledger);
            bed.sql("insert into " + ledger + "(migration_name) values ('" + THREE + "')");
            bed.project.migrate();
            bed.sql("truncate " + ledger);
            bed.run("pg_restore", "-d", bed.at.database(), "--disable-triggers", dump.toString());
        });
        all.put("records restored over a ledger that lost a row", bed -> {
            Path dump = bed.dump("-n", "devctl");
            bed.sql(delete, "drop schema devctl cascade");
            bed.restore(dump);
        });
        all.put("records' data restored over a ledger that lost a row", bed -> {
            Path dump = bed.dump("--data-only", "-n", "devctl");
            bed.sql(
                    delete,
                    "truncate devctl.targets, devctl.version, devctl.tables, devctl.tasks, devctl.texts cascade");
            bed.run("pg_restore", "-d", bed.at.database(), "--disable-triggers", dump.toString());
        });
        all.put("a dump with the ledger's row missing restored as a whole", bed -> {
            bed.sql(delete);
            Path dump = bed.dump("--create");
            bed.sql("insert into " + ledger + "(migration_name) values ('" + THREE + "')");
            bed.fromOutside("drop database " + bed.at.database() + " with (force)");
            bed.run("pg_restore", "--create", "-d", "postgres", dump.toString());
        });
        all.put("a row deleted in a restored database", bed -> {
            Path dump = bed.dump("--create");
            bed.fromOutside("drop database " + bed.at.database() + " with (force)");
            bed.run("pg_restore", "--create", "-d", "postgres", dump.toString());
            bed.project.migrate();
            bed.sql(delete);
        });
        all.put("a row deleted in a copy of the database that took its place", bed -> {
            String name = bed.at.database();
            bed.fromOutside("create database " + name + "_copy template " + name);
            new Project(bed.root, Connections.to(bed.at.withDatabase(name + "_copy")))
                    .sql("set session_replication_role = replica", delete);
            bed.fromOutside(
                    "alter database " + name + " rename to " + name + "_old",
                    "alter database " + name + "_copy rename to " + name);
        });
        all.put("triggers disabled while a copy was made", bed -> {
            bed.sql("alter table " + ledger + " disable trigger all", delete);
            bed.sql("create table aside as select * from " + ledger, "truncate " + ledger);
            bed.sql("insert into " + ledger + " select * from aside");
            bed.sql("alter table " + ledger + " enable always trigger devctl_rows");
            bed.sql("alter table " + ledger + " enable always trigger devctl_truncate");
        });
        all.put("a row added in a child table of the ledger", bed -> {
            bed.sql("create table app_b.child() inherits (" + ledger + ")");
            bed.sql("insert into app_b.child(id, migration_name) values (9, 'x.sql')");
        });
        all.put("the ledger rewritten", bed -> {
            bed.sql("vacuum full " + ledger, delete, "cluster " + ledger + " using schema_migrations_pkey");
        });
        all.put(
                "the ledger made unlogged and lost",
                bed -> bed.sql("alter table " + ledger + " set unlogged", "truncate " + ledger));
        all.put(
                "a row merged away",
                bed -> bed.sql(
                        "merge into " + ledger + " l using (values (1)) v(x) on l.id = 3 when matched then delete"));
        all.put("rows copied in and out", bed -> {
            Path file = bed.root.resolve("rows");
            bed.run("psql", "-X", "-c", "\\copy " + ledger + " to '" + file + "'");
            List<String> rows = Files.readAllLines(file);
            Files.write(file, rows.subList(0, 2));
            bed.sql("truncate " + ledger);
            bed.run("psql", "-X", "-c", "\\copy " + ledger + " from '" + file + "'");
        });
        all.put("schemas swapped while one was behind", bed -> {
            bed.sql("delete from app_c.schema_migrations where id = 3", "drop table app_c.three");
            bed.sql("alter schema app_b rename to aside", "alter schema app_c rename to app_b");
            bed.sql("alter schema aside rename to app_c");
        });
        all.put("everything of a role dropped", bed -> {
            String role = "r" + bed.at.database();
            bed.sql("create role " + role, "alter table app_b.two owner to " + role, "drop owned by " + role);
            bed.sql("drop role " + role);
        });
        all.put("the ledger dropped and made again with the same content, then changed", bed -> {
            bed.sql("create table app_b.aside as select * from " + ledger, "drop table " + ledger);
            bed.sql("create table " + ledger + " (id serial primary key, migration_name varchar(255) unique not null,"
                    + " applied_at timestamptz default now())");
            bed.sql("insert into " + ledger + " select * from app_b.aside", delete);
        });
        all.put("the records' row of a tenant given to another", bed -> {
            bed.sql(delete, "update devctl.targets set schema_name = 'x' where schema_name = 'app_b'");
            bed.sql(
                    "insert into devctl.targets(schema_name, ledger_name, name_column, service, engine, ledger, identity,"
                            + " changes, vouched, digest, applied, last_name) select 'app_b', ledger_name, name_column, service,"
                            + " engine, ledger, identity, changes, vouched, digest, applied, last_name from devctl.targets where"
                            + " schema_name = 'app_a'");
        });
        all.put(
                "the records' digest taken from elsewhere",
                bed -> bed.sql(
                        "update devctl.targets set digest = 'x', applied = 99 where schema_name = 'app_b'", delete));
        all.put("records of an older devctl", bed -> bed.sql("update devctl.version set version = 1", delete));
        all.put("a change that is committed after a check", bed -> {
            try (Connection other = bed.project.database.getConnection();
                    Statement statement = other.createStatement()) {
                other.setAutoCommit(false);
                statement.execute(delete);
                assertThat(bed.current()).hasSize(3);
                other.commit();
            }
        });
        return all;
    }

    @TestFactory
    Stream<DynamicTest> toOneTenantOfAMigratedDatabase() {
        return toOneTenant().entrySet().stream()
                .map(deed -> DynamicTest.dynamicTest(deed.getKey(), () -> {
                    Bed bed = new Bed(Files.createTempDirectory(folder, "bed")).migrated();
                    assertThat(bed.current()).containsExactlyInAnyOrder("a", "b", "c");
                    deed.getValue().doIt(bed);
                    assertThat(bed.current()).containsExactlyInAnyOrder("a", "c");
                }));
    }

    /** Deeds after which no tenant is current. */
    private static Map<String, Deed> toTheDatabase() {
        Map<String, Deed> all = new LinkedHashMap<>();
        all.put(
                "dropped and created",
                bed -> bed.fromOutside(
                        "drop database " + bed.at.database() + " with (force)",
                        "create database " + bed.at.database()));
        all.put("an older database of the same name in its place", bed -> {
            String name = bed.at.database();
            bed.fromOutside("alter database " + name + " rename to " + name + "_aside");
            bed.fromOutside("create database " + name + " template " + name + "_older");
        });
        all.put("an older dump restored", bed -> {
            bed.fromOutside("drop database " + bed.at.database() + " with (force)");
            bed.run(
                    "pg_restore",
                    "--create",
                    "-d",
                    "postgres",
                    bed.root.resolve("dump").toString());
        });
        all.put("an older dump restored over it", bed -> {
            bed.sql("drop table app_a.three, app_b.three, app_c.three");
            bed.run(
                    "pg_restore",
                    "--clean",
                    "-d",
                    bed.at.database(),
                    bed.root.resolve("dump").toString());
        });
        all.put("all schemas dropped", bed -> bed.sql("drop schema app_a, app_b, app_c cascade"));
        return all;
    }

    @TestFactory
    Stream<DynamicTest> toTheWholeDatabase() {
        return toTheDatabase().entrySet().stream()
                .map(deed -> DynamicTest.dynamicTest(deed.getKey(), () -> {
                    Bed bed = new Bed(Files.createTempDirectory(folder, "bed"));
                    bed.project.migrate(); // two of three files
                    bed.fromOutside("create database " + bed.at.database() + "_older template " + bed.at.database());
                    bed.dump("--create");
                    bed.migrated();
                    assertThat(bed.current()).containsExactlyInAnyOrder("a", "b", "c");
                    deed.getValue().doIt(bed);
                    assertThat(bed.current()).isEmpty();
                    assertThat(bed.project.migrate().targets())
                            .allSatisfy(result -> assertThat(result.applied()).endsWith(THREE));
                    assertThat(bed.current()).containsExactlyInAnyOrder("a", "b", "c");
                }));
    }

    /** Deeds to a file that has been in the cache for long; the new content has the size of the old one. */
    private static Map<String, Deed> toFiles() {
        String other = "create table twO(id int);\n";
        Map<String, Deed> all = new LinkedHashMap<>();
        all.put("edited", bed -> Files.writeString(bed.file(TWO), other));
        all.put(
                "edited, and its time put back",
                bed -> keepingTime(bed.file(TWO), file -> Files.writeString(file, other)));
        all.put("edited, read, and edited within the same second", bed -> {
            Files.writeString(bed.file(TWO), "create table Two(id int);\n");
            bed.current();
            Files.writeString(bed.file(TWO), "create table two(id int);\n");
            assertThat(bed.current()).hasSize(3);
            keepingTime(bed.file(TWO), file -> Files.writeString(file, other));
        });
        all.put(
                "replaced by a file as old and as long",
                bed -> keepingTime(bed.file(TWO), file -> {
                    Path edited = Files.writeString(bed.root.resolve("edited"), other);
                    Files.move(edited, file, StandardCopyOption.REPLACE_EXISTING);
                }));
        all.put(
                "replaced by a symbolic link",
                bed -> keepingTime(bed.file(TWO), file -> {
                    Path edited = Files.writeString(bed.root.resolve("edited"), other);
                    Files.delete(file);
                    Files.createSymbolicLink(file, edited);
                }));
        all.put("a symbolic link whose end is edited", bed -> {
            Path end = Files.move(bed.file(TWO), bed.root.resolve("end"));
            Files.createSymbolicLink(bed.file(TWO), end);
            assertThat(bed.current()).hasSize(3);
            keepingTime(end, file -> Files.writeString(file, other));
        });
        all.put("edited through another name", bed -> {
            Path link = Files.createLink(bed.root.resolve("link"), bed.file(TWO));
            keepingTime(link, file -> Files.writeString(file, other));
        });
        all.put("its folder replaced", bed -> {
            Path copy = bed.root.resolve("copy");
            bed.shell("cp -a migrations copy && mv migrations old && mv copy migrations");
            assertThat(copy).doesNotExist();
            keepingTime(bed.file(TWO), file -> Files.writeString(file, other));
        });
        all.put(
                "two files swapped",
                bed -> bed.shell("cd migrations && mv " + ONE + " x && mv " + TWO + " " + ONE + " && mv x " + TWO));
        all.put("removed", bed -> Files.delete(bed.file(TWO)));
        all.put("renamed", bed -> Files.move(bed.file(TWO), bed.file("20250101000002_zwei.sql")));
        all.put("emptied", bed -> Files.writeString(bed.file(TWO), ""));
        all.put("one added", bed -> Files.writeString(bed.file("20250101000004_four.sql"), "select 4;"));
        all.put("one added in between", bed -> Files.writeString(bed.file("20250101000002_a.sql"), "select 4;"));
        all.put("another branch", bed -> {
            bed.shell("git init -q -b main . && printf 'cache\\n' >.gitignore && git add .gitignore migrations"
                    + " && git -c user.name=x -c user.email=x@y commit -q -m one && git checkout -q -b other");
            Files.writeString(bed.file(TWO), other);
            bed.shell("git -c user.name=x -c user.email=x@y commit -q -a -m two && git checkout -q main");
            assertThat(bed.current()).as("back on the first branch").hasSize(3);
            bed.shell("git checkout -q other");
        });
        all.put("another checkout's cache", bed -> {
            Bed checkout = new Bed(Files.createDirectories(bed.root.resolve("checkout")));
            checkout.third();
            Files.writeString(checkout.file(TWO), other);
            Path cache = bed.root.resolve("cache/files");
            Files.createDirectories(checkout.root.resolve("cache"));
            Files.copy(cache, checkout.root.resolve("cache/files"));
            checkout.current();
            Files.copy(checkout.root.resolve("cache/files"), cache, StandardCopyOption.REPLACE_EXISTING);
            assertThat(bed.current()).hasSize(3);
            // the other checkout's folder comes to this place
            bed.shell("mv migrations old && mv checkout/migrations migrations");
        });
        return all;
    }

    private interface FileDeed {
        void doIt(Path file) throws IOException;
    }

    /** As {@code touch -r} would. */
    private static void keepingTime(Path file, FileDeed deed) throws IOException {
        FileTime time = Files.getLastModifiedTime(file);
        deed.doIt(file);
        Files.setLastModifiedTime(file, time);
    }

    @TestFactory
    Stream<DynamicTest> toFilesThatAreInTheCache() throws Exception {
        Map<String, Bed> beds = new LinkedHashMap<>();
        for (String name : toFiles().keySet()) {
            beds.put(name, new Bed(Files.createTempDirectory(folder, "bed")).migrated());
        }
        Instant trusted = Instant.now().plus(Duration.ofMillis(1100));
        while (Instant.now().isBefore(trusted)) {
            TimeUnit.MILLISECONDS.sleep(50); // only then does the cache believe what it read
        }
        return toFiles().entrySet().stream()
                .map(deed -> DynamicTest.dynamicTest(deed.getKey(), () -> {
                    Bed bed = Objects.requireNonNull(beds.get(deed.getKey()));
                    assertThat(bed.current()).hasSize(3);
                    assertThat(bed.current()).as("from the cache").hasSize(3);
                    Path aside = bed.root.resolve("aside");
                    bed.shell("cp -a migrations aside");
                    deed.getValue().doIt(bed);
                    assertThat(bed.current()).isEmpty();
                    assertThat(bed.current()).as("asked again").isEmpty();
                    Trees.delete(bed.project.folder());
                    Files.move(aside, bed.project.folder());
                    assertThat(bed.current()).as("put back").hasSize(3);
                }));
    }

    @TestFactory
    Stream<DynamicTest> whatIsNotUnderstoodIsNotCurrent() {
        return Stream.of(DynamicTest.dynamicTest("records of a newer devctl", () -> {
            Bed bed = new Bed(Files.createTempDirectory(folder, "bed")).migrated();
            bed.sql("update devctl.version set version = 99");
            assertThat(catchThrowable(bed::current))
                    .isInstanceOf(DevctlException.class)
                    .hasMessageContaining("newer devctl");
        }));
    }
}
