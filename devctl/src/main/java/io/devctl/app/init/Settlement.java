package io.devctl.app.init;

import java.util.HashSet;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Brings the services of a draft into agreement with each other: what each was found to be by itself may not fit the rest. */
final class Settlement {
    private static final Pattern PORT = Pattern.compile("\\$\\{services\\.([A-Za-z0-9_-]+)\\.port}");

    private Settlement() {}

    static void settle(Draft draft) {
        Set<String> ports = new HashSet<>();
        for (DraftService service : draft.services()) {
            if (service.port != null && !service.port.equals("auto") && !ports.add(service.port)) {
                service.comments.add("port " + service.port + " has somebody else already");
                if (service.image != null && service.containerPort == null) {
                    service.containerPort = service.port;
                }
                service.port = "auto";
            }
        }
        for (DraftService service : draft.services()) {
            service.env.replaceAll((name, value) -> reachable(service, name, value, draft));
            service.dependsOn.replaceAll((name, condition) -> condition(draft, name, condition));
        }
    }

    /** A port that nobody has is for the user to fill in. */
    private static String reachable(DraftService service, String name, String value, Draft draft) {
        Matcher port = PORT.matcher(value);
        StringBuilder settled = new StringBuilder();
        while (port.find()) {
            DraftService other = draft.named(port.group(1));
            boolean known = other != null && other.isComplete() && other.port != null;
            if (!known) {
                service.open.add(name + ": the port of " + port.group(1));
            }
            port.appendReplacement(settled, Matcher.quoteReplacement(known ? port.group() : "0"));
        }
        return port.appendTail(settled).toString();
    }

    private static String condition(Draft draft, String name, String condition) {
        DraftService other = draft.named(name);
        if (other == null) {
            return condition;
        }
        if (other.task || !other.runs()) {
            return "completed";
        }
        return condition.equals("completed") ? "started" : condition;
    }
}
