package io.devctl.supervise.control;

import java.util.List;
import java.util.Map;

/**
 * A command line that the supervisor may answer in the place of the process that was started for it.
 *
 * @param words the arguments
 * @param directory where it was typed, absolute
 * @param variables of whoever typed it
 * @param charset what the caller's terminal understands
 * @param terminals which of standard input, output and error are terminals
 * @param columns of the terminal, 0 when it does not say
 * @param build which devctl asks, see {@link Build}
 */
public record Question(
        List<String> words,
        String directory,
        Map<String, String> variables,
        String charset,
        String terminals,
        int columns,
        String build) {
    public Question {
        words = List.copyOf(words);
        variables = Map.copyOf(variables);
    }

    /** Without the variables, which may be secrets. */
    @Override
    public String toString() {
        return "Question" + words;
    }
}
