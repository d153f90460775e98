"""What many forms cost, as ratios of processor time in one run: ``python tests/benchmarks/bench_exams.py --forms 200``.

* ours: from the blueprint to the split files, with drawing, certifying, key, sources, TeX and splitting
* bare: one run of pdflatex over the very same pages, all forms in one document with title and bookmarks
* usual: a process for each form and document, run twice for its page references, graphs drawn by TikZ (a few forms are measured and
  counted up)
* AMC: ``auto-multiple-choice prepare`` (Debian) for as many copies of twelve questions whose numbers differ, if it is installed

Everything is measured several times in turn, each time with other numbers, and medians are told: the machine may have other work.
Where the time of ours goes is told as well, and the most memory that a process took.
"""

from __future__ import annotations

import argparse
import re
import resource
import shutil
import statistics
import subprocess
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import pikepdf

from examgen.bank import builtin
from examgen.blueprint import load_blueprint
from examgen.building import build_exam
from examgen.exam import Exam
from examgen.writing.beside import style_file
from examgen.writing.document import FormSource, joined, sources
from examgen.writing.engine import Engine, engines, find_engine, run_tex
from examgen.writing.layouts import Layout, layout
from examgen.writing.production import Order, produce

_SAMPLE = 3
_OWN = Path(__file__).with_name("class_exam.toml")


