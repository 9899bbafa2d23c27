package io.devctl.migrate.script;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads one script from its beginning to its end, or to its down part. */
final class ScriptReader {
    /** More words of a statement than this are not needed to know what it is. */
    private static final int WORDS = 64;

    /** Flyway's own names have a colon. */
    private static final Pattern VARIABLE = Pattern.compile("\\$\\{([A-Za-z_][A-Za-z0-9_.:-]*)}");

    private static final Pattern TENANT = Pattern.compile("\\{tenant}");
    private static final Pattern VARIABLE_OR_TENANT = Pattern.compile(VARIABLE.pattern() + "|\\{tenant}");

    private static final Pattern DOWN = Pattern.compile("--\\s*migrate:down\\b.*");
    private static final Pattern NO_TRANSACTION = Pattern.compile(
            "--\\s*(devctl:\\s*transaction[ :=]\\s*(off|false|no)|migrate:(up|down)\\b.*\\btransaction:false)\\b.*");
    private static final Pattern DIRECTIVE = Pattern.compile("--\\s*(devctl:|migrate:|\\+goose\\b).*");

    /** Where goose ends a statement, with a semicolon before it or without. */
    private static final Pattern STATEMENT_END = Pattern.compile("(?i)--\\s*\\+goose\\s+StatementEnd\\s*");

    private final SourceText source;
    private final boolean toDownPart;
    private final Lexer lexer;
    private final Canonical canonical = new Canonical();
    private final StringBuilder sendable;
    private final List<Statement> statements = new ArrayList<>();
    private final List<Placeholder> placeholders = new ArrayList<>();
    private boolean transactional = true;

    // the statement that is being read
    private int first = -1;
    private int last;
    private int parentheses;
    private int blocks;
    private final List<String> words = new ArrayList<>();
    private final List<String> inner = new ArrayList<>();
    private String lastWord = "";

    ScriptReader(SourceText source, int from, boolean toDownPart) {
        this.source = source;
        this.toDownPart = toDownPart;
        this.lexer = new Lexer(source);
        lexer.jump(from);
        this.sendable = new StringBuilder(source.text());
    }

    Script read() {
        while (lexer.next() != Lexer.Kind.END) {
            if (!take()) {
                break;
            }
        }
        int end = lexer.start();
        finish();
        return new Script(
                source,
                sendable.toString(),
                statements,
                transactional,
                canonical.sha256(),
                end,
                placeholders,
                List.of());
    }

    /** Takes the current token; false when the part that is run ends here. */
    private boolean take() {
        switch (lexer.kind()) {
            case SPACE -> canonical.space(lexer.tokenText());
            case BLOCK_COMMENT -> canonical.space("");
            case LINE_COMMENT -> {
                return comment(lexer.tokenText());
            }
            case BACKSLASH -> backslash();
            default -> {
                if (lexer.kind() == Lexer.Kind.SYMBOL && lexer.symbol() == ';' && parentheses == 0 && blocks == 0) {
                    canonical.token(";");
                    finish();
                } else {
                    part();
                }
            }
        }
        return true;
    }

    private boolean comment(String comment) {
        if (toDownPart && startsLine(lexer.start()) && DOWN.matcher(comment).matches()) {
            return false;
        }
        if (NO_TRANSACTION.matcher(comment).matches()) {
            transactional = false;
        }
        if (STATEMENT_END.matcher(comment).matches()) {
            finish();
        }
        if (DIRECTIVE.matcher(comment).matches()) {
            canonical.token(comment.stripTrailing());
        } else {
            canonical.space("");
        }
        return true;
    }

    private boolean startsLine(int offset) {
        return offset == 0 || source.text().charAt(offset - 1) == '\n';
    }

    private void part() {
        if (first < 0) {
            first = lexer.start();
        }
        last = lexer.end();
        canonical.token(lexer.tokenText());
        placeholders();
        if (lexer.kind() == Lexer.Kind.SYMBOL) {
            parenthesis(lexer.symbol());
        } else if (lexer.kind() == Lexer.Kind.WORD) {
            word(lexer.tokenText().toLowerCase(Locale.ROOT));
        }
    }

    private void placeholders() {
        switch (lexer.kind()) {
            case SYMBOL -> {
                if (lexer.symbol() == '$') {
                    placeholder(VARIABLE, Placeholder.Where.CODE, true);
                } else if (lexer.symbol() == '{' && !follows('$')) {
                    placeholder(TENANT, Placeholder.Where.CODE, true);
                }
            }
            case QUOTED_NAME -> {
                placeholder(VARIABLE_OR_TENANT, Placeholder.Where.QUOTED_NAME, false);
            }
            case STRING ->
                placeholder(
                        VARIABLE, lexer.escapes() ? Placeholder.Where.ESCAPE_STRING : Placeholder.Where.STRING, false);
            case DOLLAR_STRING -> placeholder(VARIABLE, Placeholder.Where.DOLLAR_STRING, false);
            default -> {}
        }
    }

    private boolean follows(char c) {
        return lexer.start() > 0 && source.text().charAt(lexer.start() - 1) == c;
    }

