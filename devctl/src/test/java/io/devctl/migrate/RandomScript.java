package io.devctl.migrate;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.Supplier;

/** A valid script of random statements, with everything in odd places that a lexer could stumble over. */
final class RandomScript {
    private static final List<String> NASTY = List.of(
            ";",
            "'",
            "''",
            "\"",
            "--",
            "/*",
            "*/",
            "$$",
            "$a$",
            "\\",
            "\\.",
            "\n",
            "\r\n",
            "begin atomic",
            "end",
            "case",
            "(",
            ")",
            "copy t from stdin;",
            ":x",
            "é",
            "\t",
            "x",
            "1",
            " ",
            "E",
            "U&",
            "?",
            "{",
            "}",
            "%",
            "\\echo",
            "💥");

    private final Random random;
    private final String newline;
    private final List<Supplier<String>> statements = List.of(
            this::insert,
            this::insert,
            this::insert,
            this::table,
            this::function,
            this::doBlock,
            this::rule,
            this::copy,
            this::csv,
            this::view,
            this::transaction,
            this::setting,
            this::nothing,
            this::psqlCommand);

    private boolean conforming = true;
    private int names;

    RandomScript(long seed) {
        random = new Random(seed);
        newline = random.nextInt(4) == 0 ? "\r\n" : "\n";
    }

    /** The script in pieces; any of them may be left out, except that some need earlier ones. */
    List<String> parts() {
        List<String> parts = new ArrayList<>();
        parts.add(random.nextInt(5) == 0 ? "\uFEFF" : "");
        parts.add("create table t(v text, n int default 0);" + newline);
        parts.add("set escape_string_warning = off;" + newline);
        int count = 5 + random.nextInt(25);
        for (int i = 0; i < count; i++) {
            parts.add(statements.get(random.nextInt(statements.size())).get());
        }
        if (random.nextBoolean()) {
            parts.add(joined("select", "1")); // without a semicolon
        }
        return parts;
    }

    private String statement(String... tokens) {
        return joined(tokens) + (random.nextInt(4) == 0 ? gap() : "") + ";" + (random.nextInt(3) == 0 ? "" : gap());
    }

    private String joined(String... tokens) {
        return String.join(
                "", List.of(tokens).stream().map(token -> token + gap()).toList());
    }

    /** White space and comments; at least one space or line end. */
    private String gap() {
        StringBuilder gap = new StringBuilder(random.nextInt(3) == 0 ? newline : " ");
        while (random.nextInt(4) == 0) {
            switch (random.nextInt(4)) {
                case 0 -> gap.append("/*").append(commentText()).append("*/ ");
                case 1 -> gap.append("-- ").append(lineText()).append(newline);
                case 2 -> gap.append("/* a /* ").append(commentText()).append(" */ b */");
                default -> gap.append("\t").append(newline);
            }
        }
        return gap.toString();
    }

    private String commentText() {
        return nasty().replace("*/", "").replace("/*", "").replace("*", "").replace("/", "");
    }

    private String lineText() {
        return nasty().replace("\n", "").replace("\r", "");
    }

    private String nasty() {
        StringBuilder text = new StringBuilder();
        for (int i = random.nextInt(6); i > 0; i--) {
            text.append(NASTY.get(random.nextInt(NASTY.size())));
        }
        return text.toString();
    }

    private String literal() {
        String text = nasty();
        return switch (random.nextInt(7)) {
            case 0 -> "E'" + text.replace("\\", "\\\\").replace("'", random.nextBoolean() ? "\\'" : "''") + "'";
            case 1 -> dollar(text);
            case 2 -> conforming ? "U&'" + text.replace("\\", "\\\\").replace("'", "''") + "'" : plain(text);
            case 3 -> plain(text) + newline + " " + plain(nasty());
            case 4 -> "N" + plain(text);
            default -> plain(text);
        };
    }

    private String plain(String text) {
        String doubled = text.replace("'", "''");
        return "'" + (conforming ? doubled : doubled.replace("\\", "\\\\")) + "'";
    }

