package io.devctl.config;

import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One entry of {@code services}.
 *
 * @param task runs to completion
 * @param dir absolute; an existing folder
 * @param migrations applied in this order
 * @param command null for a service that only owns migrations, or that runs as a container
 * @param image what runs where there is no command, or null
 * @param port given to the service as PORT; null when it listens on none
 * @param containerPort the port inside the container; null for the only one that its image exposes, or the same number
 * @param env by name, dotted names still open
 * @param envFiles absolute, existing; a later one wins
 * @param fileEnv what {@code envFiles} say, by name
 * @param dependsOn by name: a service, {@code postgres} or {@code X.migrations}
 * @param startup must hold once before {@code ready} is asked for; null for none
 * @param ready null for the rule of thumb: its port accepts connections, or its process has started
 * @param live null for none
 * @param watch globs relative to {@code dir}: restart on change
 * @param profiles never empty: {@code default} unless given
 * @param inputs globs relative to {@code dir}: a task whose inputs have not changed is skipped
 * @param secrets variables whose values are masked in its log, beside those whose names say it
 * @param database false for a step that does not use the database: it starts at once, is given no DATABASE_URL, and a
 *     reset does not make it due again
 */
public record ServiceConfig(
        String name,
        boolean task,
        Path dir,
        List<MigrationConfig> migrations,
        @Nullable CommandConfig command,
        @Nullable String image,
        @Nullable PortConfig port,
        @Nullable Integer containerPort,
        Map<String, Template> env,
        List<Path> envFiles,
        Map<String, String> fileEnv,
        Map<String, Condition> dependsOn,
        List<HostPort> waitFor,
        @Nullable ProbeConfig startup,
        @Nullable ProbeConfig ready,
        @Nullable ProbeConfig live,
        RestartConfig restart,
        StopConfig stop,
        List<String> watch,
        Set<String> profiles,
        List<String> inputs,
        Set<String> secrets,
        boolean database) {
    public ServiceConfig {
        migrations = List.copyOf(migrations);
        env = Collections.unmodifiableMap(new LinkedHashMap<>(env));
        envFiles = List.copyOf(envFiles);
        fileEnv = Collections.unmodifiableMap(new LinkedHashMap<>(fileEnv));
        dependsOn = Collections.unmodifiableMap(new LinkedHashMap<>(dependsOn));
        waitFor = List.copyOf(waitFor);
        watch = List.copyOf(watch);
        profiles = Collections.unmodifiableSet(new LinkedHashSet<>(profiles));
        inputs = List.copyOf(inputs);
        secrets = Set.copyOf(secrets);
    }

    /** Whether there is something to start; else it only owns migrations. */
    public boolean runs() {
        return command != null || image != null;
    }

    /** The image that it runs, null when it is not a container. */
    public @Nullable String container() {
        return command == null ? image : null;
    }

    /** Without the environment, which has secrets in it. */
    @Override
    public String toString() {
        return "ServiceConfig[" + name + " in " + dir + "]";
    }
}
