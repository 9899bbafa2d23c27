/**
 * Turns events and reports into plain text and JSON. Whatever is here is a function from a value of the model to a string,
 * except for {@link io.devctl.console.PlainPrinter}, which writes as things happen. Text ends with a line end and may be
 * printed as it is; JSON is one line without its end. What every {@code up} and {@code status} prints is written with loops: each lambda
 * costs a fraction of a millisecond the first time, and a command runs once.
 */
@NullMarked
package io.devctl.console;

import org.jspecify.annotations.NullMarked;
