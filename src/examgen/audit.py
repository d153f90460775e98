"""What an instructor runs before trusting a bank: every family, every level, many seeds.

For each family and level: does the oracle agree on every part, is every draw free of accidents (the engine draws again
otherwise, the audit counts how often and why), how many distinct instances are there, do the printed numbers read back to the
stored values, is the wording clean. For each family: is every solution that is broken on purpose caught by the oracle, and
does every known slip occur.
"""

from __future__ import annotations

import re
from collections import Counter
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from itertools import zip_longest
from typing import TYPE_CHECKING, Any

from examgen.certifying import consult, disagreement
from examgen.derivation import NOT_POSSIBLE, StepError, outcomes
from examgen.drawing import draw, own_parts
from examgen.errors import ExamgenError, NotationError
from examgen.instance import write_out
from examgen.mutants import mutants
from examgen.symbolic.exact import may_coincide
from examgen.symbolic.notation import read

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from examgen.bank import Bank
    from examgen.certifying import Testimony
    from examgen.drawing import Candidate
    from examgen.family import Family
    from examgen.instance import Instance

#: Fewest distinct instances that a level may have without the family saying why (``few = "..."`` in its template).
ENOUGH = 100

#: Instances of a level that fail before the level is given up: a rule that never holds would take minutes.
_GIVE_UP = 3

#: Instances of each level on which broken solutions are tried, at most: the first that catches one ends the trial.
_TRIED_ON = 40


@dataclass(frozen=True)
class Finding:
    """Something to mend: where, and what."""

    family: str
    level: str
    seed: str
    text: str


@dataclass(frozen=True)
class LevelAudit:
    """What was seen at one level of a family."""

    level: str
    seeds: int
    distinct: int
    certified: int
    refusals: Mapping[str, int]
    attempts: float


@dataclass(frozen=True)
class FamilyAudit:
    """What was seen of one family; sound when there is no finding."""

    family: str
    levels: tuple[LevelAudit, ...]
    mutants: int
    caught: int
    findings: tuple[Finding, ...]


@dataclass(frozen=True)
class AuditReport:
    """The audit of a bank."""

    seeds: int
    families: tuple[FamilyAudit, ...]

    @property
    def findings(self) -> tuple[Finding, ...]:
        """Everything to mend."""
        return tuple(finding for family in self.families for finding in family.findings)


def audit_bank(
    bank: Bank,
    families: Sequence[str] = (),
    *,
    seeds: int = 200,
    jobs: int = 1,
    progress: Callable[[str], None] | None = None,
) -> AuditReport:
    """Audit families of a bank, all of them by default.

    Args:
        seeds: instances of each level.
        jobs: processes.
        progress: called with the id of each family that is done.

    Raises:
        UnknownFamilyError: a family does not exist.
    """
    chosen = tuple(families) or bank.ids
    done: list[FamilyAudit] = []
    if jobs <= 1 or len(chosen) == 1:
        for family_id in chosen:
            done.append(_audit_by_id(bank, family_id, seeds))
            if progress:
                progress(family_id)
    else:
        with ProcessPoolExecutor(max_workers=jobs) as pool:
            for found in pool.map(_audit_by_id, [bank] * len(chosen), chosen, [seeds] * len(chosen)):
                done.append(found)
                if progress:
                    progress(found.family)
    return AuditReport(seeds, tuple(done))


def _audit_by_id(bank: Bank, family_id: str, seeds: int) -> FamilyAudit:
    try:
        family = bank.family(family_id)
    except ExamgenError as fault:
        if family_id not in bank.ids:
            raise
        return FamilyAudit(family_id, (), 0, 0, (Finding(family_id, "", "", str(fault)),))
    return audit_family(family, (bank.source_of(family_id).solutions / f"{family_id}.py").read_text(encoding="utf-8"), seeds)


def audit_family(family: Family, source: str, seeds: int) -> FamilyAudit:
    """Audit one family; ``source`` is the text of its solution file."""
    findings: list[Finding] = []
    levels: list[LevelAudit] = []
    by_level: list[list[tuple[Candidate, Testimony]]] = []
    seen_slips: set[tuple[str, str]] = set()
    for level in family.levels:
        by_level.append([])
        refusals: Counter[str] = Counter()
        distinct: set[Any] = set()
        certified = attempts = failures = 0
        told: set[str] = set()

        def tell(seed: str, text: str, level: str = level, told: set[str] = told) -> None:
            rule = re.sub(r"-?\d+", "#", text)
            if rule not in told:  # the same fault at two hundred seeds is one finding
                told.add(rule)
                findings.append(Finding(family.id, level, seed, text))

        for k in range(seeds):
            seed = f"audit/{k}"
            try:
                candidate = draw(family, level, seed)
                testimony = consult(family, candidate.values)
                difference = disagreement(family, testimony, candidate.answers)
                if difference:
                    tell(seed, difference)
                    continue
                instance = write_out(family, level, seed, candidate)
            except ExamgenError as fault:
                tell(seed, str(fault))
                failures += 1
                if failures >= _GIVE_UP:
                    break
                continue
            certified += 1
            attempts += candidate.attempts
            refusals.update(candidate.refusals)
            distinct.add(fingerprint(instance))
            seen_slips |= {(slip.step, slip.name) for pairs in candidate.wrong.values() for slip, _ in pairs}
            if k < _TRIED_ON:
                by_level[-1].append((candidate, testimony))
            for text in instance_faults(instance):
                tell(seed, text)
        if len(distinct) < min(ENOUGH, seeds * 0.6) and not family.few and certified == seeds:
            tell("", f'only {len(distinct)} distinct instances in {seeds} seeds; widen the parameters, or say why in few = "..."')
        levels.append(LevelAudit(level, seeds, len(distinct), certified, dict(refusals.most_common(5)), attempts / max(1, certified)))
    # Levels take turns, since a step may belong to one of them only.
    tried = [pair for row in zip_longest(*by_level) for pair in row if pair is not None]
    if not tried:  # nothing was certified: there is nothing to compare broken solutions with
        return FamilyAudit(family.id, tuple(levels), 0, 0, tuple(findings))
    reachable = {(s.step, s.name) for level in family.levels for s, _, _ in own_parts(family, family.parts(level), level)}
    for step, name in sorted(reachable - seen_slips) if seeds >= 50 else ():
        findings.append(Finding(family.id, "", "", f"mistake '{name}' at '{step}' never showed in {seeds} seeds of each level"))
    survivors, count = _mutate(family, source, tried)
    findings.extend(survivors)
    return FamilyAudit(family.id, tuple(levels), count, count - len(survivors), tuple(findings))


