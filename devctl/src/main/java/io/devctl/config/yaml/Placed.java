package io.devctl.config.yaml;

/** A value and where it was written. */
public record Placed<T>(T value, Place place) {}
