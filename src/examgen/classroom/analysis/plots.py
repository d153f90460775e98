"""The plots of the page: small pictures that need no script, follow its colours, and say in words what they show."""

from __future__ import annotations

from typing import TYPE_CHECKING

from examgen.classroom.analysis.remarks import EASY, HARD
from examgen.classroom.analysis.spelling import counts, shown, with_minus

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from examgen.classroom.analysis.figures import Item, Totals


def _svg(width: int, height: int, alt: str, body: Iterable[str]) -> str:
    return f'<svg viewBox="0 0 {width} {height}" role="img" aria-label="{shown(alt)}">{"".join(body)}</svg>'


def _text(x: float, y: float, text: str, *, anchor: str = "middle", kind: str = "") -> str:
    name = f' class="{kind}"' if kind else ""
    return f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}"{name}>{shown(text)}</text>'


def _line(x1: float, y1: float, x2: float, y2: float, kind: str) -> str:
    return f'<line class="{kind}" x1="{x1:.1f}" y1="{y1:.1f}" x2="{x2:.1f}" y2="{y2:.1f}"/>'


def histogram(totals: Totals) -> str:
    """Bars with the number of students on top."""
    if not totals.histogram:
        return ""
    left, top, wide, high = 20, 24, 680, 180
    most = max(one.count for one in totals.histogram)
    step = wide / len(totals.histogram)
    body = []
    for place, one in enumerate(totals.histogram):
        x, tall = left + place * step, high * one.count / most
        if one.count:
            body.append(f'<rect class="bar" x="{x + 2:.1f}" y="{top + high - tall:.1f}" width="{step - 4:.1f}" height="{tall:.1f}"/>')
            body.append(_text(x + step / 2, top + high - tall - 6, str(one.count)))
        body.append(_text(x, top + high + 18, f"{one.low:g}", kind="quiet"))
    body.append(_text(left + wide, top + high + 18, f"{totals.histogram[-1].high:g}", kind="quiet"))
    body.append(_line(left, top + high, left + wide, top + high, "axis"))
    body.append(_text(left + wide / 2, top + high + 40, "points"))
    told = "; ".join(f"{one.low:g} to {one.high:g} points: {one.count}" for one in totals.histogram if one.count)
    return f"<figure>{_svg(720, 256, f'Histogram of the totals, students by points. {told}.', body)}</figure>"


class _Labels:
    """Texts next to dots, each where it covers no other text and no dot; a text without room is left out."""

    def __init__(self, dots: Sequence[tuple[float, float]], right: float) -> None:
        self._right = right
        self._taken = [(x - 5.0, y - 5.0, x + 5.0, y + 5.0) for x, y in dots]

    def place(self, x: float, y: float, text: str, kind: str) -> str:
        wide = 6.6 * len(text)
        for dx, dy, anchor in ((8, 4, "start"), (-8, 4, "end"), (0, -9, "middle"), (0, 18, "middle"), (7, -7, "start"), (7, 15, "start")):
            left = x + dx - {"start": 0.0, "middle": wide / 2, "end": wide}[anchor]
            box = (left, y + dy - 10, left + wide, y + dy + 2)
            if box[2] <= self._right and all(
                box[2] <= one[0] or one[2] <= box[0] or box[3] <= one[1] or one[3] <= box[1] for one in self._taken
            ):
                self._taken.append(box)
                return _text(x + dx, y + dy, text, anchor=anchor, kind=kind)
        return ""


def scatter(known: Sequence[tuple[Item, float, float]]) -> str:
    """Difficulty and discrimination of each item, with its key beside the dot."""
    left, top, wide, high = 52, 14, 640, 320
    low = min(0.0, *(y for _, _, y in known))
    floor = -1.0 if low < -0.8 else round(low - 0.14, 1) if low < 0 else 0.0

    def at(x: float, y: float) -> tuple[float, float]:
        return left + x * wide, top + (1 - y) / (1 - floor) * high

    body = []
    for start, end in ((0.0, HARD), (EASY, 1.0)):
        body.append(f'<rect class="zone" x="{at(start, 1)[0]:.1f}" y="{top}" width="{(end - start) * wide:.1f}" height="{high}"/>')
    for tenth in range(round(floor * 10), 11):
        if tenth % 2 == 0:
            y = at(0, tenth / 10)[1]
            body.append(_line(left, y, left + wide, y, "axis" if tenth == 0 else "grid"))
            body.append(_text(left - 8, y + 4, with_minus(tenth / 10, ".1f"), anchor="end", kind="quiet"))
    for fifth in range(6):
        body.append(_text(at(fifth / 5, 0)[0], top + high + 18, f"{fifth / 5:.1f}", kind="quiet"))
    body.append(_text(left + wide / 2, top + high + 40, "difficulty: mean share of points"))
    middle = top + high / 2
    turned = f'<text x="14" y="{middle:.1f}" text-anchor="middle" transform="rotate(-90 14 {middle:.1f})">discrimination</text>'
    body.append(turned)
    labels = _Labels([at(x, y) for _, x, y in known], left + wide + 18)
    for item, x, y in sorted(known, key=lambda one: not one[0].remarks):  # what matters gets its label first
        kind = " flagged" if item.remarks else ""
        told = f"{item.title}: difficulty {x:.2f}, discrimination {y:.2f}"
        px, py = at(x, y)
        body.append(f'<circle class="dot{kind}" cx="{px:.1f}" cy="{py:.1f}" r="4.5"><title>{shown(told)}</title></circle>')
        body.append(labels.place(px, py, item.key[:12], kind.strip()))
    flagged = ", ".join(item.key for item, _, _ in known if item.remarks) or "none"
    alt = f"Scatter plot of {counts(len(known), 'part')} by difficulty and discrimination; all figures are in the table. "
    alt += f"With a remark: {flagged}."
    return _svg(712, 388, alt, body)
