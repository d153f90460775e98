"""The audit finds what is planted in a family."""

from __future__ import annotations

from pathlib import Path

import pytest

from examgen.audit import as_data, as_html, audit_bank
from examgen.audit.mutants import mutants
from examgen.audit.symbols import symbols_of
from examgen.audit.wording import wording_faults
from examgen.bank import open_bank
from examgen.instance import make_instance
from examgen.scaffold import new_family
from examgen.writing.engine import engines
from test_bank import write_bank

needs_tex = pytest.mark.skipif(not engines(), reason="no TeX on this machine")


def findings(folder: Path, seeds: int = 50, pages: int = 0, **changes: tuple[str, str]) -> str:
    bank = write_bank(folder, **changes)
    return "\n".join(finding.text for finding in audit_bank(bank, ["demo/unit"], seeds=seeds, pages=pages).findings)


def test_a_new_family_passes_at_once(tmp_path: Path) -> None:
    assert findings(tmp_path, seeds=100, pages=3) == ""


#: A step that is long for positive targets and short for others.
_TERMS = " + ".join(f"relu(t) * {k}" for k in range(2, 20))
_LONG = f"    from examgen.authoring import relu\n\n    return (z - t) ** 2 + ({_TERMS}) * 0"
_NEAR = """from examgen.authoring import drawn


@drawn(tex="t")
def t(draw, w, x, b):
    return w * x + b - draw.choice(3, 3, 3, 3, 3, 3, 3, 3, 4, 5)"""

PLANTED = {
    "a wrong step": ({"solution": ("    return w * x + b\n", "    return w * x - b\n")}, "the derivation gives"),
    "an oracle that fails": (
        {"solution": ("    error = abs(int(output - t))\n", "    error = abs(int(output - t)) / 0\n")},
        "the oracle fails: ZeroDivisionError",
    ),
    "an oracle that leaves out a part": ({"solution": ('{"z": output, "loss"', '{"Z": output, "loss"')}, "the oracle gives no 'z'"),
    "an oracle that checks nothing": (
        {"solution": ("@oracle\n", '@oracle(omits={"z": "lazy", "loss": "lazy"})\n')},
        "a broken solution is not caught",
    ),
    "a slip that never shows": (
        {
            "solution": (
                '@loss.mistake("forgot the square", credit="1/4")',
                '@loss.mistake("forgot the square", credit="1/4", when=lambda t: t > 99)',
            )
        },
        "never showed",
    ),
    "a slip that is right": (
        {"solution": ("def _(z, t):\n    return z - t\n", "def _(z, t):\n    return (t - z) ** 2\n")},
        "leads to the right answer",
    ),
    "two signs in a row": ({"wording": ("and $b = {{ b }}$", "and $y + {{ b }}$")}, "two signs in a row"),
    "a factor one": ({"wording": ("and $b = {{ b }}$", "and $b = {{ b }} + 1 x$")}, "a factor 1"),
    "a negative number in the text": ({"wording": ("with $w = {{ w }}$", "with {{ x }} and $w = {{ w }}$")}, "outside of a formula"),
    "a formula with a letter that the question does not print": (
        {
            "wording": (
                "computes $z = w x + b$ with $w = {{ w }}$ and $b = {{ b }}$",
                "computes $z$ with weight $w = {{ w }}$ and shift ${{ b }}$",
            )
        },
        "step 'z': its formula holds b",
    ),
    "a formula with a letter out of nowhere": (
        {
            "solution": (
                '@step(because="The loss is the square of the error.")',
                'from examgen.authoring import procedure\n\n\n@procedure(general=r"\\xi^2")',
            )
        },
        r"its formula holds \xi",
    ),
    "an answer box with a label out of nowhere": ({"template": ('answer("z"', 'answer("u"')}, "is asked for as $u$"),
    "instances of very different work": (
        {"solution": ('    return (z - t) ** 2\n\n\n@loss.mistake("forgot', _LONG + '\n\n\n@loss.mistake("forgot')},
        "operations, others",
    ),
    "an answer that is nearly always the same": ({"template": ('t = integer(-9, 9, tex="t")', _NEAR)}, "which one might learn"),
    "braces that do not pair up": ({"wording": ("Find the loss $L$.", r"Find the loss $L^{2$.")}, "an opening brace { is not closed"),
    "a slip whose credit is given to nobody": ({"solution": ('credit="1/4"', 'credit="1/4", when=lambda t: t > 99')}, "never showed"),
    "an odd dollar": ({"wording": ("with $w = {{ w }}$", "with $w = {{ w }}")}, "a dollar sign has no partner"),
}


