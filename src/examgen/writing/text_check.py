"""Texts that cannot be set are refused before anything is printed: formulas would come out as text, dollars and all, letters as numbers."""

from __future__ import annotations

import re
from dataclasses import is_dataclass
from typing import TYPE_CHECKING, Any

from examgen.errors import ContractError, FamilyError
from examgen.writing.escaping import named, unprintable
from examgen.writing.formulas import unreadable
from examgen.writing.letters import T1
from examgen.writing.places import lines_of
from examgen.writing.safe_formulas import formula, reaching
from examgen.writing.words import parse

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from examgen.exam import Exam, Form
    from examgen.family import Files
    from examgen.instance import Instance

#: Dollar signs that are printed: escaped ones, and those in code.
_SHOWN = re.compile(r"\\[\\$]|`[^`]*`")
#: Words within a formula, in which TeX prints the letters of T1 as they are.
_WORDS = re.compile(r"\\(?:text(?:rm|bf|it|sf|tt|normal)?|mbox|intertext)\s*\{[^{}]*\}")


def check_texts(instance: Instance, files: Files | None = None, *, tex: bool = True, mathml: bool = False) -> None:
    """Refuse an instance with a formula that something is not closed in or that reaches outside of itself, or that a writer cannot set.

    Args:
        files: of its family, if they are known: the message names the one that holds the text, and the line.
        tex: whether TeX sets it, whose fonts do not hold all letters.
        mathml: whether its formulas are read, for HTML and plain text.

    Raises:
        FamilyError: there is such a text.
    """
    for place, near, said in _faults(instance, tex=tex, mathml=mathml):
        raise _refused(instance, files, place, near, said)


def text_faults(instance: Instance) -> Iterator[str]:
    """All that some writer cannot set."""
    yield from (said for _, _, said in _faults(instance, tex=True, mathml=True))


def check_forms(exam: Exam, forms: Iterable[Form], *, tex: bool = True, mathml: bool = False) -> None:
    """The same for all that these forms of an exam say.

    Raises:
        FamilyError: there is such a text in a problem.
        ContractError: there is such a formula in what the exam says around its problems.
    """
    forms = tuple(forms)
    check_head(exam, [section.title for form in forms[:1] for section in form.sections], tex=tex, mathml=mathml)
    for form in forms:
        for problem in form.problems:
            check_texts(problem.instance, tex=tex, mathml=mathml)


def check_head(exam: Exam, sections: Sequence[str], *, tex: bool = True, mathml: bool = False) -> None:
    """Refuse what an exam says around its problems, if a formula of it cannot be set; letters that fonts lack are printed as numbers.

    Args:
        sections: their titles.

    Raises:
        ContractError: there is such a formula; names the field of the blueprint.
    """
    texts = [(f"sections[{place}].title", text) for place, text in enumerate(sections)]
    texts += [(f"instructions[{place}]", text) for place, text in enumerate(exam.instructions)]
    texts += [(f"conventions[{place}]", text) for place, pair in enumerate(exam.conventions) for text in pair]
    for field, text in texts:
        if "$" in text and (fault := _fault(text, tex=tex, mathml=mathml, letters=False)):
            raise ContractError(exam.id, fault[1], field=field)


def _faults(instance: Instance, *, tex: bool, mathml: bool) -> Iterator[tuple[str, str, str]]:
    """The file of the family that holds a text, the text or what of it tells where it stands, and what is wrong."""
    for place, text in _texts(instance):
        if fault := _fault(text, tex=tex, mathml=mathml):
            yield place, *fault
    for place, one in _symbols(instance):
        if said := reaching(one):
            yield place, one, f"the formula ${one}$ cannot be set: {said}"
    for place, one in _formulas(instance) if mathml else ():
        if said := unreadable(formula(one)):
            yield place, one, f"the formula ${one}$ cannot be read: {said}"


