"""Collects cases that are made by rules; the spellings take turns."""

from __future__ import annotations

import random
from collections.abc import Iterable

from judge_case import Case
from judge_spelling import STYLES, Tree, spell


class Maker:
    """Collects the cases; the spellings take turns."""

    def __init__(self, seed: int) -> None:
        self.stream = random.Random(seed)
        self.found: list[Case] = []
        self._turn = 0

    def put(
        self,
        group: str,
        reference: Tree,
        right: Iterable[Tree],
        wrong: Iterable[Tree],
        variables: str = "",
        *,
        assumptions: dict[str, str] | None = None,
    ) -> None:
        given = spell(reference, "plain")
        for truth, trees in ((True, [reference, *right]), (False, wrong)):
            for tree in trees:
                self._turn += 1
                self._add(group, "scalar", given, spell(tree, STYLES[self._turn % len(STYLES)]), variables, truth, assumptions)

    def put_texts(self, group: str, kind: str, reference: str, right: Iterable[str], wrong: Iterable[str], variables: str = "") -> None:
        for truth, texts in ((True, right), (False, wrong)):
            for text in texts:
                self._add(group, kind, reference, text, variables, truth, None)

    def _add(self, group: str, kind: str, given: str, text: str, variables: str, truth: bool, assumptions: dict[str, str] | None) -> None:
        names = tuple(variables.split())
        case = Case(f"made-{len(self.found)}", group, kind, "AlgEquiv", given, text, names, {}, assumptions or {}, truth)
        self.found.append(case)

    def integer(self, low: int, high: int) -> int:
        """An integer other than 0."""
        return self.stream.choice([k for k in range(low, high + 1) if k])
