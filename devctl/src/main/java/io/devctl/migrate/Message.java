package io.devctl.migrate;

import io.devctl.migrate.script.Script;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What is sent to the server in one go: statements of a script between statements of ours, with the way back. */
final class Message {
    private final StringBuilder sql = new StringBuilder();
    private final List<Piece> pieces = new ArrayList<>();

    /** A statement of the message: its index in the script, or -1, and where its text is in both. */
    private record Piece(
            int index, int start, int length, @Nullable Script script) {
        int source(int offset) {
            return script == null ? -1 : script.sourceOffset(script.statements().get(index), offset);
        }
    }

    /** Adds one statement of ours. */
    Message own(String statement) {
        pieces.add(new Piece(-1, sql.length(), statement.length(), null));
        sql.append(statement).append(";\n");
        return this;
    }

    /** Adds a statement of the script. */
    Message add(Script script, int index) {
        String text = script.sql(script.statements().get(index));
        pieces.add(new Piece(index, sql.length(), text.length(), script));
        // the statement may end in a comment
        sql.append(text).append("\n;\n");
        return this;
    }

    /** How many statements it has so far: the index of the next one. */
    int size() {
        return pieces.size();
    }

    /** The index of the statement at a position as the server counts; -1 when it is before the first one. */
    int indexAt(int position) {
        Piece piece = at(position);
        return piece == null ? -1 : pieces.indexOf(piece);
    }

    /** How long it is, in UTF-16 units. */
    int length() {
        return sql.length();
    }

    boolean isEmpty() {
        return pieces.isEmpty();
    }

    String sql() {
        return sql.toString();
    }

    /** Which of the script's statements failed when so many of the message had completed; -1 when it was one of ours. */
    int scriptStatement(int completed) {
        return completed < pieces.size() ? pieces.get(completed).index : -1;
    }

    /** The script's statement at a position as the server counts, from 1 and in characters; -1 when it is one of ours. */
    int statementAt(int position) {
        Piece piece = at(position);
        return piece == null ? -1 : piece.index;
    }

    /** The offset in the script's source of a position as the server counts; -1 when it is not in the script. */
    int sourceOffset(int position) {
        Piece piece = at(position);
        return piece == null || piece.index < 0
                ? -1
                : piece.source(Math.min(offset(position) - piece.start, piece.length));
    }

    private @Nullable Piece at(int position) {
        int offset = offset(position);
        Piece found = null;
        for (Piece piece : pieces) {
            if (piece.start <= offset) {
                found = piece;
            }
        }
        return found;
    }

    private int offset(int position) {
        int characters = Math.min(position - 1, sql.codePointCount(0, sql.length()));
        return sql.offsetByCodePoints(0, Math.max(0, characters));
    }
}