def fingerprint(instance: Instance) -> tuple[Any, ...]:
    """What makes two instances the same to a student: everything that is asked and given."""
    return (instance.question, *((part.name, part.text, part.answer_text) for part in instance.parts))


def _mutate(family: Family, source: str, tried: Sequence[tuple[Candidate, Testimony]]) -> tuple[list[Finding], int]:
    survivors: list[Finding] = []
    count = 0
    for mutant in mutants(source, family.files.solution):
        concerned = _concerned(family, mutant.steps)
        if not concerned:
            continue
        count += 1
        if not any(_caught(family, mutant.steps, candidate, testimony) for candidate, testimony in tried):
            text = f"{family.files.solution}:{mutant.line}: a broken solution is not caught: {mutant.change}: {mutant.source}"
            survivors.append(Finding(family.id, "", "", text))
    return survivors, count


def _concerned(family: Family, steps: Mapping[str, Any]) -> bool:
    return family.steps.keys() <= steps.keys()


def _caught(family: Family, steps: Mapping[str, Any], candidate: Candidate, testimony: Testimony) -> bool:
    try:
        broken = outcomes(steps, candidate.values, candidate.asked)
    except (StepError, *NOT_POSSIBLE):
        return True
    if broken.keys() != candidate.answers.keys():
        return True
    return bool(disagreement(family, testimony, broken))


_MATH = re.compile(r"\$\$(.+?)\$\$|\$(.+?)\$", re.DOTALL)
_UGLY = (
    (re.compile(r"[+-]\s*[+-](?!\})"), "two signs in a row"),
    (
        re.compile(r"(?<![\w.,}\\])1\s?(?:\\,\s?)?(?=[a-z](?![a-zA-Z])|\\(?:alpha|beta|gamma|mu|sigma|ln|sqrt)\b)"),
        "a factor 1 before a letter",
    ),
    (re.compile(r"\^\{?1\}?(?![\d,.])"), "a first power"),
)


def instance_faults(instance: Instance) -> Iterator[str]:
    """What is wrong with the printed text of an instance."""
    texts = [("title", instance.title), ("question", instance.question), *((f"part '{p.name}'", p.text) for p in instance.parts)]
    for where, text in texts:
        if text.replace(r"\$", "").count("$") % 2:
            yield f"{where}: dollar signs do not pair up"
        if "{{" in text or "{%" in text or "None" in text or "Undefined" in text:
            yield f"{where}: a placeholder was not filled in"
        for match in _MATH.finditer(text):
            formula = match[1] or match[2]
            for pattern, fault in _UGLY:
                ugly = pattern.search(formula)
                if ugly:
                    yield f"{where}: {fault} in ${formula.strip()[:60]}$"
        outside = _MATH.sub("", text)
        if re.search(r"(?<!\w)-\d", re.sub(r"!\[.*?\]\(.*?\)", "", outside)):
            yield f"{where}: a negative number stands outside of a formula"
        if re.search(r"[a-z]{2}[.?!][A-Z]", outside):
            yield f"{where}: a space is missing between two sentences; a line break after {{% endif %}} is swallowed"
    for part in instance.parts:
        for row in part.steps:
            if re.search(r"[+-]\s*[+-]\s*[\d\\]", row.numbers):
                yield f"step '{row.name}': two signs in a row in ${row.numbers[:60]}$"
        yield from _misread(part.steps)


def _misread(steps: Sequence[Any]) -> Iterator[str]:
    """Printed substitutions that an independent reader takes for another value than the one printed after them."""
    for row in steps:
        if not row.numbers or "pmatrix" in row.numbers:
            continue
        try:
            numbers, value = read(row.numbers), read(row.value)
        except NotationError:
            continue
        if not may_coincide(numbers, value):
            yield f"step '{row.name}': the printed ${row.numbers}$ does not give the printed ${row.value}$"
