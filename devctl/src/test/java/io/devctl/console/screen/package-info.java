@NullMarked
package io.devctl.console.screen;

import org.jspecify.annotations.NullMarked;
