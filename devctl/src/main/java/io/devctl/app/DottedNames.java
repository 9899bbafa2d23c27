package io.devctl.app;

import io.devctl.postgres.Endpoint;
import java.util.Objects;
import java.util.function.UnaryOperator;

/** The values of {@code ${postgres.url}}, {@code ${services.X.port}} and their like; the loader knows that the names exist. */
final class DottedNames implements UnaryOperator<String> {
    private final Endpoint postgres;
    private final Ports ports;

    DottedNames(Endpoint postgres, Ports ports) {
        this.postgres = postgres;
        this.ports = ports;
    }

    @Override
    public String apply(String name) {
        if (name.startsWith("services.")) {
            return ofService(name.substring("services.".length()));
        }
        return switch (name) {
            case "postgres.url" -> postgres.url();
            case "postgres.jdbc_url" -> postgres.jdbcUrl();
            case "postgres.sqlalchemy_url" -> postgres.sqlalchemyUrl();
            case "postgres.host" -> postgres.host();
            case "postgres.port" -> Integer.toString(postgres.port());
            case "postgres.user" -> postgres.user();
            case "postgres.password" -> postgres.password();
            case "postgres.database" -> postgres.database();
            default -> throw new IllegalStateException("the loader let an unknown name pass: " + name);
        };
    }

    private String ofService(String name) {
        int dot = name.lastIndexOf('.');
        var service = ports.service(name.substring(0, dot));
        Object value = name.endsWith(".port") ? ports.of(service) : ports.url(service);
        return Objects.requireNonNull(value, name).toString();
    }
}
