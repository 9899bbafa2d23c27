package io.devctl.migrate;

import io.devctl.migrate.process.ByHand;
import io.devctl.migrate.tool.ToolProject;
import io.devctl.model.DevctlException;
import io.devctl.model.ExitCode;
import java.util.List;

/** What devctl leaves to a tool, which has commands of its own for it. */
public final class ToolCommands {
    private ToolCommands() {}

    /**
     * Refuses a command where one of the targets is a tool's.
     *
     * @param command devctl's: {@code new}, {@code down}, {@code stamp}, {@code repair}
     * @throws DevctlException USAGE that names the tool's own command
     */
    public static void refuse(List<MigrationTarget> targets, String command) {
        for (MigrationTarget target : targets) {
            if (target.set().tool() != null) {
                throw refusal(target, command);
            }
        }
    }

    static DevctlException refusal(MigrationTarget target, String command) {
        ToolProject tool = target.set().tool();
        String service = target.target().service();
        String title = tool == null ? target.set().engine() : tool.title();
        // which word of the tool's it would be nobody but its user knows
        String own = tool == null ? "COMMAND" : tool.own().getOrDefault(command, "COMMAND");
        String byHand = ByHand.in(target.target().schema(), service, own);
        String what = command.equals("sql") ? "dev migrate --sql" : "dev migrate " + command;
        return new DevctlException(
                ExitCode.USAGE,
                what + " is not for '" + service + "': " + title + " applies its migrations",
                command.equals("new") ? byHand : byHand + ", or --service for another service");
    }
}
