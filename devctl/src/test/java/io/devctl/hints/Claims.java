package io.devctl.hints;

import com.sun.source.tree.BinaryTree;
import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.tree.ExpressionTree;
import com.sun.source.tree.LiteralTree;
import com.sun.source.tree.MethodInvocationTree;
import com.sun.source.tree.ParenthesizedTree;
import com.sun.source.util.TreePath;
import com.sun.source.util.TreePathScanner;
import java.nio.file.Path;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** The hints that tests follow: the texts in all {@code Hint.of("…")}, with the places where they stand. */
final class Claims extends TreePathScanner<Void, Void> {
    private final Sources sources;
    private final SortedMap<String, Set<String>> places = new TreeMap<>();

    private Claims(Sources sources) {
        this.sources = sources;
    }

    static SortedMap<String, Set<String>> in(Path folder) {
        Claims claims = new Claims(Sources.parsed(folder));
        for (CompilationUnitTree unit : claims.sources.units()) {
            claims.scan(new TreePath(unit), null);
        }
        return claims.places;
    }

    @Override
    public @Nullable Void visitMethodInvocation(MethodInvocationTree tree, @Nullable Void unused) {
        if (tree.getMethodSelect().toString().equals("Hint.of")
                && tree.getArguments().size() == 1) {
            places.computeIfAbsent(text(tree.getArguments().get(0)), key -> new TreeSet<>())
                    .add(sources.place(getCurrentPath()));
        }
        return super.visitMethodInvocation(tree, null);
    }

    private static String text(ExpressionTree tree) {
        if (tree instanceof LiteralTree literal) {
            return String.valueOf(literal.getValue());
        }
        if (tree instanceof ParenthesizedTree inner) {
            return text(inner.getExpression());
        }
        if (tree instanceof BinaryTree sum) {
            return text(sum.getLeftOperand()) + text(sum.getRightOperand());
        }
        throw new AssertionError("Hint.of takes a text that is written out, not: " + tree);
    }
}
