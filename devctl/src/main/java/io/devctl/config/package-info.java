/**
 * services.yaml as immutable records. {@link io.devctl.config.ConfigLoader} finds and reads it, lays
 * services.override.yaml over it, replaces variables, and reports everything that is wrong in one failure, each problem
 * with its place. Each section has a reader that begins with the table of its keys: the one source for reading, for "did
 * you mean" and for a JSON schema. Names that only a running environment can fill stay open in a
 * {@link io.devctl.config.Template}.
 */
@NullMarked
package io.devctl.config;

import org.jspecify.annotations.NullMarked;
