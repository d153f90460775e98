"""What is wrong with the printed text of an instance: signs, factors, placeholders, brackets."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from examgen.writing.text_check import text_faults

if TYPE_CHECKING:
    from collections.abc import Iterator

    from examgen.instance import Instance

MATH = re.compile(r"\$\$(.+?)\$\$|\$(.+?)\$", re.DOTALL)
_UGLY = (
    (re.compile(r"[+-]\s*[+-](?!\})"), "two signs in a row"),
    (
        re.compile(r"(?<![\w.,}\\])1\s?(?:\\,\s?)?(?=[a-z](?![a-zA-Z])|\\(?:alpha|beta|gamma|mu|sigma|ln|sqrt)\b)"),
        "a factor 1 before a letter",
    ),
    (re.compile(r"\^\{?1\}?(?![\d,.])"), "a first power"),
)
_IMAGE = re.compile(r"!\[.*?\]\(.*?\)", re.DOTALL)


def wording_faults(instance: Instance) -> Iterator[str]:
    """What is wrong with the printed text of an instance, question, parts, reasons and substitutions."""
    yield from text_faults(instance)
    texts = [("title", instance.title), ("question", instance.question), *((f"part '{p.name}'", p.text) for p in instance.parts)]
    for where, text in texts:
        yield from _text(where, text)
        for formula in formulas(text):
            for pattern, fault in _UGLY:
                if pattern.search(formula):
                    yield f"{where}: {fault} in ${formula.strip()[:60]}$"
        outside = _IMAGE.sub("", MATH.sub("", text))
        if re.search(r"(?<!\w)-\d", outside):
            yield f"{where}: a negative number stands outside of a formula"
        if re.search(r"[a-z]{2}[.?!][A-Z]", outside):
            yield f"{where}: a space is missing between two sentences; a line break after {{% endif %}} is swallowed"
    for part in instance.parts:
        for row in part.steps:
            yield from _text(f"step '{row.name}'", row.reason)
            if "{%" in row.general or "{{ " in row.general:
                yield f"step '{row.name}': a placeholder was not filled in; a general formula is TeX alone"
            if re.search(r"[+-]\s*[+-]\s*[\d\\]", row.numbers):
                yield f"step '{row.name}': two signs in a row in ${row.numbers[:60]}$"
        for slip in part.misconceptions:
            yield from _text(f"mistake '{slip.name}'", f"{slip.name} {slip.feedback}")


def _text(where: str, text: str) -> Iterator[str]:
    if "{{" in text or "{%" in text or "None" in text or "Undefined" in text:
        yield f"{where}: a placeholder was not filled in"


def formulas(text: str) -> Iterator[str]:
    """The formulas of a text, without their dollar signs; those of a figure in words are left out."""
    for match in MATH.finditer(_IMAGE.sub("", text)):
        yield match[1] or match[2]
