/**
 * Starts or attaches to Postgres, waits until it accepts connections, stops it; hands out data sources. The embedded server
 * is unpacked once per user, initialised once per user, and copied and started per checkout.
 */
@NullMarked
package io.devctl.postgres;

import org.jspecify.annotations.NullMarked;
