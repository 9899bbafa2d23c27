package io.devctl;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static java.util.Map.entry;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaPackage;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.Test;

/** Keeps the arrows between the packages: who may know whom. */
class ArchitectureTest {
    private static final JavaClasses PROGRAM = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages("io.devctl");

    /** Each package with those of ours that it may use; {@code cli} wires and may use all. */
    private static final Map<String, Set<String>> ARROWS = Map.ofEntries(
            entry("model", Set.of()),
            entry("system", Set.of("model")),
            entry("config", Set.of("model")),
            entry("template", Set.of("model")),
            entry("console", Set.of("model")),
            entry("migrate", Set.of("model")),
            entry("api", Set.of("model", "migrate")),
            entry("docker", Set.of("model")),
            entry("postgres", Set.of("model", "system", "docker")),
            entry("supervise", Set.of("model", "system")),
            entry(
                    "app",
                    Set.of("model", "system", "config", "template", "migrate", "docker", "postgres", "supervise")));

    @Test
    void packagesUseOnlyThoseBelowThem() {
        ARROWS.forEach((name, allowed) -> {
            String[] permitted = Stream.concat(
                            Stream.of("io.devctl." + name + ".."),
                            allowed.stream().map(other -> "io.devctl." + other + ".."))
                    .toArray(String[]::new);
            ArchRule rule = classes()
                    .that()
                    .resideInAPackage("io.devctl." + name + "..")
                    .should()
                    .onlyDependOnClassesThat(JavaClass.Predicates.resideOutsideOfPackage("io.devctl..")
                            .or(JavaClass.Predicates.resideInAnyPackage(permitted)))
                    .allowEmptyShould(true);
            rule.check(PROGRAM);
        });
    }

    @Test
    void everyPackageHasItsArrows() {
        Set<String> seen = PROGRAM.stream()
                .map(c -> c.getPackageName().split("\\.")[2])
                .filter(name -> !name.equals("cli"))
                .collect(Collectors.toSet());

        assertThat(ARROWS.keySet()).containsAll(seen);
    }

    @Test
    void packagesAreFreeOfCycles() {
        slices().matching("io.devctl.(**)").should().beFreeOfCycles().check(PROGRAM);
    }

    @Test
    void librariesStayWhereTheyBelong() {
        only("picocli..", "cli");
        only("org.snakeyaml..", "config");
        only("com.google.gson..", "supervise", "console", "app", "postgres", "docker");
        only("org.postgresql..", "postgres", "migrate");
        only("org.apache.commons.compress..", "postgres");
        only("org.testcontainers..", "docker");
        only("com.github.dockerjava..", "docker");
        only("org.jline..", "cli");
        only("com.samskivert..", "template");
    }

    @Test
    void onlyTheCommandLineEndsTheProcessOrPrints() {
        noClasses()
                .that()
                .resideOutsideOfPackage("io.devctl.cli..")
                .should()
                .callMethod(System.class, "exit", int.class)
                .orShould()
                .accessField(System.class, "out")
                .orShould()
                .accessField(System.class, "err")
                .check(PROGRAM);
    }

    /** Whatever tells when it is done is awaited; what tells nobody is looked at again in one of these places. */
    @Test
    void onlyAFewPlacesSleep() {
        noClasses()
                .that()
                .haveSimpleNameNotEndingWith("Poll")
                .and()
                .haveSimpleNameNotEndingWith("LogFollower")
                .and()
                .haveSimpleNameNotEndingWith("Deadline")
                .should()
                .callMethod(Thread.class, "sleep", long.class)
                .orShould()
                .callMethod(TimeUnit.class, "sleep", long.class)
                .check(PROGRAM);
    }

    @Test
    void everyPackageIsNullMarked() {
        assertThat(PROGRAM.stream()
                        .map(JavaClass::getPackage)
                        .distinct()
                        .filter(p -> !p.isAnnotatedWith(NullMarked.class))
                        .map(JavaPackage::getName))
                .isEmpty();
    }

    private static void only(String library, String... packages) {
        noClasses()
                .that()
                .resideOutsideOfPackages(
                        Stream.of(packages).map(p -> "io.devctl." + p + "..").toArray(String[]::new))
                .should()
                .dependOnClassesThat()
                .resideInAPackage(library)
                .check(PROGRAM);
    }
}
