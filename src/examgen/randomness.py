"""Independent named streams of random choices, the same on every machine and for ever.

A stream is named by whatever it is for: ``stream("2027", "form A", 3, "kl/two_gaussians", "mu", attempt)``. Equal names give
equal choices; streams of different names have nothing to do with each other, so a new parameter reshuffles no other.

The bits are SHA-256 of the name and a counter. Python promises the sequence of ``random.random()`` only, NumPy that of
its bit generators only, neither that of choices and shuffles; a hash promises all of it.
"""

from __future__ import annotations

import hashlib
from functools import lru_cache
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

T = TypeVar("T")

_WORD = 1 << 64


class Stream:
    """A sequence of uniform choices. Each call consumes some of it; two streams of one name run alike."""

    def __init__(self, name: bytes) -> None:
        self._key = hashlib.sha256(name).digest()
        self._words = self._generate()

    def _generate(self) -> Iterator[int]:
        block = 0
        while True:
            digest = hashlib.sha256(self._key + block.to_bytes(8, "big")).digest()
            for start in range(0, 32, 8):
                yield int.from_bytes(digest[start : start + 8], "big")
            block += 1

    def below(self, n: int) -> int:
        """A uniform integer in 0 .. n - 1, without the bias of a plain remainder.

        Raises:
            ValueError: n is not between 1 and 2**64.
        """
        if not 1 <= n <= _WORD:
            raise ValueError(f"below(n) needs n between 1 and 2**64, not {n}")
        limit = _WORD - _WORD % n
        for word in self._words:
            if word < limit:
                return word % n
        raise AssertionError("a stream never ends")

    def integer(self, low: int, high: int) -> int:
        """A uniform integer in low .. high, both included."""
        return low + self.below(high - low + 1)

    def choice(self, options: Sequence[T]) -> T:
        """One of the options, each with the same probability."""
        return options[self.below(len(options))]

    def shuffled(self, items: Sequence[T]) -> tuple[T, ...]:
        """All items in a uniformly random order (Fisher and Yates)."""
        pool = list(items)
        for last in range(len(pool) - 1, 0, -1):
            other = self.below(last + 1)
            pool[last], pool[other] = pool[other], pool[last]
        return tuple(pool)

    def sample(self, items: Sequence[T], k: int) -> tuple[T, ...]:
        """k different positions of ``items``, in random order.

        Raises:
            ValueError: there are fewer than k items.
        """
        if k > len(items):
            raise ValueError(f"sample of {k} from {len(items)} items")
        return self.shuffled(items)[:k]


def stream(*names: object) -> Stream:
    """The stream of that name; every part of the name counts, as does its position.

    Parts are told apart by their text and its length, so ``("ab", "c")`` and ``("a", "bc")`` are different streams.
    """
    return Stream(b"".join(map(_framed, map(str, names))))


@lru_cache(maxsize=4096)  # the streams of a draw differ in the last part or two of their names
def _framed(name: str) -> bytes:
    text = name.encode("utf-8", "surrogatepass")
    return len(text).to_bytes(4, "big") + text
