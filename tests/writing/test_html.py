"""Forms as HTML: well formed, complete, usable without eyes, and unable to load or run anything."""

from __future__ import annotations

import re
from dataclasses import replace
from itertools import pairwise
from xml.etree.ElementTree import Element

import html5lib
import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from sympy import Integer, Rational

from examgen.errors import ContractError
from examgen.exam import Exam, Form, Problem, Section, Student
from examgen.figures import Bar, Bars, Block, Blocks, Table
from examgen.grading.key import build_key
from examgen.instance import WorkedStep
from examgen.symbolic.kinds import Kind, Option
from examgen.writing import formulas_html
from examgen.writing.formulas_html import mathml
from examgen.writing.html import form_html, joined_html, problem_html
from examgen.writing.words_html import page_html, page_line
from writing.bank_sample import practice_exam, whole_bank
from writing.sample_exam import EXAM, FIGURES, instance, part, problem, slip

KINDS = ("exam", "solutions")
HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")
#: Where a browser would fetch or run something.
LOADING = {"src", "href", "srcset", "action", "formaction", "data", "poster", "background", "xlink:href", "ping", "style"}


def parsed(page: str) -> Element:
    """The document; any error of its HTML is one of the test."""
    root = html5lib.HTMLParser(strict=True, namespaceHTMLElements=False).parse(page)
    for element in root.iter():
        if isinstance(element.tag, str):
            element.tag = element.tag.rpartition("}")[2]
    return root


def text_of(element: Element) -> str:
    return " ".join("".join(element.itertext()).split())


def form(*problems: Problem) -> Form:
    return Form("A", (Section("", problems),))


def small(*parts: object, title: str = "T", question: str = "Q", figures: dict[str, object] | None = None) -> Exam:
    made = instance(title, question, parts or (part("a", "How many?"),), figures or {}, {})  # type: ignore[arg-type]
    return Exam(id="x", title="X", course="C", seed="", forms=(form(problem(1, made, *[1] * len(made.parts))),))


def pages() -> list[tuple[str, str, Exam]]:
    return [(f"{name}-{kind}", kind, exam) for name, exam in (("sample", EXAM), ("practice", practice_exam())) for kind in KINDS]


@pytest.fixture(
    scope="module", params=range(4), ids=lambda place: ("sample-exam", "sample-solutions", "practice-exam", "practice-solutions")[place]
)
def page(request: pytest.FixtureRequest) -> tuple[str, Exam, Element]:
    _, kind, exam = pages()[request.param]
    return kind, exam, parsed(form_html(exam, exam.forms[0], kind))  # type: ignore[arg-type]


def test_a_page_is_well_formed_and_its_ids_are_unique(page: tuple[str, Exam, Element]) -> None:
    ids = [element.get("id") for element in page[2].iter() if element.get("id") is not None]
    assert len(ids) == len(set(ids)) > 20
    for element in page[2].iter():
        for name in ("for", "aria-labelledby", "aria-describedby"):
            assert element.get(name) is None or element.get(name) in ids
        if element.tag == "a":
            assert (element.get("href") or "").removeprefix("#") in ids


def test_headings_descend_one_level_at_a_time_below_a_single_h1(page: tuple[str, Exam, Element]) -> None:
    levels = [HEADINGS.index(element.tag) + 1 for element in page[2].iter() if element.tag in HEADINGS]
    assert levels.count(1) == 1 and levels[0] == 1
    assert all(after <= before + 1 for before, after in pairwise(levels))


def test_a_page_has_a_language_a_title_and_landmarks(page: tuple[str, Exam, Element]) -> None:
    root = page[2]
    assert root.get("lang") == "en"
    assert page[1].title in text_of(root.find("head/title"))  # type: ignore[arg-type]
    for landmark in ("header", "nav", "main", "footer"):
        assert len(list(root.iter(landmark))) == 1, landmark
    first = next(root.iter("a"))
    assert first.get("href") == "#main" and root.find(".//main").get("id") == "main"  # type: ignore[union-attr]


