package io.devctl.console;

import io.devctl.model.Check;
import io.devctl.model.Finding;
import io.devctl.model.LogLine;
import io.devctl.model.PlannedChange;
import io.devctl.model.ServiceState;
import io.devctl.model.TargetResult;
import io.devctl.model.TargetState;

/** The words of the contract for states, spelt out: no locale can bend them, and renaming a constant renames nothing. */
final class StateNames {
    private StateNames() {}

    static String of(ServiceState state) {
        return switch (state) {
            case PENDING -> "pending";
            case STARTING -> "starting";
            case RUNNING -> "running";
            case READY -> "ready";
            case UNREADY -> "unready";
            case RESTARTING -> "restarting";
            case STOPPING -> "stopping";
            case STOPPED -> "stopped";
            case COMPLETED -> "completed";
            case FAILED -> "failed";
        };
    }

    static String of(PlannedChange.Action action) {
        return switch (action) {
            case KEEP -> "keep";
            case START -> "start";
            case STOP -> "stop";
            case RESTART -> "restart";
        };
    }

    static String of(TargetState state) {
        return switch (state) {
            case CURRENT -> "current";
            case PENDING -> "pending";
            case DRIFTED -> "drifted";
            case FAILED -> "failed";
            case UNKNOWN -> "unknown";
        };
    }

    static String of(TargetResult.Outcome outcome) {
        return switch (outcome) {
            case APPLIED -> "applied";
            case CURRENT -> "current";
            case FAILED -> "failed";
            case SKIPPED -> "skipped";
        };
    }

    static String of(Check.State state) {
        return switch (state) {
            case OK -> "ok";
            case WARNING -> "warning";
            case PROBLEM -> "problem";
        };
    }

    static String of(Finding.Severity severity) {
        return switch (severity) {
            case ERROR -> "error";
            case WARNING -> "warning";
        };
    }

    static String of(LogLine.Stream stream) {
        return switch (stream) {
            case OUT -> "out";
            case ERR -> "err";
            case NOTE -> "note";
        };
    }
}
