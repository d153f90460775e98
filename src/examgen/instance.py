"""One certified instance of a problem family: exact values, the question, the worked solution."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import jinja2
from sympy import MatrixBase

from examgen.alt_text import describe
from examgen.certifying import certify
from examgen.derivation import Evaluation, StepError
from examgen.drawing import draw
from examgen.errors import FamilyError, UnknownFamilyError
from examgen.printing import answer_tex, print_step
from examgen.symbolic.exact import shape
from examgen.symbolic.formula import Letter
from examgen.symbolic.plain import write
from examgen.symbolic.typesetting import indexed, tidy_with_numbers
from examgen.wording import fill_text

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from sympy import Rational

    from examgen.authoring.declarations import FigureRule
    from examgen.drawing import Candidate
    from examgen.family import Family
    from examgen.figures import Figure, Table
    from examgen.symbolic.kinds import Kind, Value


@dataclass(frozen=True)
class Misconception:
    """A known slip and the wrong answer that it leads to in this instance.

    Attributes:
        name: the words of the family file ("forgot to square the slope"), unique within a part.
        step: the step at which the slip happens.
        value: the wrong answer of this part, computed by the derivation with that step swapped.
        credit: share of the part's points that this slip still earns, 0 to 1.
        feedback: a sentence for the student, Markdown; "" when the name says it all.
        tex: ``value`` as TeX.
    """

    name: str
    step: str
    value: Value
    credit: Rational
    tex: str
    feedback: str = ""


@dataclass(frozen=True)
class WorkedStep:
    """One row of a worked solution: reason, symbol = general = numbers = value.

    Attributes:
        name: name of the step function.
        reason: why, Markdown with TeX mathematics; may be "".
        symbol: TeX of the quantity, such as ``\\mu``; "" for a row that is a sentence alone.
        general: TeX of the formula in letters, "" where there is none (a procedure without a formula).
        numbers: TeX of the same formula with this instance's numbers; "" where it would only repeat its neighbours.
        value: TeX of the exact value.
        part: the part whose answer this value is, or None: answers are framed.
        table: the working of a procedure, or None.
    """

    name: str
    reason: str
    symbol: str
    general: str
    numbers: str
    value: str
    part: str | None = None
    table: Table | None = None


@dataclass(frozen=True)
class Part:
    """One thing that is asked, with one answer.

    Attributes:
        name: the answer's name in the family files (``"variance"``).
        symbol: TeX of the quantity asked for, printed before the ``=`` of the answer box; "" for a bare box.
        text: the question of this part, Markdown with TeX mathematics.
        points: default points; an exam may override them.
        kind: how the answer is read and compared.
        answer: the exact right answer.
        answer_tex: ``answer`` as TeX.
        answer_text: ``answer`` in the notation that students type.
        steps: rows of the worked solution that are new in this part (steps of earlier parts are not repeated).
        misconceptions: known slips with their wrong answers in this instance.
        depends_on: names of earlier parts which this one builds on: the basis of follow-through.
        guess_ok: the answer may be a value that one guesses (0, 1, a given number): the family says so for small counts.
        work: lines of work the part takes, about one per step that is new in it: the room that an exam leaves.
    """

    name: str
    symbol: str
    text: str
    points: Rational
    kind: Kind
    answer: Value
    answer_tex: str
    answer_text: str
    steps: tuple[WorkedStep, ...]
    misconceptions: tuple[Misconception, ...]
    depends_on: tuple[str, ...]
    guess_ok: bool = False
    work: int = 1


@dataclass(frozen=True)
class Certificate:
    """How the answers were checked before anything was printed.

    Attributes:
        oracle: name of the oracle function.
        agreed: the parts on which oracle and derivation agree.
        omitted: part -> the family's stated reason for having no oracle there.
        printed: number of printed formulas whose numbers were put back in and gave the stored value.
    """

    oracle: str
    agreed: tuple[str, ...]
    omitted: Mapping[str, str]
    printed: int


@dataclass(frozen=True)
class Instance:
    """An instance of a family.

    Attributes:
        family: id, such as ``batchnorm/inference_moments``.
        level: ``easy``, ``medium`` or ``hard``.
        seed: the seed it was drawn from, as given.
        title: heading of the problem.
        topic: first part of the id.
        parameters: exact values of all parameters by name, internal ones included.
        question: the stem, Markdown with TeX mathematics. A figure stands in it as ``![alt](figure:NAME)``.
        parts: what is asked, in order.
        figures: figures of the question by name, unknown values left open.
        solution_figures: the same names with values filled in, where the family gives them; otherwise the plain ones.
        content_hash: SHA-256 of the family's files: a key can tell that a template has changed since.
        attempts: draws that were needed.
    """

    family: str
    level: str
    seed: str
    title: str
    topic: str
    parameters: Mapping[str, Value]
    question: str
    parts: tuple[Part, ...]
    figures: Mapping[str, Figure]
    solution_figures: Mapping[str, Figure]
    certificate: Certificate
    content_hash: str
    attempts: int

    def part(self, name: str) -> Part:
        """The part of that name.

        Raises:
            UnknownFamilyError: no part has this name.
        """
        for part in self.parts:
            if part.name == name:
                return part
        raise UnknownFamilyError(f"part of {self.family}", name, [part.name for part in self.parts])


def make_instance(family: Family, level: str, seed: str | int, *, parts: Collection[str] | None = None) -> Instance:
    """Draw, certify and write out the instance of a family that belongs to a level and a seed.

    Equal arguments give equal instances, on every machine.

    Args:
        parts: ask these alone; the numbers are the same, and working that a part needs from one left out stands with it.

    Raises:
        UnknownFamilyError: the family has no such level.
        PartsError: one of the ``parts`` cannot be read without another that is not among them.
        DrawError: no draw was fit to be asked; says why.
        CertificateError: derivation and oracle disagree.
        FamilyError: a file of the family is at fault.
    """
    candidate = draw(family, level, str(seed))
    certify(family, level, str(seed), candidate.values, candidate.answers)
    return write_out(family, level, str(seed), candidate, parts)


def write_out(family: Family, level: str, seed: str, candidate: Candidate, only: Collection[str] | None = None) -> Instance:
    """Write out a drawn and certified candidate: wording, worked steps, slips, figures; ``only`` these parts, if said.

    Raises:
        FamilyError: a text, a figure or a formula of the family is at fault.
        PartsError: one of the parts refers to one that is left out.
    """
    values = candidate.values
    asked = tuple(part for part in candidate.asked if only is None or part in only)
    family.check_parts(candidate.asked, asked)
    evaluation = Evaluation(family.steps, values)
    figures = _figures(family.files.template, family.figures, Evaluation({}, values))
    solved = _figures(family.files.solution, family.solution_figures, evaluation)
    title, stem, texts = _fill(family, values, asked, figures)
    for part in asked:
        if part not in texts:
            raise FamilyError(family.files.wording, f"does not print part '{part}' at level '{level}', which is asked there", name=part)
    printed = 0
    parts: list[Part] = []
    shown: set[str] = set()
    for part in asked:
        rows, checked = worked(family, part, evaluation, asked, shown)
        printed += checked
        parts.append(_part(family, part, texts[part], candidate, asked, tuple(rows)))
    omitted = {part: reason for part, reason in family.oracle.omits.items() if part in asked}
    certificate = Certificate(family.oracle.function.__name__, tuple(p for p in asked if p not in omitted), omitted, printed)
    parameters = {name: value for name, value in values.items() if name != "level"}
    return Instance(
        family=family.id,
        level=level,
        seed=seed,
        title=title,
        topic=family.topic,
        parameters=parameters,
        question=stem,
        parts=tuple(parts),
        figures=figures,
        solution_figures={**figures, **solved},
        certificate=certificate,
        content_hash=family.content_hash,
        attempts=candidate.attempts,
    )


@dataclass(frozen=True)
class _PlacedFigure:
    """What ``{{ figure.name }}`` prints: an image in Markdown, a paragraph of its own, whose text is the figure in words."""

    question_markdown: str


def _fill(
    family: Family, values: Mapping[str, Value], asked: tuple[str, ...], figures: Mapping[str, Figure]
) -> tuple[str, str, dict[str, str]]:
    names: dict[str, Any] = dict(values)
    for name in family.parameters:
        names.setdefault(name, None)  # a parameter that this level does not have is tested with {% if name is none %}
    letters = {name: _letter(family, name, value) for name, value in values.items()}
    for name, formula in family.shown.items():
        names[name] = None  # as a parameter that the level does not have
        written = Evaluation({}, letters)
        if written.can_call(formula.function):
            try:
                names[name] = tidy_with_numbers(written.call(formula.function), dict(values))
            except (TypeError, ValueError, LookupError, AttributeError, ArithmeticError) as error:
                raise FamilyError(family.files.template, f"formula '{name}' fails: {type(error).__name__}: {error}", name=name) from error
    names["figure"] = {name: _PlacedFigure(f"\n\n![{_plain(describe(figure))}](figure:{name})\n\n") for name, figure in figures.items()}
    try:
        return family.wording.fill(names, asked)
    except (jinja2.TemplateError, TypeError, ValueError, AttributeError) as error:
        raise FamilyError(family.files.wording, f"cannot be filled in: {error}") from error


def _plain(text: str) -> str:
    """Text that cannot end the brackets of an image in Markdown."""
    return text.replace("[", "(").replace("]", ")").replace("\n", " ")


def _letter(family: Family, name: str, value: Value) -> Any:
    symbol = family.symbol(name) if name in family.parameters else None
    return value if symbol is None or isinstance(value, (str, bool)) else Letter(name, symbol, shape(value))


def _figures(file: str, rules: Mapping[str, FigureRule], values: Evaluation) -> dict[str, Figure]:
    """The figures of this level: one that asks for a parameter which the level lacks is not there."""
    found: dict[str, Figure] = {}
    for name, rule in rules.items():
        if not values.can_call(rule.function):
            continue
        try:
            found[name] = values.call(rule.function)
        except (StepError, TypeError, ValueError, LookupError, AttributeError, ArithmeticError) as error:
            raise FamilyError(file, f"figure '{name}' fails: {type(error).__name__}: {error}", name=name) from error
    return found


def worked(
    family: Family, part: str, evaluation: Evaluation, asked: tuple[str, ...], shown: set[str]
) -> tuple[list[WorkedStep], int]:
    """The rows that are new in a part, and how many of their formulas were checked.

    Args:
        evaluation: gives the values of the steps.
        asked: the parts of the exam, in order.
        shown: names of steps that earlier parts have shown; those of this part are added.

    Raises:
        FamilyError: a step cannot be printed.
    """
    known = {name: evaluation[name] for name in (*family.parameters, "level") if name in evaluation}
    absent = dict.fromkeys(family.parameters)  # as in the wording: a parameter that the level lacks is none
    rows: list[WorkedStep] = []
    checked = 0
    for name in family.working(part, frozenset(known)):
        if name in shown:
            continue
        shown.add(name)
        step, value = family.steps[name], evaluation[name]
        symbol = family.symbols.get(name, "")
        options = {option.key: option.text for option in family.answers[name].kind.options} if name in family.answers else {}
        try:
            printed = print_step(name, step, evaluation, family.symbols, answer_tex(value, options))
            tables = [evaluation.call(table) for table in step.tables]
        except StepError as error:
            raise FamilyError(family.files.solution, str(error), name=name) from error
        checked += printed.checked
        try:
            reason = fill_text(step.because, {**absent, **known})
        except jinja2.TemplateError as error:
            raise FamilyError(family.files.solution, f"the reason of step '{name}' cannot be filled in: {error}", name=name) from error
        if not reason and not printed.general and not tables and any(value == given for given in known.values()):
            continue  # a step that only picks a given value has nothing to say at this level
        rows.append(
            WorkedStep(
                name=name,
                reason=reason,
                symbol=indexed(symbol, ()),
                general=printed.general,
                numbers=printed.numbers,
                value=printed.value,
                part=name if name in asked else None,
                table=tables[0] if tables else None,
            )
        )
    return rows, checked


def _part(
    family: Family, part: str, text: str, candidate: Candidate, asked: tuple[str, ...], rows: tuple[WorkedStep, ...]
) -> Part:
    answer, value = family.answers[part], candidate.answers[part]
    options = {option.key: option.text for option in answer.kind.options}
    known = {**dict.fromkeys(family.parameters), **candidate.values}
    height = value.rows if isinstance(value, MatrixBase) else 1
    return Part(
        name=part,
        symbol=indexed(answer.tex, ()),
        text=text,
        points=answer.points,
        kind=answer.kind,
        answer=value,
        answer_tex=answer_tex(value, options),
        answer_text=write(value),
        steps=rows,
        misconceptions=tuple(
            Misconception(
                name=fill_text(slip.name, known),
                step=slip.step,
                value=wrong,
                credit=slip.credit,
                tex=answer_tex(wrong, options),
                feedback=fill_text(slip.feedback, known),
            )
            for slip, wrong in candidate.wrong[part]
        ),
        depends_on=family.depends_on(part, asked),
        guess_ok=answer.guess_ok,
        work=max(1, len(rows)) + height - 1,
    )
