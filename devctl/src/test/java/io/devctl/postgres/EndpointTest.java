package io.devctl.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URI;
import java.sql.DriverManager;
import java.sql.DriverPropertyInfo;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class EndpointTest {
    private static final Endpoint ODD = new Endpoint("127.0.0.1", 5433, "my ü/db?", "a@b", "p:w/ %#+");

    @Test
    void encodesWhatAnAddressCannotHold() {
        assertThat(ODD.url()).isEqualTo("postgresql://a%40b:p%3Aw%2F%20%25%23%2B@127.0.0.1:5433/my%20%C3%BC%2Fdb%3F");
        assertThat(URI.create(ODD.url()).getUserInfo()).isEqualTo("a@b:p:w/ %#+");
        assertThat(ODD.jdbcUrl())
                .isEqualTo(
                        "jdbc:postgresql://127.0.0.1:5433/my%20%C3%BC%2Fdb%3F?user=a%40b&password=p%3Aw%2F%20%25%23%2B");
        assertThat(ODD.sqlalchemyUrl()).startsWith("postgresql+psycopg://a%40b:");
    }

    @Test
    void theDriverReadsTheJdbcFormAsItWasMeant() throws SQLException {
        String url = ODD.jdbcUrl();
        Map<String, String> read = new TreeMap<>();
        for (DriverPropertyInfo property : DriverManager.getDriver(url).getPropertyInfo(url, new Properties())) {
            read.put(property.name, String.valueOf(property.value));
        }
        assertThat(read)
                .containsEntry("PGDBNAME", "my ü/db?")
                .containsEntry("user", "a@b")
                .containsEntry("password", "p:w/ %#+");
    }

    @Test
    void showsNoPassword() {
        assertThat(ODD.toString())
                .isEqualTo(ODD.safeUrl())
                .doesNotContain("p:w")
                .doesNotContain("%2F%20%25");
        assertThat(new PostgresSettings("embedded", "18", "d", "u", "hunter2", null, List.of(), Map.of()).toString())
                .doesNotContain("hunter2");
    }

    @Test
    void putsAnIpv6AddressInBrackets() {
        assertThat(new Endpoint("::1", 5432, "d", "u", "p").safeUrl()).isEqualTo("postgresql://u@[::1]:5432/d");
    }

    @Test
    void refusesAPortThatIsNone() {
        assertThatThrownBy(() -> new Endpoint("h", 0, "d", "u", "p")).isInstanceOf(IllegalArgumentException.class);
    }
}
