package io.devctl.cli;

import static io.devctl.cli.CommandTable.entry;

/** All commands, in the order in which help lists them. */
final class Commands {
    static final CommandTable TABLE = CommandTable.of(
            entry("up", UpCommand::new),
            entry("plan", PlanCommand::new),
            entry("down", DownCommand::new),
            entry("status", StatusCommand::new),
            entry("reset", ResetCommand::new),
            entry("logs", LogsCommand::new),
            entry("start", StartCommand::start),
            entry("stop", StopCommand::new),
            entry("restart", StartCommand::restart),
            entry("run", RunInCommand::new),
            entry(
                    "migrate",
                    MigrateCommand::new,
                    entry("status", MigrateStatusCommand::new),
                    entry("history", MigrateHistoryCommand::new),
                    entry("current", MigrateCurrentCommand::new),
                    entry("down", MigrateDownCommand::new),
                    entry("new", MigrateNewCommand::new),
                    entry("check", MigrateCheckCommand::new),
                    entry("verify", MigrateVerifyCommand::new),
                    entry("stamp", MigrateStampCommand::new),
                    entry("repair", MigrateRepairCommand::new),
                    entry("merge", MigrateMergeCommand::new),
                    entry("locks", MigrateLocksCommand::new)),
            entry(
                    "tenants",
                    TenantsCommand::new,
                    entry("list", TenantsListCommand::new),
                    entry("add", TenantsAddCommand::new),
                    entry("drop", TenantsDropCommand::new)),
            entry(
                    "db",
                    DbCommand::new,
                    entry("url", DbUrlCommand::new),
                    entry("snapshot", DbSnapshotCommand::new),
                    entry("restore", DbRestoreCommand::new),
                    entry("snapshots", DbSnapshotsCommand::new),
                    entry("clone", DbCloneCommand::new),
                    entry("drop", DbDropCommand::new),
                    entry("dump", DbDumpCommand::new),
                    entry("load", DbLoadCommand::new),
                    entry("psql", DbPsqlCommand::new)),
            entry("render", RenderCommand::new),
            entry("init", InitCommand::new),
            entry("doctor", DoctorCommand::new),
            entry("why", WhyCommand::new),
            entry("completion", CompletionCommand::new),
            entry("schema", SchemaCommand::new),
            entry("golden", GoldenCommand::new));

    private Commands() {}
}
