package io.devctl.app.render;

import java.util.Locale;

/** What {@code dev render} makes, each into a folder of its own. */
public enum Artefact {
    /** Manifests and a script that applies them in order. */
    K8S("deploy/k8s"),
    /** A chart. */
    HELM("deploy/helm"),
    /** A compose file. */
    COMPOSE("deploy/compose"),
    /** A workflow. */
    GITHUB_ACTIONS(".github/workflows"),
    /** A pipeline. */
    GITLAB_CI("."),
    /** What a container of a service starts with, a script for each. */
    ENTRYPOINT("deploy/entrypoint"),
    /** Manifests in two colours and a script that switches between them. */
    BLUE_GREEN("deploy/blue-green"),
    /** Migration files, with a services.yaml for them alone: what a container that only migrates has. */
    MIGRATIONS("deploy/migrations");

    private final String folder;

    Artefact(String folder) {
        this.folder = folder;
    }

    /** As the user types it: {@code github-actions}. */
    public String key() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** Where it goes unless told otherwise, below the folder of services.yaml. */
    public String folder() {
        return folder;
    }
}
