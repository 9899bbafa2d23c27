/**
 * Postgres from the binaries that come with devctl: unpacked once per user, initialised once per user, copied and started
 * per checkout.
 */
@NullMarked
package io.devctl.postgres.embedded;

import org.jspecify.annotations.NullMarked;
