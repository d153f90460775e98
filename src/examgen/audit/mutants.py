"""Solutions broken on purpose, one place at a time: what the oracle must catch.

Each function under ``@step`` or ``@procedure``, and each plain function or table of lambdas that such a one uses, is altered in
its source: another operator, operands or arguments exchanged, a factor or term dropped, a constant off by one, a sign lost, a
comparison turned, "and" for "or". Mistakes, tables, figures and the oracle stay as they are.
"""

from __future__ import annotations

import ast
import copy
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from examgen.authoring.derivations import Step

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping


@dataclass(frozen=True)
class Mutant:
    """A broken solution.

    Attributes:
        line: line of the change in the solution file.
        change: what was changed, in words.
        source: the changed line as it now reads.
        steps: the steps of the broken solution.
    """

    line: int
    change: str
    source: str
    steps: Mapping[str, Step]


def mutants(text: str, path: str) -> Iterator[Mutant]:
    """All broken versions of a solution file. Those that do not even run are left out."""
    tree = ast.parse(text)
    concerned = _steps_and_their_helpers(tree)
    sites = [
        (k, j, change)
        for k, node in enumerate(tree.body)
        if k in concerned
        for j, inner in enumerate(_inner(node))
        for change in _changes(inner)
        if not (change == "exchange" and _even_power(node, inner)) and not (change == "arguments" and _calls_own_argument(node, inner))
    ]
    for k, j, change in sites:
        broken = copy.deepcopy(tree)
        function = broken.body[k]
        node = list(_inner(function))[j]
        words = _apply(function, node, change)
        line = getattr(node, "lineno", function.lineno)
        name = function.name if isinstance(function, ast.FunctionDef) else ast.unparse(_targets(function)[0])
        namespace: dict[str, Any] = {"__name__": "mutant", "__file__": path, _TICK: _clock()}
        try:
            exec(compile(ast.fix_missing_locations(_Bounded().visit(broken)), path, "exec"), namespace)
        except Exception:  # a mutant that does not run is no mutant; nothing is hidden
            continue
        steps = {name: value for name, value in namespace.items() if isinstance(value, Step) and not name.startswith("_")}
        yield Mutant(line, f"in '{name}': {words}", text.splitlines()[line - 1].strip(), steps)


_TICK = "__examgen_tick__"

#: Rounds of all ``while`` loops of a broken solution together: one that lost its end is stopped, and counts as caught.
_ROUNDS = 100_000


def _clock() -> Callable[[], None]:
    left = iter(range(_ROUNDS))

    def tick() -> None:
        if next(left, None) is None:
            raise ArithmeticError("a loop does not end")

    return tick


class _Bounded(ast.NodeTransformer):
    """Lets every ``while`` loop count its rounds."""

    def visit_While(self, node: ast.While) -> ast.While:
        self.generic_visit(node)
        node.body.insert(0, ast.Expr(ast.Call(ast.Name(_TICK, ast.Load()), [], [])))
        return node


def _steps_and_their_helpers(tree: ast.Module) -> set[int]:
    """Places of the step functions and of what they call, near or far: plain functions, and tables of lambdas.

    What only an oracle calls is left alone.
    """
    functions = {node.name: k for k, node in enumerate(tree.body) if isinstance(node, ast.FunctionDef) and not node.decorator_list}
    for k, node in enumerate(tree.body):
        if _lambdas(node):
            functions |= {target.id: k for target in _targets(node) if isinstance(target, ast.Name)}
    found = {k for k, node in enumerate(tree.body) if isinstance(node, ast.FunctionDef) and _is_step(node)}
    waiting = list(found)
    while waiting:
        body = tree.body[waiting.pop()]
        for name in ast.walk(body):
            place = functions.get(name.id) if isinstance(name, ast.Name) else None
            if place is not None and place not in found:
                found.add(place)
                waiting.append(place)
    return found


def _targets(statement: ast.stmt) -> list[ast.expr]:
    """What an assignment at the level of the module assigns to."""
    if isinstance(statement, ast.Assign):
        return statement.targets
    return [statement.target] if isinstance(statement, ast.AnnAssign) else []


def _lambdas(statement: ast.stmt) -> list[ast.Lambda]:
    """The nameless functions of an assignment: the rules of a table."""
    return [node for node in ast.walk(statement) if isinstance(node, ast.Lambda)] if _targets(statement) else []


def _even_power(function: ast.stmt, node: ast.AST) -> bool:
    """Whether a difference is squared: exchanging its operands would change nothing."""
    return any(
        isinstance(outer, ast.BinOp)
        and isinstance(outer.op, ast.Pow)
        and outer.left is node
        and isinstance(outer.right, ast.Constant)
        and outer.right.value in (2, 4, 6)
        for outer in ast.walk(function)
    )


