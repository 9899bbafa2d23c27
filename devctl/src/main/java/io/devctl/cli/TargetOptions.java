package io.devctl.cli;

import java.util.List;
import picocli.CommandLine.Option;

/** Which targets a command is about. */
final class TargetOptions {
    @Option(names = "--service", paramLabel = "S", description = "only of this service (may be repeated)")
    List<String> services = List.of();

    @Option(names = "--tenant", paramLabel = "T", description = "only of this tenant (may be repeated)")
    List<String> tenants = List.of();

    /** The same options for a command line that is to be repeated. */
    String again() {
        StringBuilder options = new StringBuilder();
        services.forEach(service -> options.append(" --service ").append(service));
        tenants.forEach(tenant -> options.append(" --tenant '").append(tenant).append('\''));
        return options.toString();
    }
}
