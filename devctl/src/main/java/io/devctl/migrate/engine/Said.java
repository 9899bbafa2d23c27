package io.devctl.migrate.engine;

import io.devctl.model.MigrationError;
import org.jspecify.annotations.Nullable;

/**
 * What an engine said about one target. That it was done is for the ledger to say.
 *
 * @param error null when the engine says that all went well, and when it was cancelled
 * @param again whether another try in a process of its own can come out differently
 * @param text what it would send, when it was asked that; else empty
 */
public record Said(@Nullable MigrationError error, boolean again, String text) {}