def _calls_own_argument(function: ast.stmt, call: ast.AST) -> bool:
    """Whether a function calls what it was given: whether that minds the order of its arguments cannot be told."""
    assert isinstance(call, ast.Call) and isinstance(call.func, ast.Name)
    given = function.args if isinstance(function, ast.FunctionDef) else None
    return given is not None and call.func.id in {one.arg for one in (*given.args, *given.kwonlyargs)}


def _is_step(function: ast.FunctionDef) -> bool:
    for decorator in function.decorator_list:
        name = decorator.func if isinstance(decorator, ast.Call) else decorator
        if isinstance(name, ast.Name) and name.id in ("step", "procedure"):
            return True
    return False


def _inner(function: ast.stmt) -> Iterator[ast.AST]:
    """The nodes that compute something, in a fixed order; a docstring does not."""
    if not isinstance(function, ast.FunctionDef):
        for rule in _lambdas(function):
            yield from ast.walk(rule.body)
        return
    for statement in function.body:
        if not (isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Constant)):
            yield from ast.walk(statement)


_OPERATORS: dict[type[ast.operator], tuple[type[ast.operator], ...]] = {
    ast.Add: (ast.Sub,),
    ast.Sub: (ast.Add,),
    ast.Mult: (ast.Add,),
    ast.Div: (ast.Mult,),
    ast.FloorDiv: (ast.Mult,),
    ast.Mod: (ast.Mult,),
}
_SIGNS = {ast.Add: "+", ast.Sub: "-", ast.Mult: "*", ast.Div: "/", ast.FloorDiv: "//", ast.Mod: "%", ast.Pow: "**"}
#: Functions that do not mind the order of their arguments, and those whose arguments cannot change places.
_SYMMETRIC = frozenset({"dot", "hadamard", "maximum", "minimum", "max", "min", "total", "zip", "range", "map", "Matrix", "sum"})
_COMPARISONS: dict[type[ast.cmpop], type[ast.cmpop]] = {
    ast.Gt: ast.LtE,
    ast.Lt: ast.GtE,
    ast.GtE: ast.Lt,
    ast.LtE: ast.Gt,
    ast.Eq: ast.NotEq,
}


def _changes(node: ast.AST) -> list[str]:
    if isinstance(node, ast.BinOp):
        changes = [f"operator:{k}" for k in range(len(_OPERATORS.get(type(node.op), ())))]
        if isinstance(node.op, (ast.Sub, ast.Div, ast.FloorDiv, ast.Pow)):
            changes.append("exchange")
        if isinstance(node.op, (ast.Mult, ast.Add, ast.Sub, ast.Div, ast.Pow)):
            changes.append("left")
        if isinstance(node.op, (ast.Mult, ast.Add)):
            changes.append("right")
        return changes
    if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.USub):
        return ["sign"]
    if isinstance(node, ast.Compare) and type(node.ops[0]) in _COMPARISONS:
        return ["comparison"]
    if isinstance(node, ast.BoolOp):
        return ["connective"]
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id.lstrip("_") not in _SYMMETRIC:
        return ["arguments"] if len(node.args) == 2 and not any(isinstance(a, (ast.Starred, ast.Lambda)) for a in node.args) else []
    if isinstance(node, ast.Constant) and type(node.value) is int:
        return ["constant"]
    return []


def _apply(function: ast.stmt, node: ast.AST, change: str) -> str:
    if isinstance(node, ast.BinOp):
        sign = _SIGNS.get(type(node.op), "?")
        if change.startswith("operator"):
            node.op = _OPERATORS[type(node.op)][int(change.split(":")[1])]()
            return f"{sign} became {_SIGNS[type(node.op)]}"
        if change == "exchange":
            node.left, node.right = node.right, node.left
            return f"operands of {sign} exchanged"
        kept, lost = (node.left, node.right) if change == "left" else (node.right, node.left)
        words = f"'{sign}' and {ast.unparse(lost)} dropped"
        _replace(function, node, kept)
        return words
    if isinstance(node, ast.UnaryOp):
        _replace(function, node, node.operand)
        return "sign lost"
    if isinstance(node, ast.Compare):
        node.ops[0] = _COMPARISONS[type(node.ops[0])]()
        return "comparison turned"
    if isinstance(node, ast.BoolOp):
        both = isinstance(node.op, ast.And)
        node.op = ast.Or() if both else ast.And()
        return "'and' became 'or'" if both else "'or' became 'and'"
    if isinstance(node, ast.Call):
        node.args.reverse()
        return f"arguments of {ast.unparse(node.func)} exchanged"
    assert isinstance(node, ast.Constant) and isinstance(node.value, int)
    node.value += 1
    return f"{node.value - 1} became {node.value}"


def _replace(function: ast.stmt, old: ast.AST, new: ast.expr) -> None:
    class Replacer(ast.NodeTransformer):
        def visit(self, node: ast.AST) -> Any:
            return new if node is old else self.generic_visit(node)

    Replacer().visit(function)