def test_every_field_has_a_label(page: tuple[str, Exam, Element]) -> None:
    root = page[2]
    labelled = {label.get("for") for label in root.iter("label") if text_of(label)}
    fields = [element for element in root.iter() if element.tag in {"input", "select", "textarea"}]
    assert bool(fields) == (page[0] == "exam")
    assert all(field.get("id") in labelled for field in fields)
    for group in root.iter("fieldset"):
        assert text_of(group.find("legend"))  # type: ignore[arg-type]


def test_every_drawing_has_a_name_and_its_words(page: tuple[str, Exam, Element]) -> None:
    drawings = list(page[2].iter("svg"))
    assert drawings
    for drawing in drawings:
        assert drawing.get("role") == "img"
        assert text_of(drawing.find("title")) and len(text_of(drawing.find("desc"))) > 30  # type: ignore[arg-type]
    for figure in page[2].iter("figure"):
        assert text_of(figure.find("details/p")) == text_of(figure.find("svg/desc"))  # type: ignore[arg-type]


def test_tables_have_header_cells_that_say_what_they_head(page: tuple[str, Exam, Element]) -> None:
    for table in page[2].iter("table"):
        heads = list(table.iter("th"))
        assert {head.get("scope") for head in heads} <= {"col", "row"}
        assert any(head.get("scope") == "col" for head in heads)


def test_a_page_names_no_other_place_and_runs_nothing(page: tuple[str, Exam, Element]) -> None:
    for element in page[2].iter():
        assert element.tag not in {"script", "link", "img", "iframe", "object", "embed", "base", "form", "use", "image", "foreignObject"}
        for name, value in element.attrib.items():
            assert not str(name).startswith("on")
            assert "://" not in value and "url(" not in value
            assert str(name) not in LOADING - {"style"} or value.startswith("#")
    policy = next(meta.get("content") or "" for meta in page[2].iter("meta") if meta.get("http-equiv") == "Content-Security-Policy")
    assert policy.startswith("default-src 'none';") and "script" not in policy
    style = text_of(page[2].find("head/style"))  # type: ignore[arg-type]
    assert "url(" not in style and "@import" not in style


def test_keys_and_points_are_those_of_the_answer_key() -> None:
    exam = practice_exam()
    key = build_key(exam)
    root = parsed(form_html(exam, exam.forms[0], "exam"))
    wanted = {one.key: one for group in key.forms["A"].problems for one in group.parts}
    names = [element.get("name") for element in root.iter("input") if element.get("name") not in {"last-name", "first-name", "student"}]
    assert list(dict.fromkeys(names)) == list(wanted)
    assert [text_of(element) for element in root.iter("span") if element.get("class") == "key"] == list(wanted)
    shown = [text_of(element) for element in root.iter("h4") if (element.get("id") or "").startswith("part-")]
    assert len(shown) == len(wanted)
    for text, one in zip(shown, wanted.values(), strict=True):
        worth = Rational(str(one.points))
        assert text.startswith(f"({one.key.partition('.')[2]}) ")
        assert f"{worth.p} point" in text or worth.q != 1


def test_a_choice_is_made_with_radio_buttons_whose_values_are_the_keys_of_its_options() -> None:
    options = (Option("yes", "It is $x^2$."), Option("no", 'It is "not".'))
    exam = small(part("a", "Which?", kind=Kind("choice", options=options), answer="no", answer_tex="no", steps=()))
    root = parsed(form_html(exam, exam.forms[0], "exam"))
    buttons = [element for element in root.iter("input") if element.get("type") == "radio"]
    assert [(one.get("name"), one.get("value"), one.get("checked")) for one in buttons] == [("1.a", "yes", None), ("1.a", "no", None)]
    assert [text_of(label) for label in root.iter("label")][-2:] == ["A: It is x2.", 'B: It is "not".']
    solved = parsed(form_html(exam, exam.forms[0], "solutions"))
    assert [text_of(item) for item in solved.find(".//ol[@class='options']")][1].endswith("(right answer)")  # type: ignore[union-attr]


