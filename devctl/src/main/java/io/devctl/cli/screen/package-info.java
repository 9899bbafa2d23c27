/** The thin shell around the live screen: a terminal in raw mode, whose keys are read and on which lines are drawn. */
@NullMarked
package io.devctl.cli.screen;

import org.jspecify.annotations.NullMarked;
