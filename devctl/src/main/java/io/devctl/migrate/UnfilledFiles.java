package io.devctl.migrate;

import io.devctl.migrate.check.Unfilled;
import io.devctl.migrate.files.MigrationFile;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Keeps runs from applying what nobody has filled in yet. */
final class UnfilledFiles {
    private UnfilledFiles() {}

    /** The same verdicts, but a refusal for a target that would get a file which nobody has filled in yet. */
    static List<Verdict> refuse(Sources sources, List<Verdict> verdicts, Bounds bounds) {
        Map<LoadedSet, Set<MigrationFile>> wanted = new LinkedHashMap<>();
        for (int i = 0; i < verdicts.size(); i++) {
            LoadedSet set = sources.set(sources.readable().get(i).set());
            if (verdicts.get(i).drift() == null && !set.isForeign()) {
                wanted.computeIfAbsent(set, s -> new HashSet<>())
                        .addAll(bounds.within(set, verdicts.get(i).pending()));
            }
        }
        Map<LoadedSet, List<MigrationFile>> unfilled = new HashMap<>();
        wanted.forEach((set, files) -> unfilled.put(set, Unfilled.among(set.files(), files::contains, set::script)));
        List<Verdict> told = new ArrayList<>();
        for (int i = 0; i < verdicts.size(); i++) {
            Verdict verdict = verdicts.get(i);
            LoadedSet set = sources.set(sources.readable().get(i).set());
            List<MigrationFile> files = verdict.drift() == null ? unfilled.getOrDefault(set, List.of()) : List.of();
            MigrationFile first = files.isEmpty()
                    ? null
                    : bounds.within(set, verdict.pending()).stream()
                            .filter(files::contains)
                            .findFirst()
                            .orElse(null);
            told.add(first == null ? verdict : verdict.unfilled(first));
        }
        return told;
    }
}
