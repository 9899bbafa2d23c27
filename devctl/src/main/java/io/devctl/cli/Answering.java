package io.devctl.cli;

import java.util.OptionalInt;

/** A command that the supervisor can answer where there is nothing to do but to tell. */
interface Answering extends Command {
    /**
     * Prints what {@link #run} would print and gives its exit code; starts, waits for and changes nothing.
     *
     * @return empty when only {@link #run} can do it; what has been printed is then forgotten
     */
    OptionalInt answer();
}
