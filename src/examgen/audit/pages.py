"""Problems of a family set by TeX: they compile, and no line is too long."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from examgen.errors import MissingTeXError, TypesettingError
from examgen.exam import Exam, Form, Problem, Section
from examgen.writing.doctor import working_engine
from examgen.writing.document import exam_tex, solutions_tex
from examgen.writing.typesetting import typeset_with_log

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from examgen.instance import Instance
    from examgen.writing.engine import Engine

#: pt: what sticks out less is not seen
_SEEN = 1.0

_BEGIN = r"\begin{problem}"
_SAYS = re.compile(r"^examgen audit (\d+)$|^Overfull \\hbox \(([\d.]+)pt too wide\)", re.MULTILINE)


def page_faults(instances: Sequence[Instance]) -> tuple[int, list[tuple[Instance | None, str]]]:
    """How many problems were set, with and without solutions, and what is wrong with them; none where there is no TeX."""
    if not instances:
        return 0, []
    try:
        engine = working_engine()
    except MissingTeXError:
        return 0, []
    faults = [fault for kind in ("exam", "solutions") for fault in _set(instances, kind, engine)]
    return len(instances), faults


def _set(instances: Sequence[Instance], kind: str, engine: Engine) -> Iterator[tuple[Instance | None, str]]:
    problems = tuple(
        Problem(number, instance, {part.name: part.points for part in instance.parts}) for number, instance in enumerate(instances, start=1)
    )
    exam = Exam(id="audit", title="Audit", course="", seed="", forms=(Form("A", (Section("", problems),)),))
    pieces = (exam_tex(exam) if kind == "exam" else solutions_tex(exam)).split(_BEGIN)
    # each problem announces itself in the log, so that what TeX complains of can be told to it
    text = pieces[0] + "".join(rf"\typeout{{examgen audit {place}}}{_BEGIN}{piece}" for place, piece in enumerate(pieces[1:]))
    try:
        _, _, log = typeset_with_log(text, kind, engine)
    except TypesettingError as fault:
        if len(instances) == 1:
            yield instances[0], f"{kind}: {fault}"
        else:  # one by one, to find out which
            found = [fault for instance in instances for fault in _set([instance], kind, engine)]
            yield from found or [(None, f"{kind}: {fault}")]
        return
    current: Instance | None = None
    for line in _SAYS.finditer(log):
        if line[1]:
            current = instances[int(line[1])]
        elif float(line[2]) > _SEEN:
            yield current, f"{kind}: a line is {float(line[2]):.0f} pt too long"


