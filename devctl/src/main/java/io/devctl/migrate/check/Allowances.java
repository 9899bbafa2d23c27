package io.devctl.migrate.check;

import io.devctl.migrate.script.Script;
import io.devctl.migrate.script.SourceText;
import io.devctl.migrate.script.Statement;
import io.devctl.migrate.script.Token;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What the comments of a file allow: {@code -- devctl: allow drop-column because nobody reads it}. Such a comment holds for
 * the statement that it is in, in front of, or behind on the same line; at the top of the file, with an empty line between
 * it and the first statement, for the whole file.
 */
final class Allowances {
    private static final Pattern COMMENT = Pattern.compile("--" + AllowComment.WORDS, Pattern.DOTALL);
    private static final Pattern EMPTY_LINE = Pattern.compile("\\n[ \\t\\r]*\\n");

    /** A range of offsets in which a rule is allowed. */
    private record Allowed(String rule, int from, int to) {}

    private final List<Allowed> allowed = new ArrayList<>();
    private final List<Allowed> unknown = new ArrayList<>();

    static Allowances in(Script script, List<Token> tokens) {
        Allowances allowances = new Allowances();
        for (Token token : tokens) {
            Matcher comment = token.kind() == Token.Kind.COMMENT ? COMMENT.matcher(token.text()) : null;
            if (comment != null && comment.matches()) {
                allowances.read(script, token, comment.start(1), comment.group(1));
            }
        }
        return allowances;
    }

    private void read(Script script, Token comment, int start, String rest) {
        Statement statement = statementOf(script, comment);
        int from = statement == null ? 0 : Math.min(statement.start(), comment.start());
        int to = statement == null ? Integer.MAX_VALUE : Math.max(statement.end(), comment.end());
        List<AllowComment.Named> names = AllowComment.names(rest);
        for (AllowComment.Named name : names) {
            int offset = comment.start() + start + name.offset();
            (name.isKnown() ? allowed : unknown).add(new Allowed(name.rule(), name.isKnown() ? from : offset, to));
        }
        if (names.isEmpty()) {
            unknown.add(new Allowed("", comment.start(), to));
        }
    }

    /** The statement that a comment is about; null when it is about the whole file. */
    private static @Nullable Statement statementOf(Script script, Token comment) {
        SourceText source = script.source();
        Statement previous = null;
        for (Statement statement : script.statements()) {
            if (statement.end() > comment.start()) {
                boolean inside = statement.start() < comment.start();
                boolean onLineOfPrevious = previous != null
                        && source.text()
                                        .substring(previous.end(), comment.start())
                                        .indexOf('\n')
                                < 0;
                if (!inside && onLineOfPrevious) {
                    return previous;
                }
                boolean atTop = previous == null && !inside;
                String between = inside ? "" : source.text().substring(comment.end(), statement.start());
                return atTop && EMPTY_LINE.matcher(between).find() ? null : statement;
            }
            previous = statement;
        }
        return previous;
    }

    /** Whether a rule is allowed at an offset. */
    boolean allow(Rule rule, int offset) {
        return allowed.stream().anyMatch(a -> a.rule().equals(rule.id()) && a.from() <= offset && offset <= a.to());
    }

    /** Whether a comment that is not behind the first statement allows a rule that is about the file as a whole. */
    boolean allowFile(Rule rule) {
        return allowed.stream().anyMatch(a -> a.rule().equals(rule.id()));
    }

    /** Says which names mean nothing. */
    void tellUnknown(Findings findings) {
        for (Allowed name : unknown) {
            findings.add(
                    Rule.UNKNOWN_RULE,
                    name.from(),
                    AllowComment.complaint(name.rule()),
                    AllowComment.hint(name.rule(), "--"));
        }
    }
}
