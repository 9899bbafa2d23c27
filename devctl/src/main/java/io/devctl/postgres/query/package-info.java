/** Statements that a user types, and what they give. */
@NullMarked
package io.devctl.postgres.query;

import org.jspecify.annotations.NullMarked;
