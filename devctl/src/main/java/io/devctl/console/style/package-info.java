/**
 * What every report and screen is made of: what the terminal can do, colours by meaning, symbols, the width of text in
 * columns, text made harmless, tables, durations and counts.
 */
@NullMarked
package io.devctl.console.style;

import org.jspecify.annotations.NullMarked;
