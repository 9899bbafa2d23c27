package io.devctl.supervise.control;

import com.google.gson.JsonElement;
import io.devctl.model.Event;
import org.jspecify.annotations.Nullable;

/**
 * What the supervisor sends: the answer to a request, or an event.
 *
 * @param id the request's; 0 with an event
 * @param error why it was refused, null when it was not
 * @param result depends on the operation
 */
public record Message(
        long id,
        @Nullable String error,
        @Nullable JsonElement result,
        @Nullable Event event) {}
