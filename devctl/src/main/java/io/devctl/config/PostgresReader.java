package io.devctl.config;

import io.devctl.config.keys.Fields;
import io.devctl.config.keys.Key;
import io.devctl.config.keys.Kind;
import io.devctl.config.keys.ListKind;
import io.devctl.config.keys.MapKind;
import io.devctl.config.keys.ScalarKind;
import io.devctl.config.keys.Section;
import io.devctl.config.keys.Shape;
import io.devctl.config.yaml.Named;
import io.devctl.config.yaml.Placed;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads {@code postgres}. */
final class PostgresReader {
    private static final String DEFAULT_VERSION = "18";
    private static final String DEFAULT_USER = "postgres";
    private static final Kind<AllowReset> RESET =
            new ScalarKind<>("true, false or a host's name", "true", new Shape.Text(null)) {
                @Override
                protected @Nullable AllowReset parse(String text) {
                    return switch (text) {
                        case "true" -> new AllowReset.Loopback();
                        case "false" -> new AllowReset.Never();
                        default -> text.isBlank() ? null : new AllowReset.Host(text);
                    };
                }
            };

    static final Key<String> PROVIDER =
            new Key<>("provider", Kinds.choice("embedded", "docker", "external"), "Where Postgres comes from");
    static final Key<String> VERSION =
            new Key<>("version", Kinds.TEXT, "Embedded: a major version; docker: the tag of the official image");
    static final Key<String> IMAGE = new Key<>("image", Kinds.TEXT, "Docker: the image instead of the official one");
    static final Key<String> URL = new Key<>("url", Kinds.TEXT, "External: where the server is");
    static final Key<String> DATABASE =
            new Key<>("database", Kinds.IDENTIFIER, "The database, made when it is not there");
    static final Key<String> USER = new Key<>("user", Kinds.IDENTIFIER, "The role that owns it");
    static final Key<String> PASSWORD = new Key<>("password", Kinds.TEXT, "Made up unless given");
    static final Key<Integer> PORT = new Key<>("port", Kinds.PORT, "A free one, kept for this checkout, unless given");
    static final Key<List<Placed<String>>> EXTENSIONS =
            new Key<>("extensions", ListKind.of(Kinds.IDENTIFIER), "Made in the database, in this order");
    static final Key<List<Named<String>>> SETTINGS =
            new Key<>("settings", MapKind.of(NameRule.SETTING, Kinds.TEXT), "Parameters of the server");
    static final Key<AllowReset> ALLOW_RESET =
            new Key<>("allow_reset", RESET, "External: true allows reset of a loopback server, a name of that host");
    static final Section SECTION = Section.of(
            "postgres",
            PROVIDER,
            VERSION,
            IMAGE,
            URL,
            DATABASE,
            USER,
            PASSWORD,
            PORT,
            EXTENSIONS,
            SETTINGS,
            ALLOW_RESET);

    private final Loading loading;

    PostgresReader(Loading loading) {
        this.loading = loading;
    }

    PostgresConfig read(Fields fields, String project) {
        PostgresConfig.Provider provider =
                PostgresConfig.Provider.valueOf(fields.get(PROVIDER, "embedded").toUpperCase(Locale.ROOT));
        String version = fields.get(VERSION, DEFAULT_VERSION);
        if (provider == PostgresConfig.Provider.EMBEDDED && Kinds.whole(version) == null) {
            loading.problems()
                    .add(
                            "embedded Postgres has major versions only",
                            version,
                            fields.place(VERSION),
                            "write \"" + DEFAULT_VERSION + "\"");
        }
        only(PostgresConfig.Provider.DOCKER, provider, IMAGE, fields);
        only(PostgresConfig.Provider.EXTERNAL, provider, URL, fields);
        only(PostgresConfig.Provider.EXTERNAL, provider, ALLOW_RESET, fields);
        Address address = provider == PostgresConfig.Provider.EXTERNAL
                ? new ExternalServer(loading).address(fields)
                : Address.NONE;
        return new PostgresConfig(
                provider,
                version,
                fields.get(IMAGE),
                address.url(),
                fields.get(DATABASE, address.database() == null ? project : address.database()),
                fields.get(USER, address.user() == null ? DEFAULT_USER : address.user()),
                fields.has(PASSWORD) ? fields.get(PASSWORD) : address.password(),
                fields.get(PORT),
                Loading.values(fields.get(EXTENSIONS)),
                settings(fields),
                fields.get(ALLOW_RESET, new AllowReset.Never()));
    }

    /** What an address says; all null for a server that devctl runs. */
    record Address(
            @Nullable String url,
            @Nullable String database,
            @Nullable String user,
            @Nullable String password) {
        static final Address NONE = new Address(null, null, null, null);
    }

    private void only(PostgresConfig.Provider wanted, PostgresConfig.Provider provider, Key<?> key, Fields fields) {
        if (fields.has(key) && provider != wanted) {
            String name = wanted.name().toLowerCase(Locale.ROOT);
            loading.problems()
                    .add(
                            "only for provider: " + name,
                            key.name(),
                            fields.keyPlace(key),
                            "take it out, or write provider: " + name);
        }
    }

    private static Map<String, String> settings(Fields fields) {
        Map<String, String> settings = new LinkedHashMap<>();
        for (Named<String> setting : fields.get(SETTINGS, List.of())) {
            settings.put(setting.name(), setting.value());
        }
        return settings;
    }
}
