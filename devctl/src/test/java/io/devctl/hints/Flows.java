package io.devctl.hints;

import com.sun.source.tree.AssignmentTree;
import com.sun.source.tree.ClassTree;
import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.tree.ExpressionTree;
import com.sun.source.tree.LambdaExpressionTree;
import com.sun.source.tree.MethodInvocationTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.tree.NewClassTree;
import com.sun.source.tree.ReturnTree;
import com.sun.source.tree.Tree;
import com.sun.source.tree.VariableTree;
import com.sun.source.util.TreePath;
import com.sun.source.util.TreePathScanner;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import javax.lang.model.element.Element;
import javax.lang.model.element.ElementKind;
import javax.lang.model.element.ExecutableElement;
import javax.lang.model.element.TypeElement;
import javax.lang.model.element.VariableElement;
import javax.lang.model.type.DeclaredType;
import javax.lang.model.type.TypeMirror;
import org.jspecify.annotations.Nullable;

/** What is put into each variable, given for each parameter and returned by each method, anywhere in the sources. */
final class Flows extends TreePathScanner<Void, Void> {
    private final Sources sources;
    private final Map<Element, List<TreePath>> values = new HashMap<>();
    private final Map<ExecutableElement, Set<ExecutableElement>> overriders = new HashMap<>();
    private final Map<ExecutableElement, Set<ExecutableElement>> overridden = new HashMap<>();
    private final Set<VariableElement> parameters = new LinkedHashSet<>();

    Flows(Sources sources) {
        this.sources = sources;
        for (CompilationUnitTree unit : sources.units()) {
            scan(new TreePath(unit), null);
        }
    }

    /** The expressions whose values an element can have. */
    List<TreePath> into(Element element) {
        List<TreePath> found = new ArrayList<>(values.getOrDefault(element, List.of()));
        if (element instanceof ExecutableElement method) {
            for (ExecutableElement other : overriders.getOrDefault(method, Set.of())) {
                found.addAll(values.getOrDefault(other, List.of()));
            }
        }
        if (element.getKind() == ElementKind.PARAMETER
                && element.getEnclosingElement() instanceof ExecutableElement method) {
            int at = method.getParameters().indexOf(element);
            for (ExecutableElement other : overridden.getOrDefault(method, Set.of())) {
                found.addAll(values.getOrDefault(other.getParameters().get(at), List.of()));
            }
        }
        return found;
    }

    /** The parameters of all methods and constructors that are declared in the sources, those of records too. */
    Set<VariableElement> parameters() {
        return parameters;
    }

    /** The parameter of a record's constructor that a field or an accessor has, null when it is none of a record's. */
    static @Nullable VariableElement component(Element member) {
        boolean candidate = member instanceof ExecutableElement method
                ? method.getParameters().isEmpty()
                : member.getKind() == ElementKind.FIELD;
        if (!candidate
                || !(member.getEnclosingElement() instanceof TypeElement type)
                || type.getKind() != ElementKind.RECORD) {
            return null;
        }
        return constructors(type).stream()
                .filter(made -> made.getParameters().size()
                        == type.getRecordComponents().size())
                .flatMap(made -> made.getParameters().stream())
                .filter(parameter -> parameter.getSimpleName().equals(member.getSimpleName()))
                .findFirst()
                .orElse(null);
    }

    private static List<ExecutableElement> constructors(TypeElement type) {
        return type.getEnclosedElements().stream()
                .filter(member -> member.getKind() == ElementKind.CONSTRUCTOR)
                .map(ExecutableElement.class::cast)
                .toList();
    }

    @Override
    public Void visitClass(ClassTree tree, Void unused) {
        if (element() instanceof TypeElement type) {
            constructors(type).forEach(made -> parameters.addAll(made.getParameters()));
        }
        return super.visitClass(tree, null);
    }

    @Override
    public Void visitMethod(MethodTree tree, Void unused) {
        if (element() instanceof ExecutableElement method) {
            parameters.addAll(method.getParameters());
            if (method.getEnclosingElement() instanceof TypeElement type) {
                findOverridden(method, type.asType());
            }
        }
        return super.visitMethod(tree, null);
    }

    private void findOverridden(ExecutableElement method, TypeMirror type) {
        for (TypeMirror above : sources.types().directSupertypes(type)) {
            for (Element member : ((DeclaredType) above).asElement().getEnclosedElements()) {
                if (member instanceof ExecutableElement other
                        && other.getKind() == ElementKind.METHOD
                        && other.getSimpleName().equals(method.getSimpleName())
                        && other.getParameters().size()
                                == method.getParameters().size()) {
                    overriders
                            .computeIfAbsent(other, key -> new LinkedHashSet<>())
                            .add(method);
                    overridden
                            .computeIfAbsent(method, key -> new LinkedHashSet<>())
                            .add(other);
                }
            }
            findOverridden(method, above);
        }
    }

    @Override
    public Void visitVariable(VariableTree tree, Void unused) {
        put(element(), tree.getInitializer());
        return super.visitVariable(tree, null);
    }

    @Override
    public Void visitAssignment(AssignmentTree tree, Void unused) {
        put(sources.trees().getElement(new TreePath(getCurrentPath(), tree.getVariable())), tree.getExpression());
        return super.visitAssignment(tree, null);
    }

    @Override
    public Void visitMethodInvocation(MethodInvocationTree tree, Void unused) {
        call(element(), tree.getArguments());
        return super.visitMethodInvocation(tree, null);
    }

    @Override
    public Void visitNewClass(NewClassTree tree, Void unused) {
        call(element(), tree.getArguments());
        return super.visitNewClass(tree, null);
    }

    @Override
    public Void visitReturn(ReturnTree tree, Void unused) {
        for (TreePath path = getCurrentPath(); path != null; path = path.getParentPath()) {
            if (path.getLeaf() instanceof LambdaExpressionTree) {
                break;
            }
            if (path.getLeaf() instanceof MethodTree) {
                put(sources.trees().getElement(path), tree.getExpression());
                break;
            }
        }
        return super.visitReturn(tree, null);
    }

    private void call(@Nullable Element called, List<? extends ExpressionTree> arguments) {
        if (called instanceof ExecutableElement method
                && !method.getParameters().isEmpty()) {
            int last = method.getParameters().size() - 1;
            for (int i = 0; i < arguments.size(); i++) {
                put(method.getParameters().get(Math.min(i, last)), arguments.get(i));
            }
        }
    }

    private @Nullable Element element() {
        return sources.trees().getElement(getCurrentPath());
    }

    private void put(@Nullable Element element, @Nullable Tree value) {
        if (element != null && value != null) {
            values.computeIfAbsent(element, key -> new ArrayList<>()).add(new TreePath(getCurrentPath(), value));
        }
    }
}
