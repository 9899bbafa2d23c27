package io.devctl.docker;

import com.github.dockerjava.api.command.PullImageResultCallback;
import com.github.dockerjava.api.model.PullResponseItem;
import com.github.dockerjava.api.model.ResponseItem;
import io.devctl.model.Amount;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The layers of an image while they are pulled. The engine says of each how far it is once that has begun, so what all of
 * them come to grows in the first moments.
 */
final class Layers extends PullImageResultCallback {
    private final Consumer<Amount> progress;
    private final Map<String, Amount> layers = new LinkedHashMap<>();

    Layers(Consumer<Amount> progress) {
        this.progress = progress;
    }

    @Override
    public void onNext(PullResponseItem item) {
        super.onNext(item);
        ResponseItem.@Nullable ProgressDetail detail = item.getProgressDetail();
        String layer = item.getId();
        if (layer == null || detail == null || !"Downloading".equals(item.getStatus())) {
            return;
        }
        Long current = detail.getCurrent();
        Long total = detail.getTotal();
        if (current != null && total != null) {
            layers.put(layer, Amount.bytes(current, total));
            progress.accept(sum());
        }
    }

    private Amount sum() {
        long done = 0;
        long total = 0;
        for (Amount layer : layers.values()) {
            done += layer.done();
            total += layer.total();
        }
        return Amount.bytes(done, total);
    }
}
