package io.devctl.cli;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options that every command takes. */
final class Common {
    @Option(
            names = "--file",
            paramLabel = "PATH",
            description = "the services.yaml to use (default: in this folder or the nearest one above)")
    @Nullable
    Path file;

    @Option(names = "--no-color", description = "no colours, as with NO_COLOR")
    boolean noColor;

    @Option(names = "--debug", description = "stack traces with errors")
    boolean debug;

    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            description = "this help")
    boolean help;
}
