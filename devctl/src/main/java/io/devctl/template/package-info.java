/** Renders the files in templates/. */
@NullMarked
package io.devctl.template;

import org.jspecify.annotations.NullMarked;
