/**
 * What a mapping may hold, as data: sections, their keys, and for each key the kind of value it takes. Reading and
 * describing (for a JSON schema) go by the same tables, so that they cannot differ.
 */
@NullMarked
package io.devctl.config.keys;

import org.jspecify.annotations.NullMarked;
