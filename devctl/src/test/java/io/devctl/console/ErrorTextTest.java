package io.devctl.console;

import static org.assertj.core.api.Assertions.assertThat;

import io.devctl.model.DevctlException;
import io.devctl.model.ExitCode;
import io.devctl.model.Leftover;
import java.util.List;
import org.junit.jupiter.api.Test;

class ErrorTextTest {
    @Test
    void saysWhatFailedAndWhatToDo() {
        var failure = new DevctlException(
                ExitCode.CONFIG, "no services.yaml in '/x' or above", "cd to your checkout, or run: dev init");

        assertThat(ErrorText.failure(failure, Samples.unicode(80), false)).isEqualTo("""
                        error: no services.yaml in '/x' or above
                        hint: cd to your checkout, or run: dev init
                        """);
    }

    @Test
    void putsEveryProblemOnALineOfItsOwn() {
        var failure = new DevctlException(
                ExitCode.CONFIG,
                "unknown key: 'prot' (services.yaml:3:5)\n  did you mean 'port'?\r\nwrong type: 'yes' (services.yaml:7:9)\n",
                null);

        assertThat(ErrorText.failure(failure, Samples.unicode(80), false)).isEqualTo("""
                        error: unknown key: 'prot' (services.yaml:3:5)
                                 did you mean 'port'?
                               wrong type: 'yes' (services.yaml:7:9)
                        """);
    }

    @Test
    void keepsEscapeCodesInAMessageFromTheTerminal() {
        var failure = new DevctlException(ExitCode.FAILED, "bad value: '\u001b[31mred\u0007'", null);

        assertThat(ErrorText.failure(failure, Samples.coloured(80), false).replace('\u001b', '~'))
                .isEqualTo("~[31merror:~[0m bad value: 'red^G'\n");
    }

    @Test
    void asksToReportABugWithoutATrace() {
        assertThat(ErrorText.bug(new IllegalStateException("no\nunit"), Samples.unicode(80), false))
                .isEqualTo("""
                        error: internal error: IllegalStateException: no unit
                        hint: this is a bug in devctl; please report it with the output of --debug
                        """);
    }

    @Test
    void showsTheTraceOnlyToWhoDebugs() {
        var cause = new IllegalArgumentException("cause");
        var failure = new DevctlException(ExitCode.FAILED, "bad", null, cause);

        assertThat(ErrorText.failure(failure, Samples.unicode(80), true))
                .startsWith("error: bad\nio.devctl.model.DevctlException: bad\n\tat ")
                .contains("Caused by: java.lang.IllegalArgumentException: cause\n");
        assertThat(ErrorText.bug(cause, Samples.unicode(80), true)).contains("\n\tat ");
    }

    @Test
    void listsWhatIsLeftRunning() {
        assertThat(ErrorText.leftovers(
                        List.of(
                                new Leftover(42, "java -jar auth.jar", 8001, "auth_api"),
                                new Leftover(43, "sleep 60", null, "auth_api"),
                                new Leftover(44, "nc -l", 9000, null),
                                new Leftover(45, "cat", null, null)),
                        Samples.unicode(80)))
                .isEqualTo("""
                        error: 4 processes are still running
                               pid 42  java -jar auth.jar  (auth_api, port 8001)
                               pid 43  sleep 60  (auth_api)
                               pid 44  nc -l  (port 9000)
                               pid 45  cat
                        hint: kill -9 42 43 44 45
                        """);
        assertThat(ErrorText.leftovers(List.of(), Samples.unicode(80))).isEmpty();
    }
}
