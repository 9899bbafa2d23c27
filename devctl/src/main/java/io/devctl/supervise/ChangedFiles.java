package io.devctl.supervise;

import io.devctl.model.Event;
import io.devctl.model.EventSink;
import io.devctl.supervise.machine.Input;
import io.devctl.supervise.unit.UnitSpec;
import io.devctl.supervise.watch.FileWatcher;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;

/** What follows when files of a unit have changed: its migrations where they are among them, then a restart. */
final class ChangedFiles implements FileWatcher.Listener {
    private final Host host;
    private final Outputs outputs;
    private final Consumer<Input> post;
    private final EventSink events;

    ChangedFiles(Host host, Outputs outputs, Consumer<Input> post, EventSink events) {
        this.host = host;
        this.outputs = outputs;
        this.post = post;
        this.events = events;
    }

    @Override
    public void changed(UnitSpec unit, List<Path> files, List<Path> migrations) {
        String what = words(unit, migrations.isEmpty() ? files : migrations);
        if (!migrations.isEmpty()) {
            outputs.note(unit.name(), what + ": migrating");
            String failure = host.run(unit.watch().migrate());
            if (failure != null) {
                outputs.note(unit.name(), "not restarted, because its migrations failed: " + failure);
                events.emit(new Event.Warning(
                        unit.name() + " is not restarted, because its migrations failed: " + failure,
                        "edit '" + migrations.get(0) + "'"));
                return;
            }
        }
        post.accept(new Input.FilesChanged(unit.name(), what));
        if (!migrations.isEmpty()) {
            // behind the change: it may be what the unit itself has waited for since an earlier run failed
            post.accept(new Input.Fact(unit.name() + ".migrations", true, null));
        }
    }

    @Override
    public void blind(String why) {
        events.emit(new Event.Warning("not every change of a watched file will be seen: " + why, null));
    }

    // app/main.py changed; app/main.py and 3 more changed
    private static String words(UnitSpec unit, List<Path> files) {
        Path first = files.get(0);
        Path shown = first.startsWith(unit.dir()) ? unit.dir().relativize(first) : first;
        return shown + (files.size() == 1 ? "" : " and " + (files.size() - 1) + " more") + " changed";
    }
}
