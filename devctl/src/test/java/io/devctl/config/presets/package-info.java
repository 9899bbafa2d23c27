/** The tools that {@code engine:} knows. */
@NullMarked
package io.devctl.config.presets;

import org.jspecify.annotations.NullMarked;
