"""Work cut into batches, of which several are under way while their results come in order."""

from __future__ import annotations

from collections import deque
from itertools import islice
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from concurrent.futures import Future

T = TypeVar("T")
R = TypeVar("R")


def cut(items: Iterable[T], size: int) -> Iterator[list[T]]:
    """Batches of so many items, the last perhaps of fewer; no more is asked for than a batch needs."""
    waiting = iter(items)
    while batch := list(islice(waiting, size)):
        yield batch


def in_order(submit: Callable[[list[T]], Future[R]], batches: Iterable[list[T]], ahead: int) -> Iterator[R]:
    """Results in the order of the batches, of which ``ahead`` are under way; whoever stops early leaves none of them waiting."""
    running: deque[Future[R]] = deque()
    try:
        for batch in batches:
            running.append(submit(batch))
            if len(running) > ahead:
                yield running.popleft().result()
        while running:
            yield running.popleft().result()
    finally:
        for one in running:
            one.cancel()
