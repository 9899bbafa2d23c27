package io.devctl.postgres;

import io.devctl.model.DevctlException;
import io.devctl.model.ExitCode;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The settings file of one environment's server, which postgresql.conf includes. */
public final class ServerConfig {
    static final String NAME = "devctl.conf";

    /**
     * Faster by far, and a crash of the machine, not of Postgres, may cost the data: right for a development database.
     * synchronous_commit stays on: without fsync it costs nothing that can be measured, and what was committed survives a
     * kill -9 of the server.
     */
    private static final List<String> SHORTCUTS = List.of("fsync", "full_page_writes");

    private static final Set<String> OURS = Set.of(
            "port",
            "listen_addresses",
            "unix_socket_directories",
            "data_directory",
            "config_file",
            "hba_file",
            "ident_file",
            "logging_collector",
            "log_destination");
    private static final Pattern SETTING = Pattern.compile("[A-Za-z_][A-Za-z0-9_$]*(\\.[A-Za-z_][A-Za-z0-9_$]*)?");

    private ServerConfig() {}

    /** The file's text. {@code fsync: on} in the user's settings brings both shortcuts back to Postgres's defaults. */
    static String text(Map<String, String> userSettings, int port) {
        Map<String, String> settings = merged(userSettings, "embedded");
        settings.put("port", Integer.toString(port));
        settings.put("listen_addresses", "127.0.0.1");
        settings.put("unix_socket_directories", "");
        StringBuilder text =
                new StringBuilder("# written by devctl; to change it: postgres.settings in services.yaml\n");
        settings.forEach((name, value) ->
                text.append(name).append(" = '").append(escaped(value)).append("'\n"));
        return text.toString();
    }

    /**
     * The user's settings and, unless they say {@code fsync: on}, the shortcuts of a development server.
     *
     * @param provider for the error about a setting that is devctl's own to make
     */
    public static Map<String, String> merged(Map<String, String> userSettings, String provider) {
        Map<String, String> settings = new LinkedHashMap<>();
        if (!isOn(userSettings.get("fsync"))) {
            SHORTCUTS.forEach(name -> settings.put(name, "off"));
        }
        userSettings.forEach((name, value) -> {
            check(name, value, provider);
            settings.put(name, value);
        });
        return settings;
    }

    private static boolean isOn(@Nullable String value) {
        return value != null && Set.of("on", "true", "yes", "1").contains(value.toLowerCase(Locale.ROOT));
    }

    private static void check(String name, String value, String provider) {
        if (OURS.contains(name.toLowerCase(Locale.ROOT))) {
            throw new DevctlException(
                    ExitCode.CONFIG,
                    "postgres.settings cannot set this with provider " + provider + ": '" + name + "'",
                    name.equals("port") ? "use postgres.port" : "take it out of postgres.settings");
        }
        if (!SETTING.matcher(name).matches() || value.indexOf('\n') >= 0 || value.indexOf('\0') >= 0) {
            throw new DevctlException(
                    ExitCode.CONFIG,
                    "not a setting of Postgres: '" + name.strip() + "'",
                    "take it out of postgres.settings in services.yaml");
        }
    }

    private static String escaped(String value) {
        return value.replace("\\", "\\\\").replace("'", "''");
    }
}
