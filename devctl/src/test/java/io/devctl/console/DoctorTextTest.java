package io.devctl.console;

import static org.assertj.core.api.Assertions.assertThat;

import io.devctl.console.style.Theme;
import io.devctl.model.Check;
import java.util.List;
import org.junit.jupiter.api.Test;

class DoctorTextTest {
    private static final List<Check> CHECKS = List.of(
            Check.ok("java", "Java 17"),
            Check.warning("left behind", "a server that was killed left 'postmaster.pid'", "dev up heals this"),
            Check.problem("ports", "port 8001 is taken\nby \u001b[31m'x'", null));

    private final DoctorText text = new DoctorText(Theme.ascii());

    @Test
    void showsEachCheckWithItsFixBelow() {
        assertThat(text.report(CHECKS)).isEqualTo("""
                ok java         Java 17
                !  left behind  warning: a server that was killed left 'postmaster.pid'
                                  fix: dev up heals this
                x  ports        problem: port 8001 is taken
                                by 'x'

                1 problem, 1 warning
                """);
    }

    @Test
    void saysWhenAllIsWell() {
        assertThat(text.report(CHECKS.subList(0, 1))).endsWith("\nall is well\n");
    }

    @Test
    void jsonHasAllOfIt() {
        assertThat(JsonReports.checks(CHECKS.subList(0, 2)))
                .isEqualTo("{\"schema\":1,\"checks\":["
                        + "{\"name\":\"java\",\"state\":\"ok\",\"message\":\"Java 17\",\"fix\":null},"
                        + "{\"name\":\"left behind\",\"state\":\"warning\",\"message\":\"a server that was killed left"
                        + " 'postmaster.pid'\",\"fix\":\"dev up heals this\"}]}");
    }
}