def cpu() -> float:
    """Processor seconds of this process and of those that it has waited for."""
    both = (resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return sum(use.ru_utime + use.ru_stime for use in both)


class Clock:
    """Processor and wall seconds of named steps, round by round."""

    def __init__(self) -> None:
        self.spent: dict[str, list[float]] = {}
        self.wall: dict[str, list[float]] = {}

    def step(self, name: str, action: Callable[[], object], *, times: float = 1.0) -> None:
        """Do it once; ``times``: how often it would be done in all."""
        start, wall = cpu(), time.perf_counter()
        action()
        self.spent.setdefault(name, []).append((cpu() - start) * times)
        self.wall.setdefault(name, []).append((time.perf_counter() - wall) * times)

    def median(self, name: str) -> float:
        return statistics.median(self.spent[name])

    def ratio(self, above: str, below: str, *, less: str = "") -> str:
        """Median and range of the ratios of the rounds; ``less`` is taken off above."""
        taken = self.spent[less] if less else [0.0] * len(self.spent[above])
        found = [(one - off) / other for one, off, other in zip(self.spent[above], taken, self.spent[below], strict=True)]
        return f"{statistics.median(found):.2f} ({min(found):.2f} to {max(found):.2f})"


def typeset(documents: list[str], engine: Engine, *, runs: int = 1) -> None:
    for tex in documents:
        with tempfile.TemporaryDirectory() as made:
            folder = Path(made)
            (folder / "x.tex").write_text(tex, encoding="utf-8")
            (folder / "examgen.sty").write_text(style_file(), encoding="utf-8")
            for _ in range(runs):
                run_tex(engine, folder, "x.tex", seconds=36_000)


_ART = re.compile(r"\\drawing\{([\d.]+)\}\{([\d.]+)\}\{%\n\\drawn\{q 1 j\n(.*?)\nQ\}%\n(.*?)(?<=\n)\}", re.DOTALL)
_DATA = re.compile(r"\\def(\\figuredata[A-Z]+)\{([^{}]*)\}%\n")
_LABEL = re.compile(r"\\figlabel\{([\d.-]+)\}\{([\d.-]+)\}\{([clr])\}(.*)%")
_ANCHORS = {"c": "center", "l": "west", "r": "east"}


def with_tikz(tex: str) -> str:
    """The same document with its line art and labels drawn by TikZ, as an instructor would have them."""
    pieces = []
    for problem in re.split(r"(?=^% examgen: problem)", tex, flags=re.MULTILINE):
        for name, data in _DATA.findall(problem):
            problem = problem.replace(f"{name}}}", f"{data}}}")
        pieces.append(_DATA.sub("", problem))
    return _ART.sub(_tikz, "".join(pieces)).replace("\\begin{document}", "\\usepackage{tikz}\n\\begin{document}", 1)


def _tikz(match: re.Match[str]) -> str:
    width, height, art, labels = match.groups()
    lines = [f"\\begin{{tikzpicture}}[x=1bp,y=1bp]\\useasboundingbox (0,0) rectangle ({width},{height});"]
    for shape in art.split("\n"):
        stack: list[str] = []
        options, path = ["line join=round"], ""
        for word in re.sub(r"\[[^]]*\]", lambda dash: dash[0].replace(" ", "_"), shape).split(" "):
            points = [f"({x},{y})" for x, y in zip(stack[::2], stack[1::2], strict=False)]
            match word:
                case "w":
                    options.append(f"line width={stack[0]}bp")
                case "d":
                    on = [f"{'on' if place % 2 == 0 else 'off'} {length}bp" for place, length in enumerate(stack[0].strip("[]").split("_"))]
                    options += [f"dash pattern={' '.join(on)}"] if stack[0] != "[]" else []
                case "g":
                    options.append(f"fill=black!{100 - round(100 * float(stack[0]))}")
                case "m":
                    path += points[0]
                case "l":
                    path += f" -- {points[0]}"
                case "c":
                    path += f" .. controls {points[0]} and {points[1]} .. {points[2]}"
                case "h":
                    path += " -- cycle"
                case "B" | "S":
                    lines.append(f"\\draw[{','.join(options)}] {path};")
                case "f" | "n":
                    lines.append(f"\\path[{','.join(options)}] {path};")
                case _:
                    stack.append(word)
                    continue
            stack = []
    for x, y, anchor, text in _LABEL.findall(labels):
        lines.append(f"\\node[inner sep=0pt,anchor={_ANCHORS[anchor]}] at ({x},{y}) {text};")
    return "\n".join([*lines, "\\end{tikzpicture}"])


def complete_engine() -> Engine:
    """The embedded TeX, which has all packages, where it is there."""
    return next((engine for engine in engines() if engine.origin == "embedded"), find_engine())


def measure(name: str, forms: int, jobs: int, layouts: tuple[Layout, ...], engine: Engine, seed: str, clock: Clock) -> Exam:
    """A round: ours and the same pages by other ways; drawing and TeX are run once more on their own, to tell their shares."""
    bank, blueprint = builtin(), load_blueprint(name)

    def made(seed: str, order: Order, count: int = forms) -> None:
        with tempfile.TemporaryDirectory() as folder:
            produce(blueprint, bank, Path(folder), order, seed=seed, forms=count, jobs=jobs)

    made("warm", Order(layouts), 1)  # finds out which TeX has all packages
    clock.step("ours", lambda: made(seed, Order(layouts)))
    clock.step("exams alone", lambda: made(f"{seed} exams", Order(layouts[:1])))
    clock.step("drawing", lambda: build_exam(blueprint, bank, seed=f"{seed} drawing", forms=forms, jobs=1))
    clock.step("files", lambda: made(f"{seed} files", Order(layouts, formats=("tex",))))
    whole = build_exam(blueprint, bank, seed=seed, forms=forms)
    written: list[tuple[Layout, list[FormSource]]] = [(one, sources(whole, one, whole.forms)) for one in layouts]
    cut = [joined(whole, one, made, cut=True) for one, made in written]
    clock.step("TeX", lambda: typeset(cut, engine))
    alone = [joined(whole, one, made) for one, made in written]
    clock.step("bare", lambda: typeset(alone, engine))
    few = [with_tikz(joined(whole, one, [form])) for one, made in written for form in made[:_SAMPLE]]
    clock.step("usual", lambda: typeset(few, engine, runs=2), times=forms / min(_SAMPLE, forms))
    return whole


# --- auto-multiple-choice -----------------------------------------------------------------------------------------------------

_QUESTION = r"""
\element{all}{\begin{question}{q%d}\numbers
A linear unit computes $z = wx + b$ with $w = \valw$, $x = \valx$ and $b = \valb$. Its target is $t = \valt$,
its loss is $L = (z - t)^2$. Find $z$.
\begin{choices}\correctchoice{$\valright$}\wrongchoice{$\valone$}\wrongchoice{$\valtwo$}\wrongchoice{$\valthree$}\end{choices}
\end{question}

}
"""
_HEAD = r"""\documentclass[a4paper]{article}
\usepackage[utf8]{inputenc}\usepackage[T1]{fontenc}\usepackage{fp}\usepackage[box]{automultiplechoice}
\newcommand\numbers{\FPrandom\u\FPeval\valw{trunc(2+8*u:0)}\FPrandom\u\FPeval\valx{trunc(2+8*u:0)}%
\FPrandom\u\FPeval\valb{trunc(1+20*u:0)}\FPrandom\u\FPeval\valt{trunc(1+20*u:0)}\FPeval\valright{clip(valw*valx+valb)}%
\FPeval\valone{clip(valw*valx)}\FPeval\valtwo{clip(valw+valx+valb)}\FPeval\valthree{clip(valw*valx-valb)}}
\begin{document}\FPseed=7
"""
_COPIES = r"""\onecopy{%d}{\noindent{\bf Class exam}\par\vspace{3mm}\namefield{\fbox{Name and number}}\vspace{5mm}
\insertgroup{all}}
\end{document}
"""


def amc(forms: int, clock: Clock) -> bool:
    """Whether auto-multiple-choice was there to be measured, and made two pages for each copy."""
    program = shutil.which("auto-multiple-choice")
    if program is None:
        return False
    with tempfile.TemporaryDirectory() as made:
        folder = Path(made)
        (folder / "data").mkdir()
        questions = "".join(_QUESTION % number for number in range(12))
        (folder / "exam.tex").write_text(_HEAD + questions + _COPIES % forms, encoding="utf-8")
        command = [program, "prepare", "--mode", "s", "--prefix", f"{made}/", "--with", "pdflatex", "--data", f"{made}/data"]
        command += ["--out-sujet", "subject.pdf", "--out-corrige", "solution.pdf", "--out-calage", "positions.xy", "exam.tex"]
        clock.step("AMC", lambda: subprocess.run(command, cwd=folder, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL))
        with pikepdf.open(folder / "subject.pdf") as subject:
            return len(subject.pages) == 2 * forms


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--forms", type=int, default=200)
    parser.add_argument("--blueprint", default=str(_OWN), help="a built-in name or a file; twelve short problems if left out")
    parser.add_argument("--layouts", default="booklet,solutions")
    parser.add_argument("--jobs", type=int, default=1, help="processes side by side; ratios are fairest with one")
    parser.add_argument("--rounds", type=int, default=5)
    settings = parser.parse_args()
    engine, clock, forms = complete_engine(), Clock(), settings.forms
    layouts = tuple(layout(name) for name in settings.layouts.split(","))
    compared = True
    for number in range(settings.rounds):
        exam = measure(settings.blueprint, forms, settings.jobs, layouts, engine, f"round {number}", clock)
        compared = compared and amc(forms, clock)
    ours, drawing, files, tex = map(clock.median, ("ours", "drawing", "files", "TeX"))
    problems, wall = len(exam.forms[0].problems), statistics.median(clock.wall["ours"])
    print(f"{forms} forms of {problems} problems as {' and '.join(one.name for one in layouts)}: {wall:.1f} s of wall time")
    print(f"medians of {settings.rounds} rounds{'':10}{'ms of CPU a form':>18}{'share':>8}")
    shares = {"drawing and certifying": drawing, "key, sources, files": files - drawing, "TeX": tex}
    shares["splitting and the rest"] = ours - files - tex
    for name, value in shares.items():
        print(f"{name:28}{1000 * value / forms:18.1f}{value / ours:8.0%}")
    for name in ("ours", "bare", "usual", *(["exams alone", "AMC"] if compared else [])):
        print(f"{name:28}{1000 * clock.median(name) / forms:18.1f}")
    print(f"ours : bare {clock.ratio('ours', 'bare')}   without drawing {clock.ratio('ours', 'bare', less='drawing')}")
    print(f"usual : ours {clock.ratio('usual', 'ours')}")
    if compared:
        print(f"AMC : exams alone {clock.ratio('AMC', 'exams alone')}   AMC : ours with solutions {clock.ratio('AMC', 'ours')}")
    else:
        print("auto-multiple-choice is left out: it is not installed (apt-get install auto-multiple-choice)")
    most = max(resource.getrusage(who).ru_maxrss for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)) / 1024
    print(f"most memory of a process {most:.0f} MB")


if __name__ == "__main__":
    main()
