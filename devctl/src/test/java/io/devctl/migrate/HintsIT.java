package io.devctl.migrate;

import static org.assertj.core.api.Assertions.assertThat;

import io.devctl.testing.TestPostgres;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** What to do about the usual errors. */
@Timeout(60)
final class HintsIT {
    @RegisterExtension
    static final TestPostgres POSTGRES = new TestPostgres();

    private static final String ONE = "20250101000001_one.sql";

    @TempDir
    private Path folder;

    private Project project;

    @BeforeEach
    void project() {
        project = new Project(folder, POSTGRES.freshDatabase());
        project.tenants = List.of("a");
    }

    private @Nullable String hint(String sql) {
        project.file(ONE, sql);
        return Objects.requireNonNull(project.migrate().targets().get(0).error())
                .hint();
    }

    @Test
    void aTableThatALaterFileMakes() {
        project.file("20250101000002_users.sql", "create table if not exists users (id int);");
        assertThat(hint("alter table users add column x int;"))
                .startsWith("20250101000002_users.sql makes it, and files run in the order of their names");
    }

    @Test
    void aTableInASchemaThatIsNotLookedInto() {
        project.sql("create schema shared", "create table shared.plans(id int)");
        assertThat(hint("select * from plans;"))
                .isEqualTo(
                        "there is one in schema shared, and names are looked for in app_a, public: write shared.plans");
        assertThat(hint("select * from nowhere_at_all;")).contains("does an earlier migration make it?");
    }

    @Test
    void aTypeOrFunctionOfAnExtension() {
        assertThat(hint("create table t(e vector(3));")).contains("extension vector brings it");
        assertThat(hint("select uuid_generate_v4();")).contains("extension uuid-ossp brings it");
        project.sql("create schema extensions", "create extension citext schema extensions");
        assertThat(hint("create table t(e citext);")).contains("is in schema extensions: write extensions.citext");
    }

    @Test
    void anExtensionThatTheServerLacks() {
        assertThat(hint("create extension vector;")).contains("the server lacks its files: install 'vector' there");
    }

    @Test
    void somethingThatIsThereAlreadyAndWhatTheFileRaisesItself() {
        project.sql("create schema app_a", "create table app_a.t(id int)");
        assertThat(hint("create table t(id int);")).contains("it is there already");
        assertThat(hint("do $$ begin raise exception 'stop here'; end $$;")).isNull();
    }
}
