package io.devctl.cli;

import io.devctl.cli.CompletionTable.Row;
import io.devctl.cli.CompletionTable.Word;
import io.devctl.template.Templates;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/** A completion script: the frame from templates/, and the table of commands in the shell's own words. */
enum CompletionScript {
    /** Bash, from the 3.2 of macOS on. */
    BASH {
        @Override
        String row(Row row) {
            return "    '" + row.path() + "')\n"
                    + "      children='" + join(row.children(), Word::name) + "'\n"
                    + "      options='" + join(row.options(), Word::name) + "'\n"
                    + "      values='" + kinds(row) + "'\n"
                    + "      arguments='" + arguments(row) + "' ;;\n";
        }
    },
    /** Zsh, with descriptions. */
    ZSH {
        @Override
        String row(Row row) {
            return "    ('" + row.path() + "')\n"
                    + "      children=(" + join(row.children(), CompletionScript::described) + ")\n"
                    + "      options=(" + join(row.options(), CompletionScript::described) + ")\n"
                    + "      values='" + kinds(row) + "'\n"
                    + "      arguments='" + arguments(row) + "' ;;\n";
        }
    },
    /** Fish, with descriptions. */
    FISH {
        @Override
        String row(Row row) {
            return "    case '" + row.path() + "'\n"
                    + "      set children " + join(row.children(), CompletionScript::tabbed) + "\n"
                    + "      set options " + join(row.options(), CompletionScript::tabbed) + "\n"
                    + "      set values " + quoted(kinds(row)) + "\n"
                    + "      set arguments " + arguments(row) + "\n";
        }
    };

    /** A command's entry in the table. */
    abstract String row(Row row);

    /** The script. */
    String text(List<Row> rows) {
        return Templates.render(
                "completion." + word(),
                Map.of(
                        "table",
                        rows.stream()
                                .map(this::row)
                                .collect(Collectors.joining())
                                .stripTrailing()));
    }

    /** As the user calls it. */
    String word() {
        return switch (this) {
            case BASH -> "bash";
            case ZSH -> "zsh";
            case FISH -> "fish";
        };
    }

    /** {@code --service=services }, with a space behind each: what to look for has one too. */
    private static String kinds(Row row) {
        return row.options().stream()
                .filter(option -> option.value() != null)
                .map(option -> option.name() + "=" + option.value())
                .collect(Collectors.joining(" "));
    }

    /** {@code services +}: the kinds in their order, and a plus where the last may be repeated. */
    private static String arguments(Row row) {
        return String.join(" ", row.arguments()) + (row.repeated() ? " +" : "");
    }

    private static String join(List<Word> words, Function<Word, String> form) {
        return words.stream().map(form).collect(Collectors.joining(" "));
    }

    private static String described(Word word) {
        return "'" + word.name() + ":" + word.description() + "'";
    }

    private static String tabbed(Word word) {
        return "'" + word.name() + "'\\t'" + word.description() + "'";
    }

    private static String quoted(String words) {
        return words.isEmpty() ? "" : "'" + words.replace(" ", "' '") + "'";
    }
}
