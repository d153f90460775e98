"""What an audit finds out, as data."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from examgen.symbolic.size import Size


@dataclass(frozen=True)
class Finding:
    """Something to mend: where, and what. ``level`` and ``seed`` are "" where it concerns all."""

    family: str
    level: str
    seed: str
    text: str


@dataclass(frozen=True)
class Spread:
    """Most, least and middle of what the instances of a level take; the outer twentieths are left out of low and high."""

    low: int
    median: int
    high: int


def spread(numbers: Sequence[int]) -> Spread:
    """The spread of some numbers; of none it is 0 throughout."""
    ordered = sorted(numbers) or [0]
    outer = len(ordered) // 20
    return Spread(ordered[outer], ordered[len(ordered) // 2], ordered[-1 - outer])


@dataclass(frozen=True)
class LevelAudit:
    """What was seen at one level of a family.

    Attributes:
        seeds: instances asked for.
        certified: instances on which derivation and oracle agree.
        distinct: different instances among them, as a student sees them.
        estimated: instances that exist, at least, estimated from how often the same one came again.
        attempts: draws for an instance, on average.
        refusals: rule -> draws that it refused; the most frequent ones.
        slips: (part, mistake) -> instances in which it shows.
        work: operations that an instance takes by hand.
        sizes: part -> the largest digits, denominator and terms seen.
        limits: part -> the largest allowed.
    """

    level: str
    seeds: int
    certified: int
    distinct: int
    estimated: int
    attempts: float
    refusals: Mapping[str, int] = field(default_factory=dict)
    slips: Mapping[tuple[str, str], int] = field(default_factory=dict)
    work: Spread = Spread(0, 0, 0)
    sizes: Mapping[str, Size] = field(default_factory=dict)
    limits: Mapping[str, Size] = field(default_factory=dict)


@dataclass(frozen=True)
class FamilyAudit:
    """What was seen of one family; it is sound when there is no finding.

    Attributes:
        mutants: solutions broken on purpose.
        caught: those that the oracle caught.
        typeset: problems of it that were set by TeX; 0 where there is no TeX.
    """

    family: str
    levels: tuple[LevelAudit, ...]
    mutants: int
    caught: int
    typeset: int
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
