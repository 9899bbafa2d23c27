package io.devctl.migrate.script;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A piece of a script as Postgres reads it; white space and block comments are none.
 *
 * @param start offset of its first character in the source
 * @param end offset behind its last
 * @param text as it is written, quotes included
 */
public record Token(Kind kind, int start, int end, String text) {
    /** What a token is. */
    public enum Kind {
        /** A keyword or an unquoted name. */
        WORD,
        QUOTED_NAME,
        /** A string constant of any sort but a dollar-quoted one. */
        STRING,
        DOLLAR_STRING,
        /** Any other single character. */
        SYMBOL,
        /** A comment from {@code --} to the end of its line. */
        COMMENT
    }

    /**
     * The tokens of a text that is not a script of its own: a function's body, say.
     *
     * @throws io.devctl.model.DevctlException BAD_MIGRATION where a string, a name or a comment has no end
     */
    public static List<Token> in(SourceText source) {
        List<Token> tokens = new ArrayList<>();
        addTo(tokens, new Lexer(source), source.text().length());
        return tokens;
    }

    /**
     * The tokens of a script's statements and the comments between them; not its data, and nothing behind the last
     * statement but what is on its line. Of a script without statements its comments, up to whatever else there is.
     */
    public static List<Token> in(Script script) {
        // psql's commands are blank in what is sent, and offsets are those of the source
        Lexer lexer = new Lexer(new SourceText(script.source().name(), script.sendable()));
        List<Token> tokens = new ArrayList<>();
        for (Statement statement : script.statements()) {
            addTo(tokens, lexer, statement.end());
            if (statement.kind() == StatementKind.STRING_SYNTAX) {
                lexer.backslashEscapes(ScriptReader.turnsOff(script.sql(statement)));
            }
            if (statement.dataEnd() >= 0) {
                lexer.jump(Math.min(
                        lexer.lineEnd(statement.dataEnd()), script.sendable().length()));
            }
        }
        if (script.statements().isEmpty()) {
            addComments(tokens, lexer);
        } else {
            addTo(tokens, lexer, lexer.lineEnd(lexer.end()));
        }
        return tokens;
    }

    private static void addComments(List<Token> tokens, Lexer lexer) {
        while (lexer.next() != Lexer.Kind.END) {
            Token token = of(lexer);
            if (token != null && token.kind() != Kind.COMMENT) {
                return;
            }
            if (token != null) {
                tokens.add(token);
            }
        }
    }

    private static void addTo(List<Token> tokens, Lexer lexer, int end) {
        while (lexer.end() < end && lexer.next() != Lexer.Kind.END) {
            Token token = of(lexer);
            if (token != null) {
                tokens.add(token);
            }
        }
    }

    /** The token that the lexer is at; null when it is nothing but space. */
    static @Nullable Token of(Lexer lexer) {
        Kind kind = switch (lexer.kind()) {
            case WORD -> Kind.WORD;
            case QUOTED_NAME -> Kind.QUOTED_NAME;
            case STRING -> Kind.STRING;
            case DOLLAR_STRING -> Kind.DOLLAR_STRING;
            case SYMBOL, BACKSLASH -> Kind.SYMBOL;
            case LINE_COMMENT -> Kind.COMMENT;
            case SPACE, BLOCK_COMMENT, END -> null;
        };
        return kind == null ? null : new Token(kind, lexer.start(), lexer.end(), lexer.tokenText());
    }
}
