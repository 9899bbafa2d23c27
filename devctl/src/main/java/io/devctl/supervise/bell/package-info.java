/** How the launcher, a shell, asks the supervisor without a JVM of its own. */
@NullMarked
package io.devctl.supervise.bell;

import org.jspecify.annotations.NullMarked;
