package io.devctl.migrate.check;

import io.devctl.migrate.python.Comment;
import io.devctl.migrate.python.Line;
import io.devctl.migrate.python.PythonFile;
import io.devctl.migrate.python.Token;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What the comments of a revision file allow: {@code # devctl: allow drop-column because nobody reads it}. Such a comment
 * holds for the statement that it is in, in front of, or behind on the same line, a function with all that is in it; one
 * that is not indented and has an empty line behind it, for the whole file.
 */
final class RevisionAllowances {
    private static final Pattern COMMENT = Pattern.compile("#" + AllowComment.WORDS, Pattern.DOTALL);

    /** A range of lines in which a rule is allowed. */
    private record Allowed(String rule, int from, int to) {}

    private final List<Allowed> allowed = new ArrayList<>();
    private final List<Comment> unknown = new ArrayList<>();
    private final PythonFile file;
    private final Set<Integer> commented = new HashSet<>();

    private RevisionAllowances(PythonFile file) {
        this.file = file;
        file.comments().forEach(comment -> commented.add(comment.line()));
    }

    static RevisionAllowances in(PythonFile file) {
        RevisionAllowances allowances = new RevisionAllowances(file);
        file.comments().forEach(allowances::read);
        return allowances;
    }

    private void read(Comment comment) {
        Matcher words = COMMENT.matcher(comment.text());
        if (!words.matches()) {
            return;
        }
        List<AllowComment.Named> names = AllowComment.names(words.group(1));
        for (AllowComment.Named name : names) {
            if (name.isKnown()) {
                allowed.add(range(name.rule(), comment));
            } else {
                unknown.add(
                        new Comment(name.rule(), comment.line(), comment.column() + words.start(1) + name.offset()));
            }
        }
        if (names.isEmpty()) {
            unknown.add(new Comment("", comment.line(), comment.column()));
        }
    }

    private Allowed range(String rule, Comment comment) {
        List<Line> lines = file.lines();
        for (int i = 0; i < lines.size(); i++) {
            int from = lines.get(i).first().line();
            if (end(lines.get(i)) < comment.line()) {
                continue;
            }
            boolean inside = from <= comment.line();
            if (!inside && comment.column() == 1 && hasGap(comment.line(), from)) {
                break;
            }
            return new Allowed(rule, Math.min(from, comment.line()), inside ? end(lines.get(i)) : endOfBlock(i));
        }
        return new Allowed(rule, 0, Integer.MAX_VALUE);
    }

    /** Whether something else than comments stands between two lines: nothing, that is. */
    private boolean hasGap(int comment, int next) {
        for (int line = comment + 1; line < next; line++) {
            if (!commented.contains(line)) {
                return true;
            }
        }
        return false;
    }

    private int endOfBlock(int first) {
        List<Line> lines = file.lines();
        int end = end(lines.get(first));
        for (int i = first + 1;
                i < lines.size() && lines.get(i).indent() > lines.get(first).indent();
                i++) {
            end = end(lines.get(i));
        }
        return end;
    }

    private static int end(Line line) {
        Token last = line.tokens().get(line.tokens().size() - 1);
        return last.line() + (int) last.text().chars().filter(c -> c == '\n').count();
    }

    /** Whether a rule is allowed on a line. */
    boolean allow(Rule rule, int line) {
        return allowed.stream().anyMatch(a -> a.rule().equals(rule.id()) && a.from() <= line && line <= a.to());
    }

    /** Whether it is allowed anywhere, of a rule that is about the file as a whole. */
    boolean allowFile(Rule rule) {
        return allowed.stream().anyMatch(a -> a.rule().equals(rule.id()));
    }

    /** Names that mean nothing, each where it stands; an empty one where there is none. */
    List<Comment> unknown() {
        return unknown;
    }
}