def test_the_exam_tells_no_answer_and_no_seed() -> None:
    secret = part(
        "a",
        "How many?",
        answer=Integer(987654),
        answer_tex="987654",
        answer_text="987654",
        misconceptions=(slip("forgot", "876543", Rational(1, 2)),),
        steps=(WorkedStep("s", "Because.", "n", "N", "765432", "987654", part="a"),),
    )
    exam = replace(small(secret), seed="secret-seed")
    told = form_html(exam, exam.forms[0], "exam")
    assert not any(text in told for text in ("987654", "876543", "765432", "Because", "forgot", "secret-seed"))
    solved = form_html(exam, exam.forms[0], "solutions")
    assert all(text in solved for text in ("987654", "876543", "765432", "Because.", "forgot", "costs 0.5 points"))
    assert "secret-seed" not in solved


def test_a_worked_row_is_reason_symbol_general_numbers_and_framed_value() -> None:
    root = parsed(form_html(EXAM, EXAM.forms[0], "solutions"))
    row = next(item for item in root.iter("li") if text_of(item).startswith("Count them."))
    chain = row.find("p[@class='chain']")
    assert text_of(chain) == "n =N⋅H⋅W =2⋅2⋅2 =answer: 8"  # type: ignore[arg-type]
    assert text_of(row.find(".//span[@class='ans']/math")) == "8"  # type: ignore[arg-type]


def test_equal_exams_give_equal_bytes() -> None:
    formulas_html.mathml.cache_clear()
    first = form_html(EXAM, EXAM.forms[0], "solutions")
    formulas_html.mathml.cache_clear()
    assert form_html(EXAM, EXAM.forms[0], "solutions") == first


HOSTILE = "\"><script>alert(1)</script><img src=x onerror=alert(2)>'&lt;\x00\x1b\u202e]]>--><!--"


def hostile_exam() -> Exam:
    option = Option(f"k{HOSTILE}", HOSTILE)
    figure = Bars(((Bar(0.5, HOSTILE, HOSTILE),),), titles=(HOSTILE,), caption=HOSTILE)
    chain = Blocks((Block(HOSTILE, HOSTILE, HOSTILE),), start=HOSTILE, caption=f"${HOSTILE}$")
    tex = rf"\text{{{HOSTILE}}} \href{{javascript:alert(1)}}{{x}} \class{{a}}{{b}} \style{{color:red}}{{c}}"
    asked = part(
        "a",
        f"{HOSTILE} ![{HOSTILE}](figure:f) [x](javascript:alert(1)) <http://example.org> ![y](http://example.org/y.png)",
        symbol=tex,
        answer_tex=tex,
        steps=(WorkedStep("s", HOSTILE, tex, tex, tex, tex, part="a", table=Table((HOSTILE, "b"), ((HOSTILE, None),), caption=HOSTILE)),),
        misconceptions=(slip(HOSTILE, tex, Rational(0)),),
    )
    choice = part("b", HOSTILE, kind=Kind("choice", options=(option,)), answer=option.key, answer_tex="x", steps=())
    made = instance(
        HOSTILE,
        f"{HOSTILE}\n\n![{HOSTILE}](figure:f)\n\n![g](figure:g)\n\n# {HOSTILE}\n\n`{HOSTILE}` $a<b$",
        (asked, choice),
        {"f": figure, "g": chain},
        {},
    )
    student = Student(HOSTILE, HOSTILE, HOSTILE)
    return Exam(
        id=HOSTILE, title=HOSTILE, course=HOSTILE, seed="", institution=HOSTILE, term=HOSTILE, date=HOSTILE, aids=HOSTILE, duration=1,
        instructions=(HOSTILE, "<script>alert(1)</script>", f"${HOSTILE}$"), conventions=((HOSTILE, HOSTILE),),
        forms=(Form(HOSTILE, (Section(HOSTILE, (problem(1, made, 1, 1),)),), student),),
    )  # fmt: skip