    private String dollar(String text) {
        String tag = List.of("$$", "$a$", "$b1$", "$é_$", "$_$").get(random.nextInt(5));
        return text.contains("$") ? "$other$" + text + "$other$" : tag + text + tag;
    }

    private String name() {
        names++;
        return switch (random.nextInt(4)) {
            case 0 -> "\"" + ("x" + names + nasty().replace("\"", "\"\"")).replace("\\", "/") + "\"";
            case 1 -> "a$b$" + names;
            case 2 -> "atomic" + names;
            default -> "é" + names;
        };
    }

    private String insert() {
        return statement("insert", "into", "t(v)", "values", "(" + literal(), ")", ",", "(", literal() + ")");
    }

    private String table() {
        String name = name();
        return statement(
                        "create",
                        "table",
                        name,
                        "(",
                        "\"" + "a;b\" int",
                        ",",
                        "atomic",
                        "text",
                        "default",
                        literal(),
                        ")")
                + statement("comment", "on", "table", name, "is", plain(nasty()));
    }

    private String function() {
        String open = random.nextBoolean() ? "" : "(";
        return statement(
                "create",
                random.nextBoolean() ? "or replace function" : "function",
                name(),
                "(a int)",
                "returns text",
                "begin",
                "atomic",
                "select",
                "1;",
                "select",
                open + "case",
                "when a > 1 then",
                literal(),
                "else",
                "case a when 2 then",
                literal(),
                "end",
                "end" + (open.isEmpty() ? "" : ")"),
                ";",
                "end");
    }

    private String doBlock() {
        return statement(
                "do", "$body$ begin insert into t(v) values ($v$" + nasty().replace("$", "") + "$v$); end; $body$");
    }

    private String rule() {
        return statement("create", "table", "r" + ++names, "(id int)")
                + statement(
                        "create",
                        "rule",
                        "x",
                        "as on insert to",
                        "r" + names,
                        "do also",
                        "(",
                        "insert into t(v) values (",
                        literal(),
                        ");",
                        "delete",
                        "from",
                        "t",
                        "where v =",
                        literal(),
                        ";",
                        ")")
                + statement("insert into", "r" + names, "values (1)");
    }

    private String copy() {
        StringBuilder copy = new StringBuilder(joined("copy", "t(v)", "from") + "stdin;" + newline);
        for (int i = random.nextInt(4); i > 0; i--) {
            copy.append("x").append(nasty().replaceAll("[\\\\\n\r\t]", "")).append(newline);
        }
        return copy + "\\." + newline;
    }

    private String csv() {
        StringBuilder copy = new StringBuilder("copy t(v, n) from stdin (format csv);" + newline);
        for (int i = random.nextInt(4); i > 0; i--) {
            String text = nasty().replace("\"", "\"\"")
                    .replace("\\", "")
                    .replace("\r", "")
                    .replace("\n", newline);
            copy.append("\"x").append(text).append("\",").append(i).append(newline);
        }
        return copy + "\\." + newline;
    }

    private String view() {
        return statement(
                "create", "view", name(), "as", "select", "case", "when true then", literal(), "end", "as", "\"end;\"");
    }

    private String transaction() {
        String kind = List.of("begin", "begin work", "start transaction").get(random.nextInt(3));
        return statement(kind)
                + insert()
                + statement("savepoint s")
                + insert()
                + statement("rollback to s")
                + statement("commit");
    }

    private String setting() {
        conforming = !conforming;
        String value =
                conforming ? "on" : List.of("off", "'off'", "false", "no").get(random.nextInt(4));
        String to = random.nextBoolean() ? "=" : "to";
        return statement("set", "standard_conforming_strings", to, value);
    }

    private String nothing() {
        return gap() + ";" + gap() + ";;";
    }

    private String psqlCommand() {
        return newline
                + List.of("\\echo hello;", "\\set QUIET on", "\\encoding UTF8", "\\qecho it''s", "\\timing off")
                        .get(random.nextInt(5))
                + newline;
    }
}
