package io.devctl.hints;

import com.sun.source.tree.BinaryTree;
import com.sun.source.tree.BlockTree;
import com.sun.source.tree.CaseTree;
import com.sun.source.tree.ConditionalExpressionTree;
import com.sun.source.tree.ExpressionTree;
import com.sun.source.tree.LambdaExpressionTree;
import com.sun.source.tree.LiteralTree;
import com.sun.source.tree.MemberReferenceTree;
import com.sun.source.tree.MemberSelectTree;
import com.sun.source.tree.MethodInvocationTree;
import com.sun.source.tree.ParenthesizedTree;
import com.sun.source.tree.SwitchExpressionTree;
import com.sun.source.tree.Tree;
import com.sun.source.tree.YieldTree;
import com.sun.source.util.TreePath;
import com.sun.source.util.TreePathScanner;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import javax.lang.model.element.Element;
import javax.lang.model.element.ExecutableElement;
import javax.lang.model.element.Modifier;
import javax.lang.model.element.VariableElement;
import javax.lang.model.type.DeclaredType;
import javax.lang.model.type.TypeMirror;
import org.jspecify.annotations.Nullable;

/**
 * The texts that can reach a user as a hint. Every parameter called {@code hint}, {@code fix} or {@code remedy} is followed
 * back through variables, parameters, records and methods to the expressions that are written out; what is only known when
 * the program runs is a {@link HintPattern#HOLE hole} in them.
 */
final class HintSites {
    private static final Set<String> NAMES = Set.of("hint", "fix", "remedy");

    /** Methods of the JDK that hand on what they are given. */
    private static final Set<String> PASSING = Set.of(
            "of",
            "ofNullable",
            "orElse",
            "orElseGet",
            "map",
            "or",
            "requireNonNull",
            "getOrDefault",
            "get",
            "entry",
            "ofEntries",
            "valueOf");

    /** More alternatives than any hint has: beyond it a text is a hole. */
    private static final int MOST = 16;

    private final Sources sources;
    private final Flows flows;
    private final Deque<TreePath> open = new ArrayDeque<>();
    private final Set<Element> seen = new LinkedHashSet<>();
    private final SortedMap<String, Set<String>> places = new TreeMap<>();

    private HintSites(Sources sources) {
        this.sources = sources;
        this.flows = new Flows(sources);
    }

    /** Every hint below a folder of sources, with the places where it is written. */
    static SortedMap<String, Set<String>> in(Path folder) {
        HintSites sites = new HintSites(Sources.understood(folder));
        sites.collect();
        return sites.places;
    }

    private void collect() {
        for (VariableElement parameter : flows.parameters()) {
            if (NAMES.contains(parameter.getSimpleName().toString())) {
                follow(parameter);
            }
        }
        while (!open.isEmpty()) {
            look(open.pop());
        }
    }

    /** Adds what can flow into an element; false when nothing is known of it. */
    private boolean follow(Element element) {
        if (seen.contains(element)) {
            return true;
        }
        VariableElement component = Flows.component(element);
        if (component != null) {
            return follow(component);
        }
        List<TreePath> values = flows.into(element);
        if (values.isEmpty()) {
            return false;
        }
        seen.add(element);
        values.forEach(open::push);
        return true;
    }

    private void look(TreePath path) {
        Tree tree = path.getLeaf();
        String constant = constant(path);
        if (constant != null) {
            add(constant, path);
        } else if (tree instanceof LiteralTree) {
            return; // null
        } else if (tree instanceof ParenthesizedTree inner) {
            open.push(new TreePath(path, inner.getExpression()));
        } else if (tree instanceof ConditionalExpressionTree choice) {
            open.push(new TreePath(path, choice.getTrueExpression()));
            open.push(new TreePath(path, choice.getFalseExpression()));
        } else if (tree instanceof SwitchExpressionTree choice) {
            new Yields().scan(new TreePath(path, choice), null);
        } else if (tree instanceof LambdaExpressionTree lambda) {
            if (lambda.getBody() instanceof ExpressionTree) {
                open.push(new TreePath(path, lambda.getBody()));
            }
        } else if (tree instanceof BinaryTree sum) {
            List<String> texts = texts(path);
            if (texts.stream().allMatch(text -> HintPattern.tidy(text).equals(HintPattern.HOLE)) && isText(path)) {
                open.push(new TreePath(path, sum.getLeftOperand()));
                open.push(new TreePath(path, sum.getRightOperand()));
            } else {
                texts.forEach(text -> add(text, path));
            }
        } else if (tree instanceof MethodInvocationTree call) {
            lookAtCall(path, call);
        } else {
            Element element = element(path);
            boolean fixed = element != null && element.getModifiers().contains(Modifier.STATIC);
            boolean leads = element != null && (fixed || bearsText(element.asType())) && follow(element);
            if (!leads) {
                add(HintPattern.HOLE, path);
            }
        }
    }

