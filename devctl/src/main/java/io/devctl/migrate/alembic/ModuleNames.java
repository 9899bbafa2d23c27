package io.devctl.migrate.alembic;

import io.devctl.migrate.python.Line;
import io.devctl.migrate.python.Token;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a module binds the names that Alembic looks at to. Everything that might bind such a name in a way that is not
 * understood makes it computed: rather ask once too often than believe something wrong.
 */
final class ModuleNames {
    static final Set<String> NAMES = Set.of("revision", "down_revision", "branch_labels", "depends_on", "replaces");

    /** Ways to bind a name without writing it as one. */
    private static final Set<String> BACK_DOORS = Set.of("globals", "locals", "vars", "exec", "eval", "setattr");

    private static final Set<String> KEYWORDS_BEFORE_BINDING =
            Set.of("if", "elif", "else", "for", "while", "with", "try", "except", "finally", "async", "match", "case");

    private final Map<String, Value> values = new HashMap<>();
    private final Map<String, Integer> computed = new HashMap<>();
    private final Deque<Integer> scopes = new ArrayDeque<>();
    private String doc = "";
    private int opened;

    private ModuleNames() {}

    static ModuleNames of(List<Line> lines) {
        ModuleNames names = new ModuleNames();
        if (!lines.isEmpty()) {
            names.doc = docOf(lines.get(0));
        }
        lines.forEach(names::read);
        return names;
    }

    /** The module's text: its first statement, when that is nothing but strings. */
    private static String docOf(Line line) {
        StringBuilder text = new StringBuilder();
        for (Token token : line.statements().isEmpty()
                ? List.<Token>of()
                : line.statements().get(0)) {
            if (token.kind() != Token.Kind.STRING || token.value() == null) {
                return "";
            }
            text.append(token.value());
        }
        return text.toString().strip().split("\n\n", 2)[0];
    }

    /** The first paragraph of the module's text. */
    String doc() {
        return doc;
    }

    /** What a name is bound to; null when it is not bound, or computed. */
    @Nullable
    Value value(String name) {
        return values.get(name);
    }

    /** The line that computes a name, or null. A name that nothing binds may still come from elsewhere. */
    @Nullable
    Integer computedAt(String name) {
        Integer line = computed.get(name);
        return line != null || values.containsKey(name) || opened == 0 ? line : Integer.valueOf(opened);
    }

    private void read(Line line) {
        while (!scopes.isEmpty() && line.indent() <= scopes.peek()) {
            scopes.pop();
        }
        if (!scopes.isEmpty()) {
            insideScope(line);
        } else if (line.opensScope()) {
            openScope(line);
        } else if (line.indent() > 0
                || KEYWORDS_BEFORE_BINDING.contains(line.first().text())) {
            mentioned(line.tokens());
        } else {
            line.statements().forEach(this::statement);
        }
    }

    private void insideScope(Line line) {
        boolean reachesOut = line.tokens().stream().anyMatch(token -> token.isName("global") || backDoor(token));
        if (reachesOut) {
            mentioned(line.tokens());
        }
    }

    private void openScope(Line line) {
        scopes.push(line.indent());
        if (NAMES.contains(line.scopeName())) {
            compute(line.scopeName(), line.first().line());
        } else if (line.scopeName().equals("__getattr__")) {
            opened = line.first().line();
        }
    }

    private void statement(List<Token> tokens) {
        Token first = tokens.get(0);
        if (first.isName("from") || first.isName("import")) {
            imported(tokens);
            return;
        }
        int from = 0;
        int equals = 1;
        while ((equals = equalsSign(tokens, from)) > 0) {
            if (!isTarget(tokens.subList(from, equals))) {
                break;
            }
            from = equals + 1;
        }
        if (from == 0 || equals > 0) {
            annotatedOrOther(tokens);
            return;
        }
        bind(tokens, from);
    }

    private void bind(List<Token> tokens, int valueFrom) {
        List<Token> expression = tokens.subList(valueFrom, tokens.size());
        int line = tokens.get(0).line();
        for (Token token : expression) {
            if (token.is(":=") || backDoor(token)) {
                mentioned(tokens);
            }
        }
        for (int at = 0; at < valueFrom; at = equalsSign(tokens, at) + 1) {
            String name = tokens.get(at).text();
            if (NAMES.contains(name)) {
                bind(name, Value.of(expression, line), line);
            }
        }
    }

    private void bind(String name, @Nullable Value value, int line) {
        if (value == null) {
            compute(name, line);
        } else {
            values.put(name, value);
            computed.remove(name);
        }
    }

    /** A name, with or without an annotation. */
    private static boolean isTarget(List<Token> tokens) {
        return tokens.get(0).kind() == Token.Kind.NAME
                && (tokens.size() == 1 || (tokens.size() > 2 && tokens.get(1).is(":")));
    }

    private static int equalsSign(List<Token> tokens, int from) {
        int depth = 0;
        for (int i = from; i < tokens.size(); i++) {
            Token token = tokens.get(i);
            depth += token.opens() ? 1 : token.closes() ? -1 : 0;
            if (depth == 0 && token.is("=")) {
                return i;
            }
        }
        return -1;
    }

    private void annotatedOrOther(List<Token> tokens) {
        boolean onlyAnnotation =
                isTarget(tokens) && tokens.size() > 2 && tokens.stream().noneMatch(token -> token.is(":="));
        if (!onlyAnnotation) {
            mentioned(tokens);
        }
    }

    private void imported(List<Token> tokens) {
        boolean everything = tokens.get(tokens.size() - 1).is("*");
        boolean known = tokens.get(0).isName("from")
                && tokens.size() > 1
                && (tokens.get(1).isName("sqlalchemy") || tokens.get(1).isName("alembic"));
        if (!everything) {
            mentioned(tokens);
        } else if (!known) {
            opened = tokens.get(0).line();
            values.keySet().forEach(name -> computed.put(name, opened));
            values.clear();
        }
    }

    /** Every name in a statement that is not understood counts as bound by it, unless it is a keyword argument's or a member. */
    private void mentioned(List<Token> tokens) {
        for (int i = 0; i < tokens.size(); i++) {
            Token token = tokens.get(i);
            if (backDoor(token)) {
                NAMES.forEach(name -> compute(name, token.line()));
            } else if (token.kind() == Token.Kind.NAME && NAMES.contains(token.text()) && !isMember(tokens, i)) {
                compute(token.text(), token.line());
            }
        }
    }

    private static boolean isMember(List<Token> tokens, int at) {
        return at > 0 && tokens.get(at - 1).is(".");
    }

    private static boolean backDoor(Token token) {
        return token.kind() == Token.Kind.NAME && BACK_DOORS.contains(token.text());
    }

    private void compute(String name, int line) {
        values.remove(name);
        computed.put(name, line);
    }
}
