package io.devctl.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.concurrent.TimeUnit;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

@Timeout(value = 2, unit = TimeUnit.MINUTES)
class SharedPostgresIT {
    @RegisterExtension
    static final TestPostgres POSTGRES = new TestPostgres();

    @Test
    void givesEachCallAnEmptyDatabaseOfItsOwn() throws SQLException {
        DataSource one = POSTGRES.freshDatabase();
        DataSource other = POSTGRES.freshDatabase();
        try (Connection connection = one.getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute("create table t ()");
        }
        try (Connection connection = other.getConnection();
                Statement statement = connection.createStatement();
                ResultSet row =
                        statement.executeQuery("select to_regclass('t'), current_setting('application_name')")) {
            assertThat(row.next()).isTrue();
            assertThat(row.getString(1)).isNull();
            assertThat(row.getString(2)).isEqualTo("devctl");
        }
    }

    @Test
    void failsATestThatLeavesAConnectionOpen() throws SQLException {
        Connection left = POSTGRES.freshDatabase().getConnection();
        assertThatThrownBy(POSTGRES::finishTest)
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("left connections open");
        left.close();
    }
}
