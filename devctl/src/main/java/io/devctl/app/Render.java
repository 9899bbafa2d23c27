package io.devctl.app;

import io.devctl.app.render.Artefact;
import io.devctl.app.render.OutputFolder;
import io.devctl.app.render.RenderOptions;
import io.devctl.app.render.Rendering;
import io.devctl.config.ConfigLoader;
import io.devctl.config.DevctlConfig;
import io.devctl.migrate.drift.UnifiedDiff;
import io.devctl.model.RenderReport;
import io.devctl.model.RenderReport.Change;
import java.nio.file.Path;
import java.util.AbstractMap;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** {@code dev render}: deployment files from services.yaml and templates/. Starts nothing, and needs no database. */
public final class Render {
    /** What is longer is replaced rather than changed. */
    private static final int DIFF_LINES = 2_000;

    private final OutputFolder output;
    private final RenderReport report;

    private Render(OutputFolder output, RenderReport report) {
        this.output = output;
        this.report = report;
    }

    /**
     * Renders, and looks what is in the folder; writes nothing.
     *
     * @param folder where the user is
     * @param file services.yaml where the user named one; else the nearest one in {@code folder} or above
     * @param variables the caller's; one that is not set is empty, for its value is not rendered
     * @param into the folder for the files; null for the artefact's usual one
     * @throws io.devctl.model.DevctlException CONFIG for services.yaml, USAGE for options, BAD_MIGRATION for migrations
     */
    public static Render of(
            Path folder,
            @Nullable Path file,
            Map<String, String> variables,
            Artefact artefact,
            RenderOptions options,
            @Nullable Path into) {
        Path found = file == null ? ConfigLoader.find(folder) : folder.resolve(file);
        DevctlConfig config = ConfigLoader.loadShared(found, new AnyMachine(variables));
        Rendering rendering = new Rendering(config, options);
        Path output = (into == null ? config.root().resolve(artefact.folder()) : folder.resolve(into)).normalize();
        OutputFolder target = new OutputFolder(output, artefact, rendering.render(artefact));
        List<RenderReport.RenderedFile> files = target.changes().entrySet().stream()
                .map(each -> new RenderReport.RenderedFile(each.getKey(), each.getValue()))
                .toList();
        return new Render(target, new RenderReport(output, files, List.copyOf(rendering.notes())));
    }

    /** What would become of each file. */
    public RenderReport report() {
        return report;
    }

    /** Writes the files, also over those that a user has changed. */
    public void write() {
        output.write();
    }

    /** The lines of all differences between what is there and what would be written. */
    public List<String> diff() {
        List<String> lines = new ArrayList<>();
        for (RenderReport.RenderedFile file : report.files()) {
            if (file.change() == Change.UNCHANGED || file.change() == Change.KEPT) {
                continue;
            }
            lines.add("--- " + (file.change() == Change.NEW ? "/dev/null" : file.path()));
            lines.add("+++ " + (file.change() == Change.REMOVED ? "/dev/null" : file.path()));
            lines.addAll(UnifiedDiff.of(output.before(file.path()), output.after(file.path()), DIFF_LINES));
        }
        return lines;
    }

    /**
     * The caller's variables as if all were set that services.yaml refers to: what is rendered is for other machines, and
     * must not depend on what this one has.
     */
    private static final class AnyMachine extends AbstractMap<String, String> {
        private final Map<String, String> caller;

        AnyMachine(Map<String, String> caller) {
            this.caller = caller;
        }

        @Override
        public String get(Object name) {
            String value = caller.get(name);
            return value != null ? value : "POSTGRES_HOST".equals(name) ? "postgres" : "";
        }

        @Override
        public Set<Entry<String, String>> entrySet() {
            return caller.entrySet();
        }
    }
}
