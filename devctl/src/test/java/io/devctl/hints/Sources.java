package io.devctl.hints;

import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.util.JavacTask;
import com.sun.source.util.TreePath;
import com.sun.source.util.Trees;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import javax.lang.model.util.Types;
import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;

/** Java files as the compiler sees them. */
final class Sources {
    private final Trees trees;
    private final Types types;
    private final List<CompilationUnitTree> units = new ArrayList<>();

    private Sources(JavacTask task, boolean withTypes) throws IOException {
        task.parse().forEach(units::add);
        if (withTypes) {
            task.analyze();
        }
        trees = Trees.instance(task);
        types = task.getTypes();
    }

    /** All files below a folder, with the types of what stands in them. */
    static Sources understood(Path folder) {
        return read(folder, true);
    }

    /** All files below a folder, as they are written. */
    static Sources parsed(Path folder) {
        return read(folder, false);
    }

    private static Sources read(Path folder, boolean withTypes) {
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        List<String> options = List.of("-proc:none", "-classpath", System.getProperty("java.class.path"));
        try (StandardJavaFileManager files =
                        compiler.getStandardFileManager(null, Locale.ROOT, StandardCharsets.UTF_8);
                Stream<Path> found = Files.walk(folder)) {
            List<Path> java = found.filter(path -> path.toString().endsWith(".java"))
                    .filter(path -> !path.endsWith("package-info.java"))
                    .sorted()
                    .toList();
            var task = compiler.getTask(
                    null, files, ignored -> {}, options, null, files.getJavaFileObjectsFromPaths(java));
            return new Sources((JavacTask) task, withTypes);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    Trees trees() {
        return trees;
    }

    Types types() {
        return types;
    }

    List<CompilationUnitTree> units() {
        return units;
    }

    /** Where something stands: {@code Refusals.java:14}. */
    String place(TreePath path) {
        CompilationUnitTree unit = path.getCompilationUnit();
        long offset = trees.getSourcePositions().getStartPosition(unit, path.getLeaf());
        String file = unit.getSourceFile().getName();
        return file.substring(file.lastIndexOf('/') + 1) + ":"
                + unit.getLineMap().getLineNumber(offset);
    }
}