def _texts(instance: Instance) -> Iterator[tuple[str, str]]:
    """The file of the family that holds a text, and the text in Markdown."""
    yield from (("wording", text) for text in (instance.title, instance.question))
    for part in instance.parts:
        yield "wording", part.text
        yield from (("template", option.text) for option in part.kind.options)
        for step in part.steps:
            yield "solution", step.reason
            yield from (("solution", text) for text in _labels(step.table))
        for slip in part.misconceptions:
            yield from (("solution", text) for text in (slip.name, slip.feedback))
    for figure in (*instance.figures.values(), *instance.solution_figures.values()):
        yield from (("template", text) for text in _labels(figure))


def _labels(figure: Any) -> Iterator[str]:
    """All texts of a figure, or of a table."""
    left = [figure]
    while left:
        one = left.pop()
        if isinstance(one, str):
            yield one
        elif isinstance(one, tuple):
            left.extend(one)
        elif is_dataclass(one):
            left.extend(vars(one).values())


def _symbols(instance: Instance) -> Iterator[tuple[str, str]]:
    """Formulas that somebody wrote beside the texts: symbols of answers and steps, and what a procedure does in general."""
    for part in instance.parts:
        yield from [("template", part.symbol)] if part.symbol else []
        for step in part.steps:
            yield from (("solution", one) for one in (step.symbol, step.general) if one)


def _formulas(instance: Instance) -> Iterator[tuple[str, str]]:
    """Formulas that do not stand in a text: symbols, steps and answers."""
    for part in instance.parts:
        yield from (("template", one) for one in (part.symbol, part.answer_tex) if one)
        for step in part.steps:
            yield from (("solution", one) for one in (step.symbol, step.general, step.numbers, step.value) if one)
        yield from (("solution", slip.tex) for slip in part.misconceptions if slip.tex)


def _fault(text: str, *, tex: bool, mathml: bool, letters: bool = True) -> tuple[str, str] | None:
    """What is wrong in a text, and how that is told; None where nothing is."""
    plain = text.isascii()
    if "$" not in text:
        return _lacking(text, text) if tex and not plain else None
    words = parse(text)
    if words.refused:
        one = words.refused[0]
        return f"{one}$", f"the formula ${one}$ cannot be set: {reaching(one)}"
    if _odd(text):
        line = next((line.strip() for line in text.splitlines() if _odd(line)), text.strip())
        return line, rf"a dollar sign has no partner in '{line[:60]}'; one that is to be printed is written \$"
    for inner in words.formulas:
        if mathml and (said := unreadable(formula(inner.tex), display=inner.display)):
            return f"{inner.tex}$", f"the formula ${inner.tex}$ cannot be read: {said}"
        if tex and not inner.tex.isascii() and (odd := _no_mathematics(inner.tex)):
            remedy = r"write the command, such as \alpha for α, or words in \text{...}"
            return f"{inner.tex}$", f"the formula ${inner.tex}$ cannot be set: TeX has no {named(odd)} there; {remedy}"
    return _lacking(words.plain, text) if tex and letters and not plain else None


def _lacking(text: str, whole: str) -> tuple[str, str] | None:
    if odd := unprintable(text):
        said = f"the fonts of TeX lack {named(odd)}, in '{whole.strip()[:60]}'; write it in another way, or use --format html"
        return odd[0], said
    return None


def _odd(text: str) -> bool:
    """Whether a dollar sign in it has no partner."""
    return _SHOWN.sub("", text).count("$") % 2 == 1


def _no_mathematics(tex: str) -> str:
    """Characters that TeX does not set where they stand in a formula."""
    inside = "".join(_WORDS.findall(tex))
    odd = {char for char in inside if not char.isascii() and char not in T1}
    odd |= {char for char in _WORDS.sub("", tex) if not char.isascii()}
    return "".join(sorted(odd, key=tex.index))


def _refused(instance: Instance, files: Files | None, place: str, near: str, said: str) -> FamilyError:
    if files is None:
        return FamilyError(instance.family, said)
    file: str = getattr(files, place)
    # reasons and names may stand in either file of Python
    others = [one for one in (files.solution, files.template, files.wording) if one != file]
    for some in ([file], others):
        places = lines_of(near, some)
        if len(places) == 1:
            return FamilyError(places[0][0], f"line {places[0][1]}: {said}")
    return FamilyError(file, said)
