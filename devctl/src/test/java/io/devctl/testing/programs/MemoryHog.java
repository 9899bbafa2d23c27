package io.devctl.testing.programs;

import java.util.ArrayList;
import java.util.List;

/** An agent that takes all memory of the JVM that it is loaded into, and keeps it. */
public final class MemoryHog {
    private static final int PIECE = 65_536;
    private static final List<byte[]> TAKEN = new ArrayList<>();

    private MemoryHog() {}

    /** Returns with an OutOfMemoryError at the latest. */
    public static void agentmain(String arguments) {
        while (true) {
            TAKEN.add(new byte[PIECE]);
        }
    }
}
