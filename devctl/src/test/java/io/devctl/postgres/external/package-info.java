@NullMarked
package io.devctl.postgres.external;

import org.jspecify.annotations.NullMarked;
