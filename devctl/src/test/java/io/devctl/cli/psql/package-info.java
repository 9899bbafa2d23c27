@NullMarked
package io.devctl.cli.psql;

import org.jspecify.annotations.NullMarked;
