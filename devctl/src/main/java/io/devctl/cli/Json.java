package io.devctl.cli;

import picocli.CommandLine.Option;

/** The option of commands that have a report. */
final class Json {
    @Option(names = "--json", description = "the result as one JSON object")
    boolean wanted;
}
