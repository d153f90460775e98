"""The files of a family: every solution broken on purpose is caught, and its problems can be typeset."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import zip_longest
from typing import TYPE_CHECKING, Any

from examgen.audit.levels import audit_seed
from examgen.audit.mutants import mutants
from examgen.audit.pages import page_faults
from examgen.audit.results import Finding
from examgen.certifying import consult, disagreement
from examgen.derivation import outcomes
from examgen.drawing import draw
from examgen.errors import ExamgenError
from examgen.instance import write_out

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from examgen.certifying import Testimony
    from examgen.drawing import Candidate
    from examgen.family import Family
    from examgen.instance import Instance

#: Instances of each level on which broken solutions are tried, at most: the first that catches one ends the trial.
_TRIED_ON = 40


@dataclass(frozen=True)
class SourceResult:
    """What was found out about the files of a family."""

    mutants: int
    caught: int
    typeset: int
    findings: tuple[Finding, ...]


def audit_sources(family: Family, source: str, seeds: int, pages: int) -> SourceResult:
    """Break the solution everywhere, and set some problems of each level; ``source`` is the text of the solution file.

    Instances that cannot be drawn or certified are passed over: the audit of their level tells of them.
    """
    drawn = [_drawn(family, level, min(seeds, _TRIED_ON)) for level in family.levels]
    instances = [_written(family, candidate, k) for level in drawn for k, candidate, _ in level[:pages]]
    # Levels take turns, since a step may belong to one of them only.
    tried = [one for row in zip_longest(*drawn) for one in row if one is not None]
    if not tried:  # there is nothing to compare broken solutions with
        return SourceResult(0, 0, 0, ())
    survivors, count = _survivors(family, source, [(candidate, testimony) for _, candidate, testimony in tried])
    typeset, faults = page_faults([instance for instance in instances if instance is not None])
    told = {(instance.level if instance else "", text.split(":")[0]): (instance, text) for instance, text in reversed(faults)}
    findings = survivors + [
        Finding(family.id, level, instance.seed if instance else "", text) for (level, _), (instance, text) in sorted(told.items())
    ]
    return SourceResult(count, count - len(survivors), typeset, tuple(findings))


def _drawn(family: Family, level: str, count: int) -> list[tuple[int, Candidate, Testimony]]:
    found: list[tuple[int, Candidate, Testimony]] = []
    for k in range(count):
        try:
            candidate = draw(family, level, audit_seed(k))
            testimony = consult(family, candidate.values)
            if not disagreement(family, testimony, candidate.answers):
                found.append((k, candidate, testimony))
        except ExamgenError:
            break
    return found


def _written(family: Family, candidate: Candidate, k: int) -> Instance | None:
    try:
        return write_out(family, candidate.values["level"], audit_seed(k), candidate)
    except ExamgenError:
        return None


def _survivors(family: Family, source: str, tried: Sequence[tuple[Candidate, Testimony]]) -> tuple[list[Finding], int]:
    survivors: list[Finding] = []
    count = 0
    for mutant in mutants(source, family.files.solution):
        if not family.steps.keys() <= mutant.steps.keys():
            continue
        count += 1
        if not any(_caught(family, mutant.steps, candidate, testimony) for candidate, testimony in tried):
            text = f"{family.files.solution}:{mutant.line}: a broken solution is not caught: {mutant.change}: {mutant.source}"
            survivors.append(Finding(family.id, "", "", text))
    return survivors, count


def _caught(family: Family, steps: Mapping[str, Any], candidate: Candidate, testimony: Testimony) -> bool:
    try:
        broken = outcomes(steps, candidate.values, candidate.asked)
    except Exception:  # broken code may do anything; that it fails is how it is caught
        return True
    if broken.keys() != candidate.answers.keys():
        return True
    return bool(disagreement(family, testimony, broken))
