package io.devctl.model;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * One of several things that are wrong at once.
 *
 * @param message what is wrong, with the value in quotes: {@code unknown key: 'prot'}
 * @param place where it is: {@code services.yaml:3:5}, or null when it has no place
 * @param hint one command or one edit that helps, or null when there is none
 */
public record Problem(
        String message, @Nullable String place, @Nullable String hint) {
    public Problem {
        Objects.requireNonNull(message, "message");
    }

    /** The message with its place: {@code unknown key: 'prot' (services.yaml:3:5)}. */
    public String line() {
        return place == null ? message : message + " (" + place + ")";
    }
}
