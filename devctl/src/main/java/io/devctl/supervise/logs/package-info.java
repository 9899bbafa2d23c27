/** The log files of an environment: written line by line with time and stream, rotated, read merged by time. */
@NullMarked
package io.devctl.supervise.logs;

import org.jspecify.annotations.NullMarked;
