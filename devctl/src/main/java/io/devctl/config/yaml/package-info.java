/**
 * YAML files as trees in which everything knows its place, and the list of what is wrong with them. The only package
 * that sees the YAML parser. Nothing here knows what the keys mean.
 */
@NullMarked
package io.devctl.config.yaml;

import org.jspecify.annotations.NullMarked;
