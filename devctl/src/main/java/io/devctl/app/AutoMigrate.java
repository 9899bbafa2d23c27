package io.devctl.app;

import io.devctl.config.DevctlConfig;
import io.devctl.config.MigrationConfig;
import io.devctl.config.ServiceConfig;
import io.devctl.model.DevctlException;
import io.devctl.model.ExitCode;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Whether {@code dev up} migrates a service. The first that says something decides: NAME_AUTO_MIGRATE for the one service,
 * {@code auto: false} in services.yaml, DEVCTL_AUTO_MIGRATE, AUTO_MIGRATE; each from the environment, else from .env. When
 * none does, it migrates, but not with the profile {@code test} or DEVCTL_ENV=test.
 */
final class AutoMigrate {
    private static final String SWITCH = "AUTO_MIGRATE";

    private final DevctlConfig config;
    private final boolean test;

    AutoMigrate(DevctlConfig config, Set<String> profiles) {
        this.config = config;
        this.test = profiles.contains("test") || "test".equals(value("DEVCTL_ENV"));
    }

    /**
     * What keeps a service from being migrated, in words; empty when nothing does.
     *
     * @throws DevctlException CONFIG for a variable that says neither yes nor no
     */
    Optional<String> objection(String service) {
        String own = service.toUpperCase(Locale.ROOT).replaceAll("[^A-Z0-9]", "_") + "_" + SWITCH;
        Boolean mine = flag(own);
        if (mine != null) {
            return mine ? Optional.empty() : Optional.of(own + "=" + value(own));
        }
        ServiceConfig known = config.services().get(service);
        if (known != null && !known.migrations().stream().allMatch(MigrationConfig::auto)) {
            return Optional.of("auto: false");
        }
        for (String name : List.of("DEVCTL_" + SWITCH, SWITCH)) {
            Boolean all = flag(name);
            if (all != null) {
                return all ? Optional.empty() : Optional.of(name + "=" + value(name));
            }
        }
        return test ? Optional.of("this is a test environment") : Optional.empty();
    }

    private @Nullable Boolean flag(String name) {
        String value = value(name);
        if (value == null) {
            return null;
        }
        return switch (value.toLowerCase(Locale.ROOT)) {
            case "true", "1", "yes", "on" -> Boolean.TRUE;
            case "false", "0", "no", "off" -> Boolean.FALSE;
            default ->
                throw new DevctlException(
                        ExitCode.CONFIG, "neither true nor false: '" + name + "=" + value + "'", "write true or false");
        };
    }

    private @Nullable String value(String name) {
        String caller = config.surroundings().caller().get(name);
        String value = caller != null ? caller : config.surroundings().dotEnv().get(name);
        return value == null || value.isBlank() ? null : value.strip();
    }
}
