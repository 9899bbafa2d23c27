package io.devctl.cli;

/** What picocli fills with options and the dispatcher runs. */
interface Command {
    /** Does the work; failures are {@link io.devctl.model.DevctlException}s. */
    int run();
}
