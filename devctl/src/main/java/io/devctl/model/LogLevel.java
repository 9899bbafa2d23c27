package io.devctl.model;

/** How serious a line of a log is, least first. */
public enum LogLevel {
    TRACE,
    DEBUG,
    INFO,
    WARN,
    ERROR
}
