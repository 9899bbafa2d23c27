/**
 * The use cases of the command line: {@code up}, {@code down}, {@code status}, {@code reset} … Each says in which order
 * the packages below do their part, and nothing else. What happens on the way goes to an
 * {@link io.devctl.model.EventSink}; how that looks is the console's business.
 */
@NullMarked
package io.devctl.app;

import org.jspecify.annotations.NullMarked;
