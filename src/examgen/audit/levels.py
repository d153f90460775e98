"""The instances of one level: certified, different, clean, of one size, and marked as the key says."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from examgen.audit.answers import answer_faults
from examgen.audit.results import Finding, LevelAudit, spread
from examgen.audit.symbols import symbol_faults
from examgen.audit.wording import wording_faults
from examgen.certifying import consult, disagreement
from examgen.derivation import Evaluation, StepError, dependencies
from examgen.drawing import draw
from examgen.errors import ExamgenError
from examgen.instance import write_out
from examgen.printing import step_work
from examgen.symbolic.plain import write
from examgen.symbolic.size import Size, size

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from examgen.drawing import Candidate
    from examgen.family import Family
    from examgen.instance import Instance

#: Fewest distinct instances that a level may have without the family saying why (``few = "..."`` in its template).
ENOUGH = 100

#: Largest share of the instances that may have the same answer to a part: beyond, it is learnt, not worked out.
LARGEST_SHARE = 0.8

#: Seeds below which neither of these two says anything.
_ENOUGH_TO_TELL = 40

#: The instances of a level may differ in work by this factor; below so many operations nobody feels it.
LARGEST_FACTOR, _FELT = 2.0, 8

#: Instances of a level that fail before the level is given up: a rule that never holds would take minutes.
_GIVE_UP = 3

#: Instances of a level whose answers, right and wrong, are put to the grader.
_MARKED = 4


@dataclass(frozen=True)
class LevelResult:
    """What was seen at a level, and what is to be mended."""

    audit: LevelAudit
    findings: tuple[Finding, ...]


class _Told:
    """The findings of a level: the same fault at two hundred seeds is one."""

    def __init__(self, family: str, level: str) -> None:
        self._family, self._level = family, level
        self._rules: set[str] = set()
        self.findings: list[Finding] = []

    def tell(self, seed: str, texts: Iterable[str]) -> None:
        for text in texts:
            rule = re.sub(r"-?\d+|\$.*?\$", "#", text)
            if rule not in self._rules:
                self._rules.add(rule)
                self.findings.append(Finding(self._family, self._level, seed, text))


def audit_level(family: Family, level: str, seeds: int) -> LevelResult:
    """Draw that many instances of a level and look at each of them."""
    told = _Told(family.id, level)
    refusals: Counter[str] = Counter()
    slips: Counter[tuple[str, str]] = Counter()
    seen: Counter[Any] = Counter()
    answers: defaultdict[str, Counter[str]] = defaultdict(Counter)
    sizes: dict[str, Size] = {}
    work: list[int] = []
    certified = attempts = failures = 0
    for k in range(seeds):
        seed = audit_seed(k)
        try:
            candidate = draw(family, level, seed)
            difference = disagreement(family, consult(family, candidate.values), candidate.answers)
            if difference:
                told.tell(seed, [difference])
                continue
            instance = write_out(family, level, seed, candidate)
            work.append(work_of(family, candidate))
        except ExamgenError as fault:
            told.tell(seed, [str(fault)])
            failures += 1
            if failures >= _GIVE_UP:
                break
            continue
        certified += 1
        attempts += candidate.attempts
        refusals.update(candidate.refusals)
        seen[fingerprint(instance)] += 1
        slips.update((part, slip.name) for part, pairs in candidate.wrong.items() for slip, _ in pairs)
        for part, value in candidate.answers.items():
            sizes[part] = _larger(sizes.get(part), size(value))
            answers[part][write(value)] += 1
        told.tell(seed, wording_faults(instance))
        told.tell(seed, symbol_faults(instance))
        told.tell(seed, answer_faults(instance, marked=certified <= _MARKED))
    told.tell("", _as_a_whole(family, seeds, certified, len(seen), answers, work))
    audit = LevelAudit(
        level=level,
        seeds=seeds,
        certified=certified,
        distinct=len(seen),
        estimated=_estimate(seen),
        attempts=attempts / max(1, certified),
        refusals=dict(refusals.most_common(5)),
        slips=dict(sorted(slips.items())),
        work=spread(work),
        sizes=sizes,
        limits={part: family.answers[part].limits(level) for part in sizes},
    )
    return LevelResult(audit, tuple(told.findings))


def audit_seed(k: int) -> str:
    """The seed of the k-th instance of an audit: what a finding names can be shown again."""
    return f"audit/{k}"


def fingerprint(instance: Instance) -> tuple[Any, ...]:
    """What makes two instances the same to a student: everything that is asked and given."""
    return (instance.question, *((part.name, part.text, part.answer_text) for part in instance.parts))


def work_of(family: Family, candidate: Candidate) -> int:
    """Operations that the asked parts take by hand.

    Raises:
        FamilyError: a step fails.
    """
    values = Evaluation(family.steps, candidate.values)
    needed = dependencies(family.steps, candidate.asked, family.parameters_at(candidate.values["level"]).keys() | {"level"})
    try:
        return sum(step_work(name, family.steps[name], values, family.symbols) for name in needed)
    except StepError as error:
        raise ExamgenError(str(error)) from error


def _larger(first: Size | None, second: Size) -> Size:
    if first is None:
        return second
    return Size(*(max(getattr(first, name), getattr(second, name)) for name in ("digits", "denominator", "terms")))


def _estimate(seen: Counter[Any]) -> int:
    """How many instances there are at least, from those seen once and twice (the lower bound of Chao, bias-corrected)."""
    times = Counter(seen.values())
    return len(seen) + times[1] * (times[1] - 1) // (2 * (times[2] + 1))


def _as_a_whole(
    family: Family, seeds: int, certified: int, distinct: int, answers: Mapping[str, Counter[str]], work: list[int]
) -> Iterable[str]:
    if certified < seeds or not certified:
        return
    if distinct < min(ENOUGH, seeds * 0.6) and not family.few:
        yield f'only {distinct} distinct instances in {seeds} seeds; widen the parameters, or say why in few = "..."'
    if certified < _ENOUGH_TO_TELL:
        return
    for part, counts in answers.items():
        answer, count = counts.most_common(1)[0]
        declared = family.answers[part]
        if declared.kind.symbols or (declared.guess_ok and not declared.kind.options):
            continue  # a derived formula may be the same for all, and a small count the family has thought of
        if count > LARGEST_SHARE * sum(counts.values()):
            yield f"part '{part}': {answer} is the answer in {100 * count // certified} of 100 instances, which one might learn"
    found = spread(work)
    if found.high > LARGEST_FACTOR * found.low and found.high - found.low > _FELT:
        yield f"some instances take {found.high} operations, others {found.low}; draw parameters so that the work is about the same"
