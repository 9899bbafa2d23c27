/**
 * Values that every other package shares: states, reports, events and the one user-facing exception. Depends on the
 * JDK alone; whatever is here has no behaviour beyond checking and describing itself.
 */
@NullMarked
package io.devctl.model;

import org.jspecify.annotations.NullMarked;
