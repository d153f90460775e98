"""Forms whose sources are written -> their PDFs, many in one run of TeX and several runs side by side.

Each PDF appears when it is complete. What already has one is not set again; a form at which TeX stops is named and left out.
"""

from __future__ import annotations

import pickle
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, TypeAlias

from examgen.batches import cut
from examgen.errors import TypesettingError
from examgen.files import write_bytes
from examgen.writing.compile import pdf_name, typeset_forms
from examgen.writing.document import FormSource
from examgen.writing.engine import engines
from examgen.writing.escaping import escape
from examgen.writing.faults import told
from examgen.writing.layouts import Layout

if TYPE_CHECKING:
    from examgen.bank import Bank
    from examgen.exam import Exam
    from examgen.writing.engine import Engine
    from examgen.writing.ledger import Ledger

#: (step, done, in all, what was done last)
Tell: TypeAlias = Callable[[str, int, int, str], None]

#: Faulty forms of a run after which it is given up.
_MOST_FAULTS = 20
#: Forms in one TeX run: enough that its start does not matter, few enough that a fault costs little.
_PER_RUN = 250
#: Seconds between two words on how far runs are.
_TELL = 0.5


def set_forms(
    head: Exam, bank: Bank, layouts: Sequence[Layout], forms: int, folder: Path, spools: Path, jobs: int, say: Tell, ledger: Ledger
) -> list[str]:
    """Set what is not set yet, many forms in a run, several runs side by side; returns what went wrong.

    Args:
        forms: how many a spool holds.
        folder: where the PDFs go.
        ledger: told of each PDF.
        spools: the folder in which the sources of each layout wait, one after the other (``spool_of``).
    """
    count = forms * len(layouts)
    done = 0
    faults: list[tuple[Layout, list[TypesettingError]]] = []
    press = _Press(head, folder, engines(), ledger)
    running: set[Future[_Run]] = set()
    under_way: dict[int, int] = {}  # batch -> forms that TeX has set of it

    def finish_some() -> None:
        """Wait for runs, and tell how far they are."""
        nonlocal done, running
        ready: set[Future[_Run]] = set()
        while running and not ready:
            ready, running = wait(running, timeout=_TELL, return_when=FIRST_COMPLETED)
            for run in ready:
                result = run.result()
                done += result.forms
                under_way.pop(result.number, None)
                faults.append((result.layout, list(result.faults)))
            say("typesetting", min(count, done + sum(tuple(under_way.values()))), count, "")

    number = 0
    with ThreadPoolExecutor(jobs) as pool:  # TeX is a process of its own, so threads are enough
        say("typesetting", 0, count, "")
        for layout in layouts:
            for batch in cut(_unset(spool_of(spools, layout), layout, folder, forms), _PER_RUN):
                number += 1
                progress = partial(under_way.__setitem__, number)
                running.add(pool.submit(press.set, layout, batch, number, progress))
                if len(running) > jobs:  # sources wait on the disk, not in memory
                    finish_some()
        while running:
            finish_some()
    faults.sort(key=lambda one: layouts.index(one[0]))  # runs end in any order
    return told([(fault, layout) for layout, some in faults for fault in some], bank)


def spool_of(folder: Path, layout: Layout) -> Path:
    """Where the sources of a layout wait."""
    return folder / f"{layout.name}.spool"


def _unset(spool: Path, layout: Layout, folder: Path, forms: int) -> Iterator[FormSource]:
    """Sources of forms that have no PDF yet."""
    with spool.open("rb") as stream:
        for _ in range(forms):
            source: FormSource = pickle.load(stream)  # written by this very run
            if not (folder / pdf_name(layout, source.name)).is_file():
                yield source


@dataclass(frozen=True)
class _Run:
    """What became of a batch of forms; batches are numbered from 1."""

    layout: Layout
    number: int
    forms: int
    faults: tuple[TypesettingError, ...] = ()


@dataclass(frozen=True)
class _Press:
    """Where forms become PDFs."""

    head: Exam
    folder: Path
    choice: Sequence[Engine]
    ledger: Ledger

    def set(self, layout: Layout, batch: list[FormSource], number: int, progress: Callable[[int], None]) -> _Run:
        """Set a batch. A form at which TeX stops is left out, and the others are set without it."""
        left, faults = batch, list[TypesettingError]()
        while left:
            try:
                pdfs = typeset_forms(self.head, layout, left, self.choice, progress=progress)
            except TypesettingError as fault:
                faults.append(fault)
                sound = [source for source in left if escape(source.name) != fault.form]
                if len(sound) == len(left) or len(faults) == _MOST_FAULTS:
                    break
                left = sound
                continue
            for source, pdf in zip(left, pdfs, strict=True):
                self.ledger.announce(pdf_name(layout, source.name), pdf)
                write_bytes(self.folder / pdf_name(layout, source.name), pdf)
            break
        return _Run(layout, number, len(batch), tuple(faults))
