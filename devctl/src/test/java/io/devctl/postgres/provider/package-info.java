@NullMarked
package io.devctl.postgres.provider;

import org.jspecify.annotations.NullMarked;
