/** Tests of the library. */
@NullMarked
package io.devctl.api;

import org.jspecify.annotations.NullMarked;
