/** What a unit is, in values: a service or task with all that it starts, and the wishes that it is run by. */
@NullMarked
package io.devctl.supervise.unit;

import org.jspecify.annotations.NullMarked;
