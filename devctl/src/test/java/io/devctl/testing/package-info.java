/** What tests of several packages share: a running Postgres, and a check that nothing is left behind. */
@NullMarked
package io.devctl.testing;

import org.jspecify.annotations.NullMarked;
