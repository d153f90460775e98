"""What the READMEs show works: every command and snippet runs."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
BIN = Path(sys.executable).parent
FENCE = re.compile(r"^```(\w+)\n(.*?)^```$", re.DOTALL | re.MULTILINE)
NAMED = re.compile(r"^`((?:mybank|ourlook|class)/[\w/.]+)`[^\n]*\n\n```\w+\n(.*?)^```$", re.DOTALL | re.MULTILINE)


def run(command: str, folder: Path) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "PATH": f"{BIN}{os.pathsep}{os.environ['PATH']}", "COLUMNS": "200"}
    return subprocess.run(["bash", "-c", command], cwd=folder, env=environment, capture_output=True, text=True, timeout=300)


def commands(text: str) -> list[str]:
    blocks = [body for language, body in FENCE.findall(text) if language == "console"]
    return [line[2:] for body in blocks for line in body.splitlines() if line.startswith("$ ")]


def snippets(text: str, language: str) -> list[str]:
    """Blocks of a language that are not the contents of a named file."""
    files = [body for _, body in NAMED.findall(text)]
    return [body for kind, body in FENCE.findall(text) if kind == language and body not in files]


def write_files(text: str, folder: Path) -> list[str]:
    for name, body in NAMED.findall(text):
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(body, encoding="utf-8")
    return [name for name, _ in NAMED.findall(text)]


def test_the_readme_runs_from_top_to_bottom(tmp_path: Path) -> None:
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    assert len(write_files(text, tmp_path)) == 7
    for language, name in (("toml", "quiz.toml"), ("csv", "roster.csv")):
        (body,) = snippets(text, language)
        (tmp_path / name).write_text(body, encoding="utf-8")
    shown = commands(text)
    assert len(shown) >= 10
    for command in shown:
        if command.startswith("make "):
            continue  # make exam has a test of its own below; make test is what runs this
        done = run(command, tmp_path)
        assert done.returncode == 0, f"{command}\n{done.stdout}{done.stderr}"


def test_make_exam_does_what_the_readme_says() -> None:
    done = run("make exam", ROOT)
    assert done.returncode == 0, done.stdout + done.stderr
    made = {path.name for path in (ROOT / "out/practice-final").iterdir()}
    assert {"key.json", "answers", "graded", *(f"{kind}-{form}.pdf" for kind in ("exam", "solutions") for form in "ABC")} <= made
    assert re.search(r"\b60\b", done.stdout)


def test_the_python_of_the_readme_runs(tmp_path: Path) -> None:
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    judging, embedding = snippets(text, "python")
    for code, said in ((judging, ["True", "x = ", "right to 3"]), (embedding, ["forward", " of 60"])):
        done = subprocess.run([sys.executable, "-c", code], cwd=tmp_path, capture_output=True, text=True, timeout=120)
        assert done.returncode == 0, done.stderr
        assert all(words in done.stdout for words in said), done.stdout


def test_the_submission_of_the_readme_is_one() -> None:
    from examgen.grading.submission import Submission, parse_submission

    (text,) = snippets((ROOT / "README.md").read_text(encoding="utf-8"), "json")
    assert isinstance(parse_submission(text), Submission)


def test_a_reader_of_the_guide_ends_with_an_audited_family(tmp_path: Path) -> None:
    text = (ROOT / "problem_templates" / "README.md").read_text(encoding="utf-8")
    scaffold, *rest = [re.sub(r"--seeds \d+", "--seeds 60", command) for command in commands(text)]
    done = run(scaffold, tmp_path)
    assert done.returncode == 0, done.stderr
    made_by_reader = False
    for command in rest:
        if "show" in command and not made_by_reader:
            assert len(write_files(text, tmp_path)) == 3
            made_by_reader = True
        done = run(command, tmp_path)
        assert done.returncode == 0, f"{command}\n{done.stdout}{done.stderr}"
    assert made_by_reader
    assert "One step with momentum" in run("examgen --bank mybank show optimization/momentum_step", tmp_path).stdout


@pytest.mark.parametrize("name", ["README.md", "problem_templates/README.md", "CHANGELOG.md"])
def test_links_lead_somewhere(name: str) -> None:
    text = (ROOT / name).read_text(encoding="utf-8")
    for target in re.findall(r"\]\((?!https?:)([^)#]+)\)", FENCE.sub("", text)):
        assert ((ROOT / name).parent / target).exists(), target