#: Faults that show on the page alone.
ON_THE_PAGE = {
    "a line that is too long for the page": ({"wording": ("Find the loss $L$.", "Find the loss $" + "L" * 120 + "$.")}, "a line is"),
    "a formula that TeX refuses": ({"wording": ("Find the loss $L$.", r"Find the loss $L\frac$.")}, "TeX says"),
}


@pytest.mark.parametrize("name", PLANTED)
def test_a_planted_fault_is_found(tmp_path: Path, name: str) -> None:
    changes, words = PLANTED[name]
    assert words in findings(tmp_path, **changes)


@needs_tex
@pytest.mark.parametrize("name", ON_THE_PAGE)
def test_a_fault_on_the_page_is_found(tmp_path: Path, name: str) -> None:
    changes, words = ON_THE_PAGE[name]
    assert words in findings(tmp_path, seeds=3, pages=2, **changes)


def test_few_instances_are_reported_unless_the_family_says_why(tmp_path: Path) -> None:
    write_bank(tmp_path)
    template = tmp_path / "problem_templates/demo/unit.py"
    text = template.read_text(encoding="utf-8")
    for old, new in [
        ("integer(2, 9, tex", "integer(2, 3, tex"),
        ("-9, 9, avoid=(0,)", "1, 2"),
        ("-9, 9, tex", "3, 4, tex"),
        ("-19, 19", "-3, 3"),
    ]:
        assert old in text
        text = text.replace(old, new)
    template.write_text(text, encoding="utf-8")
    bank = open_bank(tmp_path, builtin=False)
    assert any("distinct instances in 100 seeds" in finding.text for finding in audit_bank(bank, ["demo/unit"], seeds=100).findings)
    template.write_text(text + 'few = "the point of this family is one case"\n', encoding="utf-8")
    bank = open_bank(tmp_path, builtin=False)
    assert not any("distinct instances" in finding.text for finding in audit_bank(bank, ["demo/unit"], seeds=100).findings)


def test_every_step_of_the_scaffold_is_broken_in_several_ways() -> None:
    source = new_family("demo/unit")["solutions/demo/unit.py"]
    changes = [mutant.change for mutant in mutants(source, "unit.py")]
    assert any("'z': + became -" in change for change in changes)
    assert any("'z': * became +" in change for change in changes)
    assert any("'loss': 2 became 3" in change for change in changes)
    assert not any("counting" in change for change in changes)  # the oracle is left alone


def test_a_clean_instance_has_no_fault(tmp_path: Path) -> None:
    from examgen.instance import make_instance

    bank = write_bank(tmp_path)
    assert not list(wording_faults(make_instance(bank.family("demo/unit"), "hard", 3)))


RULES = """
from examgen.authoring import oracle, step

_RULES = {"sum": lambda a, b: a + b, "double": lambda a: 2 * a}
_OTHER = {"unused": lambda a: a - 1}


def _apply(name, *values):
    return _RULES[name](*values)


def _check(a):
    return a + a


@step("s")
def total(a, b):
    return _apply("sum", a, b)


@oracle
def loops(a, b):
    return {"total": _check(a) - a + b}
"""


