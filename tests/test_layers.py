"""The library is layered; an arrow that points up would make its parts inseparable."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
SOURCE = ROOT / "src" / "examgen"

#: From the bottom. Modules of one entry may use each other.
LAYERS: tuple[tuple[str, ...], ...] = (
    ("errors", "locations", "lettering", "effort", "batches", "orphans"),
    ("files", "messages", "randomness", "notation", "lists"),
    ("deciding",),
    ("symbolic",),
    ("figures", "label_words", "alt_text"),
    ("authoring", "scaffold"),
    ("derivation", "printing"),
    ("wording",),
    ("family", "family_checks"),
    ("bank",),
    ("drawing", "certifying"),
    ("instance",),
    ("own_values",),
    ("blueprint",),
    ("planning",),
    ("exam",),
    ("building", "roster"),
    ("grading", "views", "samples"),
    ("checking",),
    ("writing",),
    ("classroom",),
    ("audit", "embedding"),
    ("cli",),
    ("__main__",),
)
RANK = {name: rank for rank, names in enumerate(LAYERS) for name in names}

#: Tops of the library: they may look at everything, nothing but the command may look at them.
FACADES = {"__init__", "__main__", "cli"}


def unit(module: str) -> str:
    """``examgen.grading.key`` -> ``grading``."""
    return module.split(".")[1] if "." in module else "__init__"


def modules() -> list[Path]:
    return sorted(path for path in SOURCE.rglob("*.py") if "builtin" not in path.parts)


def imported(tree: ast.Module) -> Iterator[tuple[int, str]]:
    """Modules of examgen that are imported anywhere, inside functions too; types alone do not count."""
    typing_only: set[int] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.If) and ast.unparse(node.test) in ("TYPE_CHECKING", "typing.TYPE_CHECKING"):
            typing_only.update(id(child) for statement in node.body for child in ast.walk(statement))
    for node in ast.walk(tree):
        if id(node) in typing_only:
            continue
        if isinstance(node, ast.Import):
            yield from ((node.lineno, alias.name) for alias in node.names if alias.name.split(".")[0] == "examgen")
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, "relative imports hide what a module depends on"
            if node.module == "examgen":
                yield from ((node.lineno, f"examgen.{alias.name}") for alias in node.names)
            elif node.module and node.module.startswith("examgen."):
                yield node.lineno, node.module


@pytest.mark.parametrize("path", modules(), ids=lambda path: str(path.relative_to(SOURCE)))
def test_a_module_imports_nothing_above_itself(path: Path) -> None:
    own = path.relative_to(SOURCE).parts[0].removesuffix(".py")
    assert own in RANK or own == "__init__", f"{own} has no place in the layers: give it one in this test"
    if own in FACADES:
        return
    upward = [
        f"line {line}: {module}"
        for line, module in imported(ast.parse(path.read_text(encoding="utf-8")))
        if unit(module) == "__init__" or RANK.get(unit(module), len(LAYERS)) > RANK[own]
    ]
    assert not upward, f"{own} imports upward: {upward}"


def test_the_check_sees_imports_inside_functions_and_skips_those_for_types() -> None:
    code = "if TYPE_CHECKING:\n    from examgen.exam import Exam\ndef f():\n    import examgen.cli\n    from examgen import bank\n"
    assert [module for _, module in imported(ast.parse(code))] == ["examgen.cli", "examgen.bank"]


def test_nothing_evaluates_text_as_code() -> None:
    """Banks are imported; everything else is data."""
    allowed = {"bank.py", "mutants.py", "audit.py"}
    for path in modules():
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name | ast.Attribute):
                name = node.func.id if isinstance(node.func, ast.Name) else node.func.attr
                if name == "sympify" and any(keyword.arg == "strict" and ast.unparse(keyword.value) == "True" for keyword in node.keywords):
                    continue  # refuses text
                if name in {"eval", "exec", "sympify", "parse_expr", "parse_latex"} and path.name not in allowed:
                    pytest.fail(f"{path.relative_to(ROOT)}:{node.lineno} calls {name}")
