/**
 * {@code dev init}: reads a repository, or a file of another tool, and writes a services.yaml for it. What it finds goes into a
 * {@link io.devctl.app.init.Draft}, which alone knows how the file looks.
 */
@NullMarked
package io.devctl.app.init;

import org.jspecify.annotations.NullMarked;
