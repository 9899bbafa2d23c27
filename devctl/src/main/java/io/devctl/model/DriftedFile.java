package io.devctl.model;

import java.util.List;

/**
 * A migration file that is not what was applied.
 *
 * @param shown its path as the user would type it, or its name when there is no file
 * @param targets to which it was applied as it is not any more
 * @param missing whether there is no such file
 * @param known whether the text that was applied is known
 * @param diff what changed since; empty when there is no file, or its applied text is not known
 */
public record DriftedFile(String shown, List<Target> targets, boolean missing, boolean known, List<String> diff) {
    public DriftedFile {
        targets = List.copyOf(targets);
        diff = List.copyOf(diff);
    }
}
