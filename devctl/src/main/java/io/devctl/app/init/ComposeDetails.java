package io.devctl.app.init;

import io.devctl.config.yaml.Yaml;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The small print of a service of Docker Compose: how its health is checked, how it is restarted and stopped. */
final class ComposeDetails {
    private static final Pattern DURATION = Pattern.compile("([0-9]+(ms|s|m|h))+");

    private ComposeDetails() {}

    /** A healthcheck that asks by HTTP becomes {@code ready}; any other is left to the port. */
    static void health(DraftService service, @Nullable Yaml healthcheck, Pattern url) {
        if (!(healthcheck instanceof Yaml.Mapping mapping) || service.task) {
            return;
        }
        Yaml test = ComposeFile.value(mapping, "test");
        String line = test instanceof Yaml.Scalar scalar ? scalar.text() : String.join(" ", strings(test));
        Matcher address = url.matcher(line);
        if (address.find() && service.port != null) {
            service.ready.put("http", address.group(1));
        } else if (service.image == null && !line.isBlank() && !line.equals("NONE") && service.ready.isEmpty()) {
            String command = line.replaceFirst("^(CMD-SHELL|CMD)\\s+", "");
            service.ready.put(
                    "exec",
                    "[sh, -c, "
                            + YamlText.inBrackets(ComposeFile.compose(command).replace("${", "$${")) + "]");
        }
        if (service.ready.isEmpty()) {
            return;
        }
        put(service, "interval", ComposeFile.value(mapping, "interval"));
        put(service, "timeout", ComposeFile.value(mapping, "timeout"));
        if (ComposeFile.value(mapping, "retries") instanceof Yaml.Scalar retries
                && retries.text().matches("[1-9][0-9]{0,4}")) {
            service.ready.put("failure_threshold", retries.text());
        }
    }

    private static void put(DraftService service, String key, @Nullable Yaml value) {
        if (value instanceof Yaml.Scalar scalar
                && DURATION.matcher(scalar.text()).matches()
                && scalar.text().matches(".*[1-9].*")) {
            service.ready.put(key, scalar.text());
        }
    }

    static void life(DraftService service, Yaml.Mapping from) {
        if (ComposeFile.value(from, "restart") instanceof Yaml.Scalar restart && !service.task) {
            Matcher limited =
                    Pattern.compile("on-failure(?::([1-9][0-9]{0,4}))?").matcher(restart.text());
            if (restart.text().equals("always") || restart.text().equals("unless-stopped")) {
                service.restart = "always";
            } else if (limited.matches()) {
                service.restart = limited.group(1) == null
                        ? "on-failure"
                        : "{policy: on-failure, max_restarts: " + limited.group(1) + "}";
            }
        }
        if (ComposeFile.value(from, "stop_signal") instanceof Yaml.Scalar signal
                && signal.text().matches("SIG(TERM|INT|QUIT|HUP)")) {
            service.stop.put("signal", signal.text().substring(3));
        }
        if (ComposeFile.value(from, "stop_grace_period") instanceof Yaml.Scalar grace
                && DURATION.matcher(grace.text()).matches()
                && grace.text().matches(".*[1-9].*")) {
            service.stop.put("timeout", grace.text());
        }
    }

    /** Ports in the short form, those in the long one turned into it. */
    static List<String> ports(@Nullable Yaml ports) {
        List<String> texts = new ArrayList<>();
        if (ports instanceof Yaml.Listing listing) {
            for (Yaml port : listing.items()) {
                if (port instanceof Yaml.Scalar scalar) {
                    texts.add(scalar.text());
                } else if (port instanceof Yaml.Mapping mapping
                        && ComposeFile.value(mapping, "target") instanceof Yaml.Scalar target) {
                    Yaml published = ComposeFile.value(mapping, "published");
                    texts.add((published instanceof Yaml.Scalar scalar ? scalar.text() + ":" : "") + target.text());
                }
            }
        }
        return texts;
    }

    /** The texts of a list, or a single one; of mappings their {@code path}. */
    static List<String> strings(@Nullable Yaml yaml) {
        List<String> texts = new ArrayList<>();
        if (yaml instanceof Yaml.Listing listing) {
            for (Yaml item : listing.items()) {
                if (item instanceof Yaml.Scalar scalar) {
                    texts.add(scalar.text());
                } else if (item instanceof Yaml.Mapping mapping
                        && ComposeFile.value(mapping, "path") instanceof Yaml.Scalar path) {
                    texts.add(path.text());
                }
            }
        } else if (yaml instanceof Yaml.Scalar scalar && !scalar.isNothing()) {
            texts.add(scalar.text());
        }
        return texts;
    }
}
