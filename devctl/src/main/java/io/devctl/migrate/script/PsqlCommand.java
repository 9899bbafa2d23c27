package io.devctl.migrate.script;

import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** psql's own commands: never sent to the server. Those that change nothing in the database are read past. */
final class PsqlCommand {
    private static final Pattern FORM = Pattern.compile("\\\\([A-Za-z_]+[+]?|.)?\\s*(.*)");

    /** Ask for output, or change how it looks. */
    private static final Set<String> HARMLESS = Set.of(
            "echo",
            "qecho",
            "warn",
            "pset",
            "timing",
            "restrict",
            "unrestrict",
            "x",
            "a",
            "t",
            "f",
            "H",
            "C",
            "T",
            "conninfo",
            "errverbose",
            "p",
            "l");

    /** Variables with which psql is told how to behave; any other could be used in the script. */
    private static final Set<String> SWITCHES = Set.of(
            "AUTOCOMMIT",
            "ECHO",
            "ECHO_HIDDEN",
            "FETCH_COUNT",
            "HIDE_TABLEAM",
            "HIDE_TOAST_COMPRESSION",
            "HISTCONTROL",
            "ON_ERROR_ROLLBACK",
            "ON_ERROR_STOP",
            "QUIET",
            "SHOW_ALL_RESULTS",
            "SHOW_CONTEXT",
            "SINGLELINE",
            "SINGLESTEP",
            "VERBOSITY",
            "PROMPT1",
            "PROMPT2",
            "PROMPT3");

    private static final Map<String, String> HINTS = Map.ofEntries(
            Map.entry("connect", "remove it: devctl connects"),
            Map.entry("c", "remove it: devctl connects"),
            Map.entry("i", "put the included file's text here"),
            Map.entry("ir", "put the included file's text here"),
            Map.entry("include", "put the included file's text here"),
            Map.entry("include_relative", "put the included file's text here"),
            Map.entry("copy", "use COPY … FROM stdin with the data behind it"),
            Map.entry("g", "end the statement with ; instead"),
            Map.entry("gx", "end the statement with ; instead"),
            Map.entry("gexec", "use a DO block with EXECUTE"),
            Map.entry("set", "write the value where it is used"));

    private PsqlCommand() {}

    static void refuseUnlessHarmless(SourceText source, int offset, String command) {
        Matcher form = FORM.matcher(command);
        if (!form.matches()) {
            throw source.bad("not a psql command", command, offset, "remove it");
        }
        String name = form.group(1) == null ? "" : form.group(1);
        String rest = form.group(2);
        if (!isHarmless(name, rest)) {
            String hint = HINTS.getOrDefault(name, "remove it, or say it in SQL");
            throw source.bad("psql command that devctl does not run", "\\" + name, offset, hint);
        }
    }

    private static boolean isHarmless(String name, String rest) {
        String argument = rest.strip();
        int space = argument.indexOf(' ');
        String word = space < 0 ? argument : argument.substring(0, space);
        // a second command on the same line would go unread
        if (argument.contains("\\") && !name.equals("restrict") && !name.equals("unrestrict")) {
            return false;
        }
        return switch (name) {
            case "set", "unset" -> SWITCHES.contains(word);
            case "encoding" ->
                word.replace("'", "").replace("-", "").toUpperCase(Locale.ROOT).matches("|UTF8|UNICODE");
            default -> HARMLESS.contains(name);
        };
    }
}
