"""Where the files that ship with examgen stand.

The bank lives at the root of the repository, where its authors find it, and inside the package in a wheel. An editable
installation also leaves a copy in site-packages (hatchling force-includes it there), which ages with every edit; so the
question is settled by where *this module* was imported from, and nothing else is looked at.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class BankFolders:
    """The folder of a bank and the two trees in it.

    Attributes:
        root: the folder that holds both.
        problem_templates: what a student may see.
        solutions: everything that computes an answer.
    """

    root: Path
    problem_templates: Path
    solutions: Path


def builtin_bank(package: Path | None = None) -> BankFolders:
    """The folders of the built-in bank.

    In a source tree (``ROOT/src/examgen`` beside ``ROOT/problem_templates``) these are the tree's own folders, otherwise the copy
    inside the package.

    Args:
        package: the folder of the package ``examgen``; None is the one that is running.
    """
    package = package or Path(__file__).resolve().parent
    tree = package.parent.parent
    in_source_tree = package.parent.name == "src" and (tree / "pyproject.toml").is_file() and (tree / "problem_templates").is_dir()
    root = tree if in_source_tree else package / "builtin"
    return BankFolders(root, root / "problem_templates", root / "solutions")


def builtin_blueprints() -> Path:
    """The folder of the built-in blueprints, one TOML file each."""
    return Path(__file__).resolve().parent / "blueprints"