    /**
     * Notes the placeholders of the current token.
     *
     * @param beginsHere whether one is looked for only where the token begins; it then goes on behind the token
     */
    private void placeholder(Pattern pattern, Placeholder.Where where, boolean beginsHere) {
        if (!beginsHere && source.text().indexOf('{', lexer.start()) < 0) {
            return;
        }
        int limit = beginsHere ? source.text().length() : lexer.end();
        Matcher matcher = pattern.matcher(source.text()).region(lexer.start(), limit);
        while (beginsHere ? matcher.lookingAt() : matcher.find()) {
            String variable = matcher.groupCount() == 0 ? null : matcher.group(1);
            String name = variable == null ? Placeholder.TENANT : variable;
            placeholders.add(new Placeholder(matcher.start(), matcher.end(), name, where));
            if (beginsHere) {
                return;
            }
        }
    }

    private void parenthesis(char c) {
        if (c == '(') {
            parentheses++;
        } else if (c == ')' && parentheses > 0) {
            parentheses--;
        }
    }

    private void word(String word) {
        if (parentheses == 0) {
            block(word);
            if (words.size() < WORDS) {
                words.add(word);
            }
            lastWord = word;
        } else if (parentheses == 1 && inner.size() < WORDS) {
            inner.add(word);
        }
    }

    /** BEGIN ATOMIC … END of a function's body holds semicolons, and CASE … END inside it has an END of its own. */
    private void block(String word) {
        if (blocks == 0) {
            if (word.equals("atomic") && lastWord.equals("begin") && createsRoutine()) {
                blocks = 1;
            }
        } else if (word.equals("case")) {
            blocks++;
        } else if (word.equals("end")) {
            blocks--;
        }
    }

    private boolean createsRoutine() {
        if (words.isEmpty() || !words.get(0).equals("create")) {
            return false;
        }
        int at = words.size() > 3 && words.get(1).equals("or") && words.get(2).equals("replace") ? 3 : 1;
        return words.size() > at
                && (words.get(at).equals("function") || words.get(at).equals("procedure"));
    }

    private void backslash() {
        int end = lexer.lineEnd(lexer.start());
        String command = source.text().substring(lexer.start(), end);
        PsqlCommand.refuseUnlessHarmless(source, lexer.start(), command);
        canonical.token(command.stripTrailing());
        for (int i = lexer.start(); i < end; i++) {
            sendable.setCharAt(i, ' ');
        }
        lexer.jump(end);
    }

    private void finish() {
        if (first < 0) {
            return;
        }
        if (!words.isEmpty() && words.size() >= WORDS) {
            words.set(words.size() - 1, lastWord);
        }
        StatementKind kind = StatementKind.of(words, inner);
        refuse(kind);
        int dataStart = -1;
        int dataEnd = -1;
        if (kind == StatementKind.COPY_IN) {
            dataStart = dataStart();
            dataEnd = skipData(dataStart);
        } else if (kind == StatementKind.STRING_SYNTAX) {
            lexer.backslashEscapes(turnsOff(sendable.substring(first, last)));
        }
        statements.add(new Statement(first, last, kind, words, dataStart, dataEnd));
        first = -1;
        parentheses = 0;
        blocks = 0;
        words.clear();
        inner.clear();
        lastWord = "";
    }

    private void refuse(StatementKind kind) {
        String value = words.isEmpty() ? "" : words.get(0).toUpperCase(Locale.ROOT);
        if (kind == StatementKind.ROLLBACK) {
            throw source.bad(
                    "a migration cannot undo itself", value, first, "remove it: a migration that fails is rolled back");
        }
        if (kind == StatementKind.PLAIN && words.size() > 1 && value.equals("PREPARE")) {
            if (words.get(1).equals("transaction")) {
                throw source.bad("a migration cannot prepare a transaction", "PREPARE TRANSACTION", first, "remove it");
            }
        }
        if (kind == StatementKind.COPY_OUT) {
            throw source.bad("nobody reads what it writes", "COPY … TO stdout", first, "remove it");
        }
    }

    private static boolean turnsOff(String setting) {
        return Pattern.compile("(?is).*(=|\\bto\\b)\\s*'?(off|false|no|0|of|f|n|fa.*)'?\\s*")
                .matcher(setting)
                .matches();
    }

    /** The line after the one with the COPY; on that line there may be nothing more than white space and a comment. */
    private int dataStart() {
        int end = lexer.lineEnd(lexer.end());
        String rest = source.text().substring(Math.min(lexer.end(), end), end).strip();
        if (!rest.isEmpty() && !rest.startsWith("--")) {
            throw source.bad("text after COPY … FROM stdin", rest, lexer.end(), "put it behind the data");
        }
        return afterLineEnd(end);
    }

    private int afterLineEnd(int end) {
        String text = source.text();
        int next = end;
        if (next < text.length() && text.charAt(next) == '\r') {
            next++;
        }
        if (next < text.length() && text.charAt(next) == '\n') {
            next++;
        }
        return next;
    }

    /** Reads past the data to behind the line {@code \.} or the end of the text, and says where the data end. */
    private int skipData(int from) {
        int line = from;
        while (line < source.text().length()) {
            int end = source.text().indexOf('\n', line);
            int stop = end < 0 ? source.text().length() : end;
            String content = source.text().substring(line, stop);
            if (content.endsWith("\r")) {
                content = content.substring(0, content.length() - 1);
            }
            canonical.line(content);
            if (content.equals("\\.")) {
                lexer.jump(stop);
                return line;
            }
            line = end < 0 ? stop : end + 1;
        }
        lexer.jump(line);
        return line;
    }
}
