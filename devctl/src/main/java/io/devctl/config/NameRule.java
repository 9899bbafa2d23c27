package io.devctl.config;

import io.devctl.config.keys.MapKind;
import java.nio.charset.StandardCharsets;

/** Which names a user may choose. Names become file names, parts of variables and, quoted, identifiers in SQL. */
enum NameRule implements MapKind.Names {
    /** Services and profiles: no dot, which separates {@code X.migrations}. */
    SERVICE("a letter, then letters, digits, _ and -, at most 63 in all", "[A-Za-z][A-Za-z0-9_-]{0,62}"),
    /** The project: names the default database and containers. */
    PROJECT(
            "a letter or a digit, then letters, digits, _, - and ., at most 63 in all",
            "[A-Za-z0-9][A-Za-z0-9_.-]{0,62}"),
    /** Tenants: letters of any script. */
    TENANT(
            "a letter or a digit, then letters, digits, _, - and ., at most 63 bytes in all",
            "[\\p{L}\\p{N}][\\p{L}\\p{M}\\p{N}_.-]*"),
    /** What every shell accepts as a variable. */
    VARIABLE("a letter or _, then letters, digits and _", "[A-Za-z_][A-Za-z0-9_]*"),
    /** A parameter of Postgres, perhaps of an extension: {@code auto_explain.log_min_duration}. */
    SETTING("a letter or _, then letters, digits, _ and .", "[A-Za-z_][A-Za-z0-9_.]*"),
    /** What a migration file may call a variable; Flyway's own have a colon. */
    PLACEHOLDER("a letter or _, then letters, digits, _, ., : and -", "[A-Za-z_][A-Za-z0-9_.:-]*"),
    /** A header of HTTP. */
    HEADER("letters, digits, _ and -", "[A-Za-z0-9_-]+"),
    /** Checked against what is there, not by its letters. */
    DEPENDENCY("the name of a service, postgres or X.migrations", ".+");

    private final String rule;
    private final String pattern;

    NameRule(String rule, String pattern) {
        this.rule = rule;
        this.pattern = pattern;
    }

    // by hand: compiling the patterns would cost more than the rest of the file
    @Override
    public boolean allows(String name) {
        if (name.isEmpty()) {
            return false;
        }
        return switch (this) {
            case SERVICE -> name.length() <= 63 && isLetter(name.charAt(0)) && consistsOf(name, "_-");
            case PROJECT -> name.length() <= 63 && isAscii(name.charAt(0)) && consistsOf(name, "_-.");
            case VARIABLE -> !isDigit(name.charAt(0)) && consistsOf(name, "_");
            case SETTING -> !isDigit(name.charAt(0)) && name.charAt(0) != '.' && consistsOf(name, "_.");
            case PLACEHOLDER -> (isLetter(name.charAt(0)) || name.charAt(0) == '_') && consistsOf(name, "_.:-");
            case HEADER -> consistsOf(name, "_-");
            case TENANT -> isTenant(name);
            case DEPENDENCY -> true;
        };
    }

    private static boolean isTenant(String name) {
        boolean allowed = Character.isLetterOrDigit(name.codePointAt(0));
        for (int i = 0; i < name.length(); i += Character.charCount(name.codePointAt(i))) {
            int c = name.codePointAt(i);
            int type = Character.getType(c);
            boolean mark = type == Character.NON_SPACING_MARK || type == Character.COMBINING_SPACING_MARK;
            allowed &= Character.isLetterOrDigit(c) || mark || c == '_' || c == '-' || c == '.';
        }
        return allowed && bytes(name) <= 63;
    }

    /** The length of an identifier as Postgres counts it. */
    static int bytes(String name) {
        return name.getBytes(StandardCharsets.UTF_8).length;
    }

    private static boolean consistsOf(String name, String others) {
        for (int i = 0; i < name.length(); i++) {
            if (!isAscii(name.charAt(i)) && others.indexOf(name.charAt(i)) < 0) {
                return false;
            }
        }
        return true;
    }

    private static boolean isAscii(char c) {
        return isLetter(c) || isDigit(c);
    }

    private static boolean isLetter(char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
    }

    private static boolean isDigit(char c) {
        return c >= '0' && c <= '9';
    }

    /** A legal project name that is near to a folder's. */
    static String legalProject(String folder) {
        StringBuilder legal = new StringBuilder();
        for (int i = 0; i < folder.length() && legal.length() < 63; i++) {
            char c = folder.charAt(i);
            if (isAscii(c) || ("_-.".indexOf(c) >= 0 && !legal.isEmpty())) {
                legal.append(c);
            } else if (!legal.isEmpty() && legal.charAt(legal.length() - 1) != '-') {
                legal.append('-');
            }
        }
        while (!legal.isEmpty() && !isAscii(legal.charAt(legal.length() - 1))) {
            legal.setLength(legal.length() - 1);
        }
        return legal.isEmpty() ? "project" : legal.toString();
    }

    @Override
    public String rule() {
        return rule;
    }

    @Override
    public String pattern() {
        return pattern;
    }
}
