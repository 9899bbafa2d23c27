package io.devctl.console;

import static org.assertj.core.api.Assertions.assertThat;

import io.devctl.model.CheckReport;
import io.devctl.model.Finding;
import io.devctl.model.Finding.Severity;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

class CheckTextTest {
    private static final Finding COLUMN = new Finding(
            Severity.WARNING,
            "drop-column",
            "auth_api",
            "m/20250101000013_x.sql",
            3,
            19,
            "drops column 'name' of 'users': its values are gone",
            "alter table users drop column name;",
            "drop it later");
    private static final Finding VERSION = new Finding(
            Severity.ERROR,
            "duplicate-version",
            "auth_api",
            "m/1,2:3%.sql",
            0,
            0,
            "version taken\nsecond line",
            null,
            null);

    @Test
    void showsEachFindingWithItsPlaceItsRuleAndWhatToDo() {
        assertThat(new CheckText(Samples.unicode(80)).report(new CheckReport(List.of(COLUMN, VERSION), 12, 0), null))
                .isEqualTo("""
                        warning: auth_api: drops column 'name' of 'users': its values are gone (m/20250101000013_x.sql:3:19) [drop-column]
                          3 | alter table users drop column name;
                            |                   ^
                        hint: drop it later

                        error: auth_api: version taken (m/1,2:3%.sql) [duplicate-version]
                          second line

                        12 migrations: 1 error, 1 warning
                        """);
    }

    @Test
    void saysWhatWasComparedAndThatNothingWasFound() {
        assertThat(new CheckText(Samples.unicode(80)).report(new CheckReport(List.of(), 1, 200), "origin/main"))
                .isEqualTo("1 new migration, 200 as on origin/main: nothing found\n");
        assertThat(new CheckText(Samples.unicode(80))
                        .report(new CheckReport(Collections.nCopies(10, COLUMN), 9, 0), null))
                .endsWith(
                        "9 migrations: 10 warnings\nhint: dev migrate check --base origin/main looks at new migrations only\n");
    }

    @Test
    void annotatesPullRequests() {
        assertThat(CheckText.github(new CheckReport(
                        List.of(COLUMN.in("sub/" + COLUMN.file()), VERSION.in("sub/" + VERSION.file())), 2, 0)))
                .isEqualTo("""
                ::warning file=sub/m/20250101000013_x.sql,line=3,col=19,title=drop-column::auth_api: drops column 'name' of 'users': its values are gone%0Ahint: drop it later
                ::error file=sub/m/1%2C2%3A3%25.sql,title=duplicate-version::auth_api: version taken%0Asecond line
                """);
    }
}
