package io.devctl.app.init;

/** All that can be found in a folder by its manifests. */
final class Detectors {
    private Detectors() {}

    static void look(String dir, Draft draft) {
        PythonProjects.look(dir, draft);
        NodeProjects.look(dir, draft);
        CompiledProjects.look(dir, draft);
    }
}
