package io.devctl.migrate.alembic;

import io.devctl.migrate.python.Line;
import io.devctl.migrate.python.Token;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The functions {@code upgrade} and {@code downgrade} of a revision file, and the operations that they call. */
final class Functions {
    private static final Set<String> EMPTY = Set.of("pass", "return");

    private final Map<String, List<Line>> bodies = new HashMap<>();
    private final Map<String, Token> headers = new HashMap<>();

    private Functions() {}

    static Functions of(List<Line> lines) {
        Functions functions = new Functions();
        @Nullable List<Line> body = null;
        for (Line line : lines) {
            if (line.indent() == 0) {
                body = line.opensScope() ? functions.open(line) : null;
            } else if (body != null) {
                body.add(line);
            }
        }
        return functions;
    }

    private List<Line> open(Line header) {
        List<Line> body = new ArrayList<>();
        List<List<Token>> parts = Line.split(header.tokens(), ":");
        boolean oneLine = !header.tokens().get(header.tokens().size() - 1).is(":");
        if (oneLine && parts.size() > 1) {
            body.add(new Line(1, parts.get(parts.size() - 1)));
        }
        bodies.put(header.scopeName(), body);
        headers.put(header.scopeName(), header.first());
        return body;
    }

    boolean has(String function) {
        return bodies.containsKey(function);
    }

    /** Where a function begins, or null. */
    @Nullable
    Token header(String function) {
        return headers.get(function);
    }

    /** Whether a function does nothing, which it also does when it is not there. */
    boolean isEmpty(String function) {
        return bodies.getOrDefault(function, List.of()).stream().allMatch(Functions::doesNothing);
    }

    private static boolean doesNothing(Line line) {
        Token first = line.first();
        boolean onlyText = line.tokens().stream().allMatch(token -> token.kind() == Token.Kind.STRING);
        boolean word = line.tokens().size() == 1 && (EMPTY.contains(first.text()) || first.is("..."));
        return onlyText || word;
    }

    /** Whether all that a function does is to refuse. */
    boolean refuses(String function) {
        List<Line> body = bodies.getOrDefault(function, List.of());
        return body.stream().anyMatch(line -> line.indent() > 0 && line.first().isName("raise"))
                && operations(function).isEmpty();
    }

    /** The operations that a function calls, in order. */
    List<Operation> operations(String function) {
        List<Operation> found = new ArrayList<>();
        Map<String, String> batches = new HashMap<>();
        for (Line line : bodies.getOrDefault(function, List.of())) {
            operations(line.tokens(), batches, found);
        }
        return found;
    }

    private static void operations(List<Token> tokens, Map<String, String> batches, List<Operation> found) {
        for (int i = 0; i + 3 < tokens.size(); i++) {
            Token receiver = tokens.get(i);
            boolean call = receiver.kind() == Token.Kind.NAME
                    && tokens.get(i + 1).is(".")
                    && tokens.get(i + 2).kind() == Token.Kind.NAME
                    && tokens.get(i + 3).is("(");
            boolean known = receiver.isName("op") || batches.containsKey(receiver.text());
            if (!call || !known || (i > 0 && tokens.get(i - 1).is("."))) {
                continue;
            }
            Operation operation = Operation.of(tokens, i + 3, tokens.get(i + 2), batches.get(receiver.text()));
            found.add(operation);
            if (operation.name().equals("batch_alter_table")) {
                String table = operation.string("table_name", 0);
                Token last = tokens.get(tokens.size() - 2);
                batches.put(last.text(), table == null ? "" : table);
            }
        }
    }
}
