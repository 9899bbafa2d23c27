/**
 * Turns events and reports into plain text and JSON. Whatever is here is a function from a value of the model to a string,
 * except for {@link io.devctl.console.PlainPrinter}, which writes as things happen. Text ends with a line end and may be
 * printed as it is; JSON is one line without its end.
 */
@NullMarked
package io.devctl.console;

import org.jspecify.annotations.NullMarked;
