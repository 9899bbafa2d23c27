package io.devctl.model;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a command would do to a target.
 *
 * @param files the migrations that it is about, in the order in which they would be gone through
 * @param refusal why the command is not for this target as it is, null when it is
 */
public record TargetIntent(
        Target target, List<String> files, @Nullable String refusal) {
    public TargetIntent {
        files = List.copyOf(files);
    }
}
