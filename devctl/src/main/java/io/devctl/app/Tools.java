package io.devctl.app;

import io.devctl.config.MigrationConfig;
import io.devctl.config.ServiceConfig;
import io.devctl.config.ToolConfig;
import io.devctl.migrate.tool.ToolProject;
import io.devctl.postgres.Endpoint;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** How the migration tool of a service is run in this environment. */
final class Tools {
    private Tools() {}

    static ToolProject project(
            Environment environment, ServiceConfig service, MigrationConfig migrations, ToolConfig tool) {
        return new ToolProject(
                tool.title(),
                service.dir(),
                tool.command(),
                new ToolProject.Inputs(tool.files(), tool.settings()),
                new ToolProject.LedgerSource(
                        tool.tables(),
                        tool.query(),
                        migrations.ledger().name(),
                        tool.group(),
                        migrations.ledger().appliedAt()),
                tool.variables(),
                tool.own(),
                tool.models() == null
                        ? null
                        : new ToolProject.ModelQuestion(
                                tool.models().command(), tool.models().changed()),
                migrations.timeout(),
                new Surroundings(environment, service));
    }

    /** Put together when a process needs it: only then the database's address is sure. */
    private static final class Surroundings implements Supplier<ToolProject.Surroundings> {
        private final Environment environment;
        private final ServiceConfig service;
        private ToolProject.@Nullable Surroundings known;

        Surroundings(Environment environment, ServiceConfig service) {
            this.environment = environment;
            this.service = service;
        }

        @Override
        public synchronized ToolProject.Surroundings get() {
            ToolProject.Surroundings found = known;
            if (found == null) {
                Endpoint endpoint = environment.postgres().endpoint();
                Ports ports = new Ports(environment.config(), environment.stateDirectory());
                found = new ToolProject.Surroundings(
                        new Units(environment.config(), endpoint, ports).environment(service),
                        environment.config().environment(service).given().keySet(),
                        connection(endpoint));
                known = found;
            }
            return found;
        }
    }

    private static Map<String, String> connection(Endpoint endpoint) {
        Map<String, String> values = new LinkedHashMap<>();
        values.put("url", endpoint.url());
        values.put("jdbc_url", endpoint.jdbcUrl());
        values.put("host", endpoint.host());
        values.put("port", Integer.toString(endpoint.port()));
        values.put("user", endpoint.user());
        values.put("password", endpoint.password());
        values.put("database", endpoint.database());
        return values;
    }
}
