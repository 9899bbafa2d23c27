/** Turns events and reports into text and JSON. */
@NullMarked
package io.devctl.console;

import org.jspecify.annotations.NullMarked;
