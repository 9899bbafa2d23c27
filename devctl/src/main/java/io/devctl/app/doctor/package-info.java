/**
 * {@code dev doctor}: looks at the machine and at one environment without starting or changing anything. One class for
 * each group of checks; each works with whatever is there, also when services.yaml is not.
 */
@NullMarked
package io.devctl.app.doctor;

import org.jspecify.annotations.NullMarked;
