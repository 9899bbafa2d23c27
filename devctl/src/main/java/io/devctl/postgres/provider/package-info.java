/** Chooses the provider that services.yaml asks for, and finds the one that {@code .devctl} records. */
@NullMarked
package io.devctl.postgres.provider;

import org.jspecify.annotations.NullMarked;
