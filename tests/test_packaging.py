"""The library in its two states: a source tree and an installed wheel. Each must find its own bank."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from examgen.locations import builtin_bank, builtin_blueprints

ROOT = Path(__file__).parent.parent
TREES = ("problem_templates", "solutions")


def files_of_bank(root: Path) -> dict[str, bytes]:
    """All files that families consist of, by path."""
    return {
        path.relative_to(root).as_posix(): path.read_bytes()
        for tree in TREES
        for path in sorted((root / tree).rglob("*"))
        if path.is_file() and "__pycache__" not in path.parts and not path.name.startswith(".")
    }


def test_a_source_tree_uses_its_own_bank() -> None:
    found = builtin_bank()
    assert (found.root, found.problem_templates, found.solutions) == (ROOT, *(ROOT / tree for tree in TREES))


def test_a_copy_inside_the_package_of_a_source_tree_is_never_used(tmp_path: Path) -> None:
    package = tmp_path / "src" / "examgen"
    for folder in (*(tmp_path / tree for tree in TREES), *(package / "builtin" / tree for tree in TREES)):
        folder.mkdir(parents=True)
    (tmp_path / "pyproject.toml").touch()
    assert builtin_bank(package).root == tmp_path


def test_an_installed_package_uses_its_copy_wherever_it_is_installed(tmp_path: Path) -> None:
    for package in (tmp_path / "site-packages" / "examgen", tmp_path / "src" / "examgen"):
        package.mkdir(parents=True)
        assert builtin_bank(package).root == package / "builtin"


def test_the_version_is_written_once() -> None:
    import tomllib

    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert f"## {project['version']}" in (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
    mentions = [path for path in (ROOT / "src").rglob("*.py") if f'"{project["version"]}"' in path.read_text(encoding="utf-8")]
    assert not mentions


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("wheel")
    run = subprocess.run(
        [sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", str(folder), str(ROOT)],
        capture_output=True,
        text=True,
        check=False,
    )
    assert run.returncode == 0, run.stdout + run.stderr
    (made,) = folder.glob("examgen-*.whl")
    return made


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel's files as an installer lays them out, far from the repository."""
    folder = tmp_path_factory.mktemp("site")
    zipfile.ZipFile(wheel).extractall(folder)
    return folder


def outside(installed: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Run Python with the installed package before everything else, in a folder that is not the repository."""
    environment = {**os.environ, "PYTHONPATH": str(installed), "PYTHONDONTWRITEBYTECODE": "1"}
    return subprocess.run([sys.executable, *arguments], cwd=installed, env=environment, capture_output=True, text=True, check=False)


@pytest.mark.slow
def test_a_wheel_holds_the_whole_bank_and_every_data_file(installed: Path) -> None:
    assert files_of_bank(installed / "examgen" / "builtin") == files_of_bank(ROOT)
    source = ROOT / "src" / "examgen"
    data = {path.relative_to(source) for path in source.rglob("*") if path.is_file() and path.suffix not in (".py", ".pyc")}
    missing = [str(path) for path in sorted(data) if not path.name.startswith(".") and not (installed / "examgen" / path).is_file()]
    assert not missing
    assert (installed / "examgen" / "py.typed").is_file()
    assert builtin_blueprints().name in {path.name for path in (installed / "examgen").iterdir()}


@pytest.mark.slow
def test_a_wheel_holds_nothing_that_a_run_left_behind(wheel: Path) -> None:
    names = zipfile.ZipFile(wheel).namelist()
    assert not [name for name in names if "__pycache__" in name or name.endswith((".pyc", ".part"))]
    assert all(name.split("/")[0] in ("examgen", "examgen-0.1.0.dist-info") for name in names)


@pytest.mark.slow
def test_an_installed_wheel_opens_its_own_bank(installed: Path) -> None:
    run = outside(installed, "-c", "from examgen.locations import builtin_bank; print(builtin_bank().root)")
    assert run.stdout.strip() == str(installed / "examgen" / "builtin"), run.stderr


@pytest.mark.slow
def test_the_command_of_an_installed_wheel_lists_the_same_families_as_the_tree(installed: Path) -> None:
    run = outside(installed, "-m", "examgen", "list", "--json")
    listed = [family["id"] for family in json.loads(run.stdout)["families"]]
    there = sorted(path.relative_to(ROOT / "solutions").with_suffix("").as_posix() for path in (ROOT / "solutions").rglob("[!_]*.py"))
    assert listed == there, run.stderr


@pytest.mark.slow
def test_an_installed_wheel_makes_an_exam_from_a_bank_of_ones_own(installed: Path, tmp_path: Path) -> None:
    assert outside(installed, "-m", "examgen", "new", "mine/first", "--bank", str(tmp_path)).returncode == 0
    blueprint = tmp_path / "mine.toml"
    head = 'schema_version = 1\nid = "mine"\ntitle = "Mine"\nseed = 1\n'
    blueprint.write_text(head + '[[sections]]\n[[sections.problems]]\nfamily = "mine/first"\n', encoding="utf-8")
    out = tmp_path / "out"
    run = outside(installed, "-m", "examgen", "exam", str(blueprint), "--bank", str(tmp_path), "--out", str(out), "--format", "tex")
    assert run.returncode == 0, run.stderr
    assert (out / "key.json").is_file() and (out / "examgen.sty").is_file()
