package io.devctl.supervise.watch;

import io.devctl.supervise.unit.UnitSpec;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Watches the files of units that have {@code watch:}. Costs neither a thread nor a descriptor while none has. */
public final class FileWatcher implements AutoCloseable {
    private static final int STACK = 256 * 1024;

    private final Listener listener;
    private Map<String, UnitSpec> watched = Map.of();
    private @Nullable Watching watching;

    /** Called from a thread of the watcher's own; the next news wait until it returns. */
    public interface Listener {
        /**
         * Files of a unit have changed, and nothing more for a moment.
         *
         * @param files among those it is restarted for; may be empty
         * @param migrations among its migrations; may be empty
         */
        void changed(UnitSpec unit, List<Path> files, List<Path> migrations);

        /** Some folders cannot be watched; changes in them will not be seen. */
        void blind(String why);
    }

    /** Watches nothing yet. */
    public FileWatcher(Listener listener) {
        this.listener = listener;
    }

    /** From now on the files of these units, and no others. Returns at once. */
    public synchronized void watch(List<UnitSpec> units) {
        Map<String, UnitSpec> wanted = new TreeMap<>();
        units.stream().filter(unit -> !unit.watch().isEmpty()).forEach(unit -> wanted.put(unit.name(), unit));
        if (same(wanted)) {
            return;
        }
        close();
        watched = wanted;
        if (wanted.isEmpty()) {
            return;
        }
        try {
            Watching fresh = new Watching(List.copyOf(wanted.values()), listener);
            watching = fresh;
            Thread thread = new Thread(null, fresh, "files", STACK);
            thread.setDaemon(true);
            thread.start();
        } catch (IOException | UnsupportedOperationException e) {
            listener.blind(String.valueOf(e.getMessage()));
        }
    }

    private boolean same(Map<String, UnitSpec> wanted) {
        return wanted.keySet().equals(watched.keySet())
                && wanted.values().stream().allMatch(unit -> {
                    UnitSpec before = watched.get(unit.name());
                    return before != null
                            && before.watch().equals(unit.watch())
                            && before.dir().equals(unit.dir());
                });
    }

    @Override
    public synchronized void close() {
        if (watching != null) {
            watching.close();
            watching = null;
        }
        watched = Map.of();
    }
}