def test_rules_in_tables_and_helpers_of_steps_are_broken_and_those_of_the_oracle_are_not() -> None:
    changes = [mutant.change for mutant in mutants(RULES, "rules.py")]
    assert "in '_RULES': + became -" in changes
    assert "in '_RULES': 2 became 3" in changes
    assert not any("_OTHER" in change or "_check" in change or "loops" in change for change in changes)


def test_symbols_are_letters_with_their_accents_and_neither_words_nor_indices() -> None:
    tex = r"\hat{x}_{i} = \frac{x_i - \mu_B}{\sqrt{\sigma^2 + \varepsilon}} \text{ReLU}(W^{\top} h^{(t)})_{k} \mathrm{V}[X_\text{batch}]"
    assert symbols_of(tex) == {r"\hat x", "x", r"\mu", r"\sigma", r"\varepsilon", "W", "h", "X"}


def test_the_report_is_one_page_that_names_families_levels_and_findings(tmp_path: Path) -> None:
    bank = write_bank(tmp_path, wording=("and $b = {{ b }}$", "and $b <script> + {{ b }}$"))
    report = audit_bank(bank, ["demo/unit"], seeds=5, pages=0)
    page = as_html(report)
    assert "<!DOCTYPE html>" in page and "demo/unit" in page and "two signs in a row" in page
    assert "<script>" not in page  # texts of a family are no markup
    assert [level["certified"] for level in as_data(report)["families"][0]["levels"]] == [5, 5, 5]


ENDLESS = """
from examgen.authoring import procedure


@procedure("s")
def small(a):
    found = 1
    while found < a:
        found = found * 2
    return found
"""


def test_a_broken_solution_that_never_ends_is_stopped() -> None:
    (endless,) = (mutant for mutant in mutants(ENDLESS, "rules.py") if mutant.change.endswith("'*' and 2 dropped"))
    with pytest.raises(ArithmeticError, match="does not end"):
        endless.steps["small"].function(a=5)


def test_a_family_whose_code_fails_in_an_unforeseen_way_does_not_stop_the_audit_of_the_others(tmp_path: Path) -> None:
    drawing = "\n\n@figure\ndef picture(w):\n    raise RuntimeError('no ink')\n"
    template = ("from examgen.authoring import answer, ", "from examgen.authoring import answer, figure, ")
    bank = write_bank(tmp_path, template=template)
    path = tmp_path / "problem_templates" / "demo" / "unit.py"
    path.write_text(path.read_text(encoding="utf-8") + drawing, encoding="utf-8")
    bank = open_bank(tmp_path)
    found = audit_bank(bank, ["demo/unit"], seeds=5, pages=0).families[0]
    assert {finding.level for finding in found.findings if "no ink" in finding.text} == {"easy", "medium", "hard"}
    assert found.findings[0].text.startswith("the audit stops here: RuntimeError: no ink (unit.py, line ")


def test_a_figure_and_a_formula_are_there_at_the_levels_that_have_their_parameters(tmp_path: Path) -> None:
    more = """

extra = by_level(hard=integer(2, 5, tex="k"))


@shown
def formula(extra, w):
    return extra * w


@figure
def picture(extra):
    return NumberLine((float(extra),))
"""
    template = ("from examgen.authoring import answer, ", "from examgen.authoring import NumberLine, by_level, figure, shown, answer, ")
    shown = "{% if level == 'hard' %}$k = {{ extra }}$, $kw = {{ formula }}$ {{ figure.picture }}{% endif %} with $w = {{ w }}$"
    wording = ("with $w = {{ w }}$", shown)
    write_bank(tmp_path, template=template, wording=wording)
    path = tmp_path / "problem_templates" / "demo" / "unit.py"
    path.write_text(path.read_text(encoding="utf-8").replace("by_level, integer", "integer") + more, encoding="utf-8")
    family = open_bank(tmp_path).family("demo/unit")
    easy, hard = (make_instance(family, level, 1) for level in ("easy", "hard"))
    assert (easy.figures, set(hard.figures)) == ({}, {"picture"})
    assert "kw" not in easy.question and r"\cdot" in hard.question
