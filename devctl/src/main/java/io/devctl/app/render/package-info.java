/**
 * {@code dev render}: what services.yaml says as values for templates/, and the rendered files beside those that a user has
 * changed. {@link io.devctl.app.render.Rendering} begins it; services.yaml comes in as it was read, files go out as text.
 */
@NullMarked
package io.devctl.app.render;

import org.jspecify.annotations.NullMarked;
