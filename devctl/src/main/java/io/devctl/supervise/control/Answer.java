package io.devctl.supervise.control;

/**
 * What a command would have printed, and how it would have ended.
 *
 * @param code the exit code
 * @param build which devctl answers, see {@link Build}
 */
public record Answer(int code, String out, String err, String build) {}
