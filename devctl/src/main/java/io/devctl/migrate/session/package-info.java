/** One connection, spoken to in plain simple-query messages: what is sent is what the server gets, char for char. */
@NullMarked
package io.devctl.migrate.session;

import org.jspecify.annotations.NullMarked;
