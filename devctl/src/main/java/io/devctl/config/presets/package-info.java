/** The migration tools that {@code engine:} knows by name. */
@NullMarked
package io.devctl.config.presets;

import org.jspecify.annotations.NullMarked;