    private void lookAtCall(TreePath path, MethodInvocationTree call) {
        if (!(element(path) instanceof ExecutableElement method)) {
            add(HintPattern.HOLE, path);
            return;
        }
        // what gives anything back, a map of settings say, would lead everywhere
        if (bearsText(method.getReturnType()) && follow(method)) {
            return;
        }
        if (!PASSING.contains(method.getSimpleName().toString())) {
            add(HintPattern.HOLE, path);
            return;
        }
        TreePath select = new TreePath(path, call.getMethodSelect());
        if (select.getLeaf() instanceof MemberSelectTree member) {
            TreePath receiver = new TreePath(select, member.getExpression());
            Element of = element(receiver);
            boolean constant =
                    of instanceof VariableElement && of.getModifiers().contains(Modifier.STATIC);
            boolean optional =
                    String.valueOf(sources.trees().getTypeMirror(receiver)).startsWith("java.util.Optional<");
            boolean type = of != null && (of.getKind().isClass() || of.getKind().isInterface());
            if (constant || (optional && !type)) {
                open.push(receiver);
            } else if (!type) {
                add(HintPattern.HOLE, path); // a map that is filled while the program runs
            }
        }
        boolean map = String.valueOf(method.getEnclosingElement()).equals("java.util.Map");
        for (int i = 0; i < call.getArguments().size(); i++) {
            // of a map's keys and values, values
            if (!map || i % 2 == 1 || method.getSimpleName().contentEquals("ofEntries")) {
                open.push(new TreePath(path, call.getArguments().get(i)));
            }
        }
    }

    /** What a text that is put together can be. */
    private List<String> texts(TreePath path) {
        Tree tree = path.getLeaf();
        String constant = constant(path);
        if (constant != null) {
            return List.of(constant);
        }
        if (tree instanceof ParenthesizedTree inner) {
            return texts(new TreePath(path, inner.getExpression()));
        }
        if (tree instanceof ConditionalExpressionTree choice) {
            List<String> both = new ArrayList<>(texts(new TreePath(path, choice.getTrueExpression())));
            both.addAll(texts(new TreePath(path, choice.getFalseExpression())));
            return both;
        }
        if (tree instanceof BinaryTree sum && isText(path)) {
            List<String> all = new ArrayList<>();
            for (String left : texts(new TreePath(path, sum.getLeftOperand()))) {
                for (String right : texts(new TreePath(path, sum.getRightOperand()))) {
                    all.add(left + right);
                }
            }
            return all.size() > MOST ? List.of(HintPattern.HOLE) : all;
        }
        return List.of(HintPattern.HOLE);
    }

    /** Whether it is a String, or perhaps one; its annotations may stand between its names. */
    private static boolean bearsText(TypeMirror type) {
        String name = type.toString();
        return name.endsWith("String") || (name.startsWith("java.util.Optional<") && name.endsWith("String>"));
    }

    private boolean isText(TreePath path) {
        return sources.trees().getTypeMirror(path) instanceof DeclaredType;
    }

    private @Nullable String constant(TreePath path) {
        if (path.getLeaf() instanceof LiteralTree literal) {
            return literal.getKind() == Tree.Kind.NULL_LITERAL ? null : String.valueOf(literal.getValue());
        }
        return element(path) instanceof VariableElement variable && variable.getConstantValue() != null
                ? String.valueOf(variable.getConstantValue())
                : null;
    }

    private @Nullable Element element(TreePath path) {
        Tree tree = path.getLeaf();
        return tree instanceof BinaryTree || tree instanceof MemberReferenceTree
                ? null
                : sources.trees().getElement(path);
    }

    private void add(String text, TreePath path) {
        String place = sources.place(path);
        String tidy = HintPattern.tidy(text);
        // a text of which nothing is written out is told by the file
        String pattern = tidy.equals(HintPattern.HOLE) ? tidy + " of " + place.substring(0, place.indexOf(':')) : tidy;
        if (!pattern.isEmpty()) {
            places.computeIfAbsent(pattern, key -> new TreeSet<>()).add(place);
        }
    }

    /** The values of a switch, not those of switches and lambdas inside it. */
    private final class Yields extends TreePathScanner<Void, Void> {
        @Override
        public @Nullable Void visitCase(CaseTree tree, @Nullable Void unused) {
            Tree body = tree.getBody();
            if (body instanceof ExpressionTree) {
                open.push(new TreePath(getCurrentPath(), body));
            } else if (body instanceof BlockTree) {
                scan(body, null);
            } else if (body == null) {
                scan(tree.getStatements(), null);
            }
            return null;
        }

        @Override
        public @Nullable Void visitYield(YieldTree tree, @Nullable Void unused) {
            open.push(new TreePath(getCurrentPath(), tree.getValue()));
            return null;
        }

        @Override
        public @Nullable Void visitLambdaExpression(LambdaExpressionTree tree, @Nullable Void unused) {
            return null;
        }
    }
}
