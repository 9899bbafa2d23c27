package io.devctl.hints;

import static io.devctl.hints.Hinted.bad;
import static io.devctl.hints.Hinted.good;
import static io.devctl.hints.Hinted.instead;
import static org.assertj.core.api.Assertions.assertThat;

import io.devctl.cli.Cli;
import io.devctl.testing.Run;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Hints of {@code dev render} and {@code dev init}. */
class RenderHintsTest {
    private static final String FILE = "m/20250101000001_one.sql";

    @TempDir
    private Path folder;

    private Cli cli;

    @BeforeEach
    void project() throws Exception {
        cli = new Cli(folder.toRealPath());
        cli.write("services.yaml", """
            project: shop
            services:
              app: {command: x, migrations: {paths: [m], schema: app}}
              web: {command: y}
            """);
        cli.write(FILE, "create table t (id int);\n");
    }

    private Run render(String... options) {
        String[] all = new String[options.length + 3];
        System.arraycopy(new String[] {"render", "k8s", "--yes"}, 0, all, 0, 3);
        System.arraycopy(options, 0, all, 3, options.length);
        return cli.dev(all);
    }

    @Test
    void optionsThatKubernetesRefuses() throws Exception {
        Hint.of("small letters, digits and - between them, at most 63")
                .follow(bad(render("--namespace", "Team_A")), hint -> good(render("--namespace", "team-1")));
        Hint.of("letters, digits, _, . and -, at most 128")
                .follow(bad(render("--tag", "app=a/b")), hint -> good(render("--tag", "app=A_b.1-" + "x".repeat(122))));
        Hint.of("the services are {}; the image that migrates is db-migrations")
                .follow(bad(render("--tag", "nobody=1")), hint -> {
                    for (String name : hint.part(0).split(", ")) {
                        good(render("--tag", name + "=1"));
                    }
                    good(render("--tag", "db-migrations=1"));
                });
        Hint shards = Hint.of("give a number from 1 on, without --init-container");
        shards.follow(bad(render("--shards", "0")), hint -> good(render("--shards", "1")));
        shards.follow(bad(render("--shards", "2", "--init-container")), hint -> good(render("--shards", "2")));
    }

    @Test
    void namesThatAreTakenThere() throws Exception {
        cli.edit("services.yaml", "  web:", "  a_p: {command: z}\n  a-p: {command: z}\n  web:");
        Hint.of("rename one of them").follow(bad(render()), hint -> {
            cli.edit("services.yaml", "a_p:", "other:");
            good(render());
        });
        cli.edit("services.yaml", "  web:", "  postgres-: {command: z}\n  web:");
        Hint.of("rename the service").follow(bad(cli.dev("render", "compose")), hint -> {
            cli.edit("services.yaml", "postgres-:", "store:");
            good(cli.dev("render", "compose"));
        });
    }

    @Test
    void filesThatDoNotFit() throws Exception {
        cli.write(FILE, "select 1; -- " + "x".repeat(900_001) + "\n");
        Hint.of("put the files into the image: --files-in-image")
                .follow(bad(render()), hint -> good(render("--files-in-image")));
        cli.write(FILE, "select 1;\n");
        cli.edit("services.yaml", "{paths: [m], schema: app}", "[{paths: [m], schema: a}, {paths: [m], schema: b}]");
        Hint.of("leave --files-in-image out").follow(bad(render("--files-in-image")), hint -> good(render()));
    }

    @Test
    void templatesOfOnesOwn() throws Exception {
        Hint correct = Hint.of("correct it, or delete it to use devctl's own");
        Path own = cli.write("own/k8s/service.yaml", "<%#services%>\n");
        correct.follow(bad(render("--templates", "own")), hint -> {
            cli.write("own/k8s/service.yaml", "# of <%app%>\n");
            good(render("--templates", "own"));
            assertThat(cli.root().resolve("deploy/k8s/services/web.yaml")).hasContent("# of web\n");
        });
        Files.write(own, new byte[] {(byte) 0xff, (byte) 0xfe});
        correct.follow(bad(render("--templates", "own")), hint -> {
            Files.delete(own);
            good(render("--templates", "own"));
        });
    }

    @Test
    void foldersThatCannotBeUsed() throws Exception {
        Hint away = Hint.of("move '{}' away, or name another folder with -o");
        Path inTheWay = cli.root().resolve("deploy/k8s/deploy.sh");
        Files.createDirectories(inTheWay);
        away.follow(bad(render()), hint -> {
            good(render("-o", "elsewhere"));
            Files.move(Path.of(hint.part(0)), cli.root().resolve("moved"));
            good(render());
        });
        cli.write("file", "");
        away.follow(bad(render("-o", "file")), hint -> {
            Files.move(Path.of(hint.part(0)), cli.root().resolve("moved2"));
            good(render("-o", "file"));
        });
    }

    @Test
    void whatInitConverts() throws Exception {
        Hint.of("dev plan says what it does; move it away to have another written")
                .follow(bad(cli.dev("init")), hint -> {
                    good(cli.dev("plan"));
                    Files.move(cli.root().resolve("services.yaml"), cli.root().resolve("old.yaml"));
                    good(cli.dev("init"));
                });
        Files.delete(cli.root().resolve("services.yaml"));
        cli.write("below/docker-compose.yml", "services: {web: {image: nginx}}\n");
        cli.write("Procfile", "web: sleep 60\n");
        Hint name = Hint.of("name a docker-compose.yml or a Procfile in or below '{}'");
        name.follow(bad(cli.dev("init", "--from", "nothing.yml")), hint -> {
            assertThat(Path.of(hint.part(0))).isEqualTo(cli.root());
            good(cli.dev("init", "--from", "below/docker-compose.yml"));
        });
        Files.delete(cli.root().resolve("services.yaml"));
        name.follow(bad(cli.dev("init", "--from", FILE)), instead(cli, "init", "--from", "Procfile"));
    }

    @Test
    void aFolderWithALineBreakInItsName() throws Exception {
        Path odd = Files.createDirectories(cli.root().resolve("a\nb"));
        Files.writeString(odd.resolve("services.yaml"), "services: {web: {command: y, database: false}}\n");
        Hint.of("rename that folder").follow(bad(new Cli(odd).dev("run", "web", "--", "true")), hint -> {
            Path plain = Files.move(odd, cli.root().resolve("ab"));
            good(new Cli(plain).dev("run", "web", "--", "true"));
        });
    }
}
