/**
 * Real processes: starts a unit through its helper, knows it again by pid and start time, finds all that it has
 * started by session, group and mark, and stops it until nothing is left.
 */
@NullMarked
package io.devctl.supervise.process;

import org.jspecify.annotations.NullMarked;
