/**
 * The live screen of {@code dev up}, without a terminal: what happens, keys and the time go in; what is to be done and the
 * lines of the screen come out. Whoever has a terminal reads its keys and draws the lines.
 */
@NullMarked
package io.devctl.console.screen;

import org.jspecify.annotations.NullMarked;
