/** Reads services.yaml into immutable records and reports all problems of a file at once. */
@NullMarked
package io.devctl.config;

import org.jspecify.annotations.NullMarked;
