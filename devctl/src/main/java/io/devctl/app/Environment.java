package io.devctl.app;

import io.devctl.config.AllowReset;
import io.devctl.config.BareConfig;
import io.devctl.config.ConfigLoader;
import io.devctl.config.DevctlConfig;
import io.devctl.config.PostgresConfig;
import io.devctl.migrate.Migrator;
import io.devctl.postgres.Connections;
import io.devctl.postgres.PostgresServer;
import io.devctl.postgres.PostgresSettings;
import io.devctl.postgres.external.ExternalServer;
import io.devctl.postgres.provider.PostgresServers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.Locale;
import java.util.Map;
import java.util.function.Supplier;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/** One checkout's services.yaml, its state directory and its Postgres. Opening it starts nothing. */
public final class Environment {
    private final DevctlConfig config;
    private final Path stateDirectory;
    private final PostgresServer postgres;
    private final boolean bare;

    private Environment(DevctlConfig config, Path stateDirectory, PostgresServer postgres, boolean bare) {
        this.config = config;
        this.stateDirectory = stateDirectory;
        this.postgres = postgres;
        this.bare = bare;
    }

    /**
     * The environment of a folder.
     *
     * @param file services.yaml where the user named one; else the nearest one in {@code folder} or above
     * @throws io.devctl.model.DevctlException CONFIG with every problem of the file
     */
    public static Environment open(Path folder, @Nullable Path file, Map<String, String> variables) {
        Path found = file == null ? ConfigLoader.find(folder) : folder.resolve(file);
        DevctlConfig config = ConfigLoader.load(found, variables);
        Path state = config.root().resolve(StateDirectory.NAME);
        return new Environment(config, state, PostgresServers.of(settings(config), state), false);
    }

    /**
     * The environment for a command about migrations: that of a folder, or outside a checkout, where there is no
     * services.yaml, what DEVCTL_SCHEMA and the variables beside it say. There devctl keeps no files.
     *
     * @param opened gives the environment of a folder, as {@link #open} does
     * @throws io.devctl.model.DevctlException CONFIG as {@link #open} does
     */
    public static Environment openForMigrations(
            Path folder, @Nullable Path file, Map<String, String> variables, Supplier<Environment> opened) {
        if (file != null || !BareConfig.isMeant(folder, variables)) {
            return opened.get().onReadOnlyGround();
        }
        DevctlConfig config = BareConfig.load(folder, variables);
        Path state = config.root().resolve(StateDirectory.NAME);
        return new Environment(config, state, ExternalServer.unrecorded(settings(config)), true);
    }

    /** Whether Postgres runs and has all that services.yaml asks for, so that no command has to see to it. */
    public boolean isUp() {
        return postgres.isUp();
    }

    /** Finds out what a start of Postgres will have to, while the caller is still busy otherwise; changes nothing. */
    public void lookAhead() {
        postgres.lookAhead();
    }

    /** Makes the state directory, where the environment has one. */
    void prepare() {
        if (!bare) {
            StateDirectory.create(config.root());
        }
    }

    /** What the environment is called. */
    public String project() {
        return config.project();
    }

    /** In the order of services.yaml. */
    public Collection<String> serviceNames() {
        return config.services().keySet();
    }

    DevctlConfig config() {
        return config;
    }

    /** The folder {@code .devctl}; it may not exist yet. */
    Path stateDirectory() {
        return stateDirectory;
    }

    PostgresServer postgres() {
        return postgres;
    }

    /** Whether the server is one that devctl runs, and fills with copies of the database. */
    boolean ownsServer() {
        return config.postgres().provider() != PostgresConfig.Provider.EXTERNAL;
    }

    /** Connections to a database of the same server that is nobody's, from which others are copied, renamed and dropped. */
    DataSource maintenance() {
        String other = config.postgres().database().equals("postgres") ? "template1" : "postgres";
        return Connections.to(postgres.endpoint().withDatabase(other));
    }

    /** A migrator that remembers which files it has read. */
    Migrator migrator() {
        return migrator(postgres.dataSource());
    }

    /** The same for a copy of the database. */
    Migrator migrator(DataSource database) {
        return new Migrator(database, bare ? null : stateDirectory.resolve("cache/files"), ownsServer());
    }

    /** A services.yaml in an image, beside which nothing can be written, with a server to which nothing has to be remembered. */
    private Environment onReadOnlyGround() {
        boolean keepsFiles = ownsServer() || Files.isDirectory(stateDirectory) || Files.isWritable(config.root());
        return keepsFiles
                ? this
                : new Environment(config, stateDirectory, ExternalServer.unrecorded(settings(config)), true);
    }

    private static PostgresSettings settings(DevctlConfig config) {
        var postgres = config.postgres();
        return new PostgresSettings(
                postgres.provider().name().toLowerCase(Locale.ROOT),
                postgres.version(),
                postgres.database(),
                postgres.user(),
                postgres.password(),
                postgres.port(),
                postgres.extensions(),
                postgres.settings(),
                postgres.image(),
                postgres.url(),
                allowReset(postgres.allowReset()));
    }

    private static @Nullable String allowReset(AllowReset allowed) {
        if (allowed instanceof AllowReset.Host host) {
            return host.name();
        }
        return allowed instanceof AllowReset.Loopback ? "true" : null;
    }
}
