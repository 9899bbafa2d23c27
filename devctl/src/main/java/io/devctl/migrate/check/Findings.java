package io.devctl.migrate.check;

import io.devctl.migrate.script.SourceText;
import io.devctl.model.Finding;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Collects what is found in the files of one service's set. */
final class Findings {
    private final String service;
    private final List<Finding> found = new ArrayList<>();
    private @Nullable SourceText source;
    private @Nullable Allowances allowances;

    Findings(String service) {
        this.service = service;
    }

    /** From now on, offsets are of this file, and its comments may allow rules. */
    void beginFile(SourceText text, Allowances allowed) {
        source = text;
        allowances = allowed;
    }

    /** Something about a place of the file, unless a comment there allows it. */
    void add(Rule rule, int offset, String message) {
        add(rule, offset, message, rule.instead());
    }

    /** The same with a hint that fits better than the rule's own. */
    void add(Rule rule, int offset, String message, @Nullable String hint) {
        SourceText text = source;
        if (text == null || (allowances != null && rule.allowable() && allowances.allow(rule, offset))) {
            return;
        }
        SourceText.Place place = text.place(offset);
        add(rule, text.name(), place.line(), place.column(), message, text.line(place.line()), hint);
    }

    /** Something about a whole file that need not be readable. */
    void addFile(Rule rule, String file, String message, @Nullable String hint) {
        add(rule, file, 0, 0, message, null, hint);
    }

    /** Something with everything known about it; no comment can allow it. */
    void add(
            Rule rule,
            String file,
            int line,
            int column,
            String message,
            @Nullable String sourceLine,
            @Nullable String hint) {
        found.add(new Finding(rule.severity(), rule.id(), service, file, line, column, message, sourceLine, hint));
    }

    /** By file, line and column; what is said of one place stays in the order in which it was found. */
    List<Finding> sorted() {
        List<Finding> sorted = new ArrayList<>(found);
        sorted.sort(Comparator.comparing(Findings::nameOf)
                .thenComparing(Finding::file)
                .thenComparingInt(Finding::line)
                .thenComparingInt(Finding::column));
        return sorted;
    }

    /** Files of several folders run in the order of their names. */
    private static String nameOf(Finding finding) {
        return finding.file().substring(finding.file().lastIndexOf('/') + 1);
    }
}
