/** Commands, options and exit codes, and the only place that wires objects together. */
@NullMarked
package io.devctl.cli;

import org.jspecify.annotations.NullMarked;