@pytest.mark.parametrize("kind", KINDS)
def test_words_of_a_stranger_stay_words(kind: str) -> None:
    exam = hostile_exam()
    with pytest.raises(ContractError, match=r"cannot be (read|set)"):
        form_html(exam, exam.forms[0], kind)  # type: ignore[arg-type]
    # a formula that the check did not see would do no harm either
    page = joined_html(exam, exam.forms[0].each(lambda one: problem_html(one, kind)), kind)  # type: ignore[arg-type]
    assert not re.search("[\x00-\x08\x0b-\x1f]", page)
    root = parsed(page)
    for element in root.iter():
        assert element.tag not in {"script", "img", "iframe"}
        assert not any(str(name).startswith("on") or str(name) in LOADING - {"href", "style"} for name in element.attrib)
        assert (element.get("href") or "#").startswith("#")
        assert set(re.findall(r"[a-z-]+(?=:)", element.get("style") or "")) <= {"text-align", "width", "--least"}
    assert "<script>alert(1)</script>" in text_of(root.find("body"))  # type: ignore[arg-type]


@example("$\ud800$ \ud800")
@given(st.text(alphabet=st.sampled_from("\\${}^_&%#<>\"'`[]()|! *-\nab1.,=+/~@\x00\ud800é∑"), max_size=60))
def test_no_text_breaks_a_page(text: str) -> None:
    parsed(f"<!DOCTYPE html><html><head><title>t</title></head><body>{page_html(text)}<p>{page_line(text)}</p></body></html>")


COMMANDS = r"\frac \sqrt \left( \right) \begin{pmatrix} \end{pmatrix} \\ \text{ \hat \sum \ln \| \, \quad \phantom{a} \color{red} \unknown"
PIECES = [*COMMANDS.split(" "), *"{}^_&x2-+|'<=,"]


@given(st.lists(st.sampled_from(PIECES), max_size=14).map("".join))
def test_no_formula_breaks_a_page(tex: str) -> None:
    parsed(
        f"<!DOCTYPE html><html><head><title>t</title></head><body><p>{mathml(tex)}{mathml(tex, display=True, before='=')}</p></body></html>"
    )


@pytest.mark.parametrize(
    "nested", ["{" * 90_000 + "x" + "}" * 90_000, r"\sqrt" * 90_000 + "x", r"\frac{1}" * 5000 + "x", r"\left(" * 400 + r"\right)" * 400]
)
def test_a_formula_nested_too_deeply_is_shown_as_tex(nested: str) -> None:
    assert mathml(nested).startswith("<code>")


@pytest.mark.parametrize(
    ("tex", "wanted"),
    [
        (r"\overline{x}", "<mover"),
        (r"\bigl\lfloor x\bigr\rfloor", "⌊"),
        (r"\begin{cases}x&y\\0&z\end{cases}", "<mtable"),
        (r"\begin{pmatrix}1\\[2pt]2\end{pmatrix}", "<mtr><mtd><mn>1</mn></mtd></mtr><mtr><mtd><mn>2</mn></mtd></mtr>"),
        (r"\begin{smallmatrix}1\end{smallmatrix}", "<mtable"),
        (r"\begin{split}a&=b\end{split}", "<mtable"),
        (r"\operatorname{softmax}(x)", "<mi>softmax</mi>"),
        (r"\mathrm{E}[X]", '<mi mathvariant="normal">E</mi>'),
        (r"\mathcal{N}", "<mi>𝒩</mi>"),
        (r"12\,345\,678", "<mn>12\u202f345\u202f678</mn>"),
        (r"1 + \dots + n", "<mo>⋯</mo>"),
        (r"(1, \dots, n)", "<mo>…</mo>"),
        (r"\left(-3\right)", '<mo stretchy="false">(</mo>'),
        (r"\left(\frac12\right)", "<mo>(</mo>"),
        (r"50\%", "<mi>%</mi>"),
        (r"50%", "<mi>%</mi>"),
        (r"\text{a < b}", "<mtext>a\u00a0&lt;\u00a0b</mtext>"),
    ],
)  # fmt: skip
def test_formulas_that_converters_get_wrong(tex: str, wanted: str) -> None:
    assert wanted in mathml(tex)


