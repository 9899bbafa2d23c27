/**
 * The command line: picocli commands, options, exit codes, and the only place that wires objects together, prints, and ends
 * the process.
 */
@NullMarked
package io.devctl.cli;

import org.jspecify.annotations.NullMarked;
