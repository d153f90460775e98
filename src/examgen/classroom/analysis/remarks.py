"""What an instructor should look at, in words, and from which figures on."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from examgen.classroom.analysis.effects import FEWEST_FOR_A_PARAMETER
from examgen.classroom.analysis.figures import FormFigures, FormTest, Item, ParameterEffect, Reliability, Remark, Totals
from examgen.classroom.analysis.formulas import FEWEST_OF_A_FORM

#: Fewest students before a figure of an item is worth a remark: with fewer, chance makes any pattern.
FEWEST_TO_REMARK = 5
#: Above and below: a part that nearly everybody, or nearly nobody, solves.
EASY, HARD = 0.95, 0.2
#: By how much alpha must rise without an item to be worth a remark; less is noise.
RISE = 0.01
#: Share of answers that could not be read or decided that is worth a remark.
UNREADABLE = 0.1
#: The smallest rank correlation that is worth a remark: in a large class, chance is excluded for effects that do not matter, too.
SMALL = 0.1
#: The level at which a test is called out in words.
LEVEL = 0.05
#: A discrimination below this is called negative; nearer to 0 it reads as 0.
NEGATIVE = -0.005


class ItemFigures(NamedTuple):
    """What remarks on an item are made of; ``pairs`` counts the students behind the discrimination."""

    n: int
    pairs: int
    difficulty: float | None
    discrimination: float | None
    alphas: tuple[float | None, float | None]
    unread: int
    asked: int
    worth: tuple[float, ...]


def remarks_on(figures: ItemFigures) -> Iterable[str]:
    """What is odd about an item."""
    if figures.difficulty is not None and figures.n >= FEWEST_TO_REMARK:
        yield from _on_difficulty(figures.difficulty)
    if figures.pairs >= FEWEST_TO_REMARK:
        yield from _on_discrimination(figures.discrimination, figures.alphas, figures.pairs)
    if figures.unread >= 2 and figures.unread > UNREADABLE * figures.asked:
        yield (
            f"{figures.unread} of {figures.asked} answers could not be read or decided: say more clearly how to write the answer, "
            "or ask for another kind of answer."
        )
    if len(figures.worth) > 1:
        yield "It is not worth the same points in all forms; shares are compared, not points."


def _on_difficulty(difficulty: float) -> Iterable[str]:
    if difficulty > EASY:
        yield f"Nearly everybody solves it (mean {difficulty:.0%} of the points): it hardly tells students apart."
    elif difficulty < HARD:
        yield f"Hardly anybody solves it (mean {difficulty:.0%} of the points): check the question and the key, and what was taught."


def _on_discrimination(discrimination: float | None, alphas: tuple[float | None, float | None], pairs: int) -> Iterable[str]:
    kept, left_out = alphas
    rises = kept is not None and left_out is not None and left_out - kept > RISE
    rise = f"alpha would rise from {kept:.2f} to {left_out:.2f}" if rises else ""
    if discrimination is not None and discrimination < NEGATIVE:
        text = f"Students who do better in the rest of the exam do worse here (discrimination {discrimination:.2f}): "
        text += "check the key and the wording."
        if rises:
            text += f" Without it {rise}."
        # Under no correlation r is normal with variance 1 / (n - 1), nearly: below this it is chance more often than one time in twenty.
        if abs(discrimination) * math.sqrt(pairs - 1) < 1.645:
            text += f" With {pairs} students this may well be chance."
        yield text
    elif rises:
        yield f"Without it {rise}: it asks for something else than the rest does, or it is graded less evenly."


def remarks_of_exam(totals: Totals, reliability: Reliability, forms: Sequence[FormFigures], test: FormTest) -> Iterable[Remark]:
    """What is odd about the exam as a whole."""
    if totals.pending:
        left = f"{totals.pending} of {totals.n} students have"
        left = left if totals.pending != 1 else f"1 of {totals.n} students has"
        text = f"{left} points pending, for a person still looks at an answer. Pending answers are left out of the figures of their part; "
        text += f"alpha, discrimination and the test of the forms are over the {reliability.n} others. Finish grading, then look again."
        yield Remark("Exam", text)
    if reliability.alpha is not None and reliability.n >= FEWEST_FOR_A_PARAMETER and reliability.alpha < 0.6:
        text = f"Alpha is {reliability.alpha:.2f}: the parts agree little about the students, so small differences in totals mean little."
        yield Remark("Exam", text)
    if test.p is not None and test.p < LEVEL and test.epsilon_squared is not None:
        means = [(form.mean, form.form) for form in forms if form.mean is not None and form.n >= FEWEST_OF_A_FORM]
        text = f"Forms differ in difficulty by more than chance (p {spoken_p(test.p)}; "
        text += f"about {test.epsilon_squared:.0%} of the variance of the ranks goes with the form)."
        if means:
            (low, hard), (high, easy) = min(means), max(means)
            text += f" The hardest is {hard} (mean {low:.1f}), the easiest {easy} (mean {high:.1f})."
        yield Remark("Forms", text)


def spoken_p(p: float) -> str:
    """A p-value with its sign, as people write it: ``< 0.001``, ``= 0.018``, ``= 0.63``."""
    return "< 0.001" if p < 0.001 else f"= {p:.3f}" if p < 0.1 else f"= {p:.2f}"


def remarks_of_effects(effects: Iterable[ParameterEffect]) -> Iterable[Remark]:
    """Parameters that make instances easier or harder."""
    for effect in effects:
        if effect.adjusted < LEVEL and abs(effect.rho) >= SMALL:
            less = "fewer" if effect.rho < 0 else "more"
            yield Remark(
                f"{effect.key} ({effect.family}: {effect.name})",
                f"A larger {effect.parameter} goes with {less} points (rho = {effect.rho:.2f}, adjusted p {spoken_p(effect.adjusted)}): "
                "instances differ in difficulty; narrow the range from which it is drawn.",
            )


def remarks_of_items(items: Iterable[Item]) -> Iterable[Remark]:
    """The remarks on all items."""
    for item in items:
        yield from (Remark(item.title, text) for text in item.remarks)
