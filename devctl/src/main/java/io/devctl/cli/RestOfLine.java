package io.devctl.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.Stack;
import picocli.CommandLine.IParameterConsumer;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;

/** Takes every argument that is left, whatever it looks like: a command with options of its own. */
final class RestOfLine implements IParameterConsumer {
    @Override
    @SuppressWarnings("JdkObsolete") // picocli's own type
    public void consumeParameters(Stack<String> arguments, ArgSpec option, CommandSpec command) {
        List<String> rest = new ArrayList<>();
        while (!arguments.isEmpty()) {
            rest.add(arguments.pop());
        }
        if (rest.isEmpty()) {
            throw new ParameterException(command.commandLine(), "--then needs a command");
        }
        option.setValue(rest);
    }
}
