/** Starts or attaches to Postgres, waits until it accepts connections, stops it; hands out data sources. */
@NullMarked
package io.devctl.postgres;

import org.jspecify.annotations.NullMarked;
