package io.devctl.app.render;

import io.devctl.config.ServiceConfig;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What pipelines build and where they deploy it. */
final class PipelineValues {
    private final Cluster cluster;

    PipelineValues(Cluster cluster) {
        this.cluster = cluster;
    }

    Map<String, Object> values() {
        List<Map<String, Object>> builds = builds();
        Map<String, Object> values = new LinkedHashMap<>();
        values.put("builds", builds);
        values.put("hasBuilds", !builds.isEmpty());
        values.put(
                "environments",
                List.of(
                        environment(
                                "preview",
                                "pr-",
                                "github.event_name == 'pull_request' && vars.DEVCTL_PREVIEW == 'true'",
                                "$CI_MERGE_REQUEST_IID && $DEVCTL_PREVIEW == \"true\""),
                        environment(
                                "staging",
                                "staging",
                                "github.event_name == 'push' && github.ref == 'refs/heads/develop'",
                                "$CI_COMMIT_BRANCH == \"develop\""),
                        environment(
                                "production",
                                "production",
                                "github.event_name == 'push' && github.ref == 'refs/heads/main'",
                                "$CI_COMMIT_BRANCH == \"main\"")));
        return values;
    }

    private Map<String, Object> environment(String name, String namespace, String github, String gitlab) {
        Map<String, Object> values = new LinkedHashMap<>();
        values.put("environment", name);
        values.put("preview", name.equals("preview"));
        values.put("namespaceBase", KubernetesNames.legal(cluster.config().project()) + "-" + namespace);
        values.put("githubCondition", github);
        values.put("gitlabCondition", gitlab);
        return values;
    }

    /** The services whose images are made of their folders: those that a command runs on a developer's machine. */
    private List<Map<String, Object>> builds() {
        List<Map<String, Object>> builds = new ArrayList<>();
        for (ServiceConfig service : cluster.config().services().values()) {
            if (ServiceValues.isDeployed(service) && service.container() == null) {
                Map<String, Object> build = new LinkedHashMap<>();
                build.put("service", service.name());
                build.put("repository", Cluster.repository(cluster.image(service)));
                String context =
                        cluster.config().root().relativize(service.dir()).toString();
                build.put("context", context.isEmpty() ? "." : context);
                builds.add(build);
            }
        }
        return builds;
    }
}