def test_neither_colour_nor_style_of_a_formula_reaches_the_page() -> None:
    assert "color" not in re.sub("<mtext>.*</mtext>", "", mathml(r"\color{red}{x}"))
    assert "style" not in mathml(r"\hspace{9em}x\kern1pt y")


def test_a_long_formula_is_cut_at_its_wide_spaces_and_signs_and_a_short_one_is_not() -> None:
    assert mathml(r"a = b, \quad c = d").count("<math") == 1
    matrices = r", \quad ".join(rf"{name} = \begin{{pmatrix}}1&2&3\\4&5&6\end{{pmatrix}}" for name in "UVW")
    assert mathml(matrices).count("<math") == 3
    added = "+".join(f"x_{{{k}}}" for k in range(10, 60))
    assert mathml(added).count("<math") == 50 and mathml(f"f({added})").count("<math") == 1
    assert '<mo form="infix"' in mathml(added)


def test_every_formula_of_the_bank_is_mathml(monkeypatch: pytest.MonkeyPatch) -> None:
    lost: list[str] = []
    read: set[str] = set()

    def recording(tex: str, *, display: bool = False) -> object:
        made = tree(tex, display=display)
        read.add(tex)
        if made is None:
            lost.append(tex)
        return made

    tree = formulas_html.tree
    monkeypatch.setattr(formulas_html, "tree", recording)
    for cached in (formulas_html.mathml, page_line):
        cached.cache_clear()
    exam = whole_bank()
    made = [form_html(exam, exam.forms[0], kind) for kind in KINDS]  # type: ignore[arg-type]
    for cached in (formulas_html.mathml, page_line):
        cached.cache_clear()
    assert len(read) > 3000 and lost == []
    assert "\\" not in "".join(made)
    parsed(made[1])


def test_figures_of_every_kind_stand_in_the_page_with_their_words() -> None:
    question = "\n\n".join(f"![x](figure:{name})" for name in FIGURES)
    exam = small(question=question, figures=dict(FIGURES))
    root = parsed(form_html(exam, exam.forms[0], "exam"))
    assert len(list(root.iter("svg"))) == len(FIGURES)


def luminance(colour: str) -> float:
    digits = colour.removeprefix("#")
    digits = "".join(2 * one for one in digits) if len(digits) == 3 else digits
    shares = [int(digits[place : place + 2], 16) / 255 for place in (0, 2, 4)]
    linear = [share / 12.92 if share <= 0.04045 else ((share + 0.055) / 1.055) ** 2.4 for share in shares]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def test_every_colour_has_a_contrast_of_seven_to_one_in_both_schemes_and_in_print() -> None:
    style = text_of(parsed(form_html(EXAM, EXAM.forms[0], "exam")).find("head/style"))  # type: ignore[arg-type]
    schemes = re.findall(r":root \{([^}]*)\}", style)
    assert len(schemes) == 3
    for scheme in schemes:
        colours = dict(re.findall(r"--(\w+): (#[0-9a-f]+)", scheme))
        paper = luminance(colours.pop("paper"))
        assert set(colours) == {"ink", "quiet", "line", "link"}
        for name, colour in colours.items():
            light, dark = sorted((luminance(colour), paper), reverse=True)
            assert (light + 0.05) / (dark + 0.05) >= 7, name
    assert not re.search(r"#[0-9a-f]{3}", re.sub(r":root \{[^}]*\}", "", style)), "a colour that no scheme changes"
