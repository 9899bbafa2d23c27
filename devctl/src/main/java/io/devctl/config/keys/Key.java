package io.devctl.config.keys;

/**
 * A key of a section.
 *
 * @param description one line for whoever completes it in an editor
 */
public record Key<T>(String name, Kind<T> kind, String description) {}
