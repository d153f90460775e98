"""The wording of a family: Markdown with TeX mathematics, filled in by Jinja2.

A file begins with a heading (``# Title``). What stands in ``{% part NAME %}...{% endpart %}`` is the question of that part
and vanishes where the part is not asked; everything else is the stem. Every ``{{ value }}`` prints as TeX, so that it belongs
between dollar signs unless it is a plain number.

An exam may ask some parts alone. A part that cannot be read without another one says so, ``{% part NAME after OTHER %}``, or by
``{{ letter("OTHER") }}``, which prints the other's letter, "(b)".
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any

import jinja2
import jinja2.meta
from jinja2 import nodes
from jinja2.ext import Extension
from jinja2.sandbox import SandboxedEnvironment
from sympy import MatrixBase

from examgen.errors import FamilyError
from examgen.lettering import part_letter
from examgen.symbolic.exact import exact
from examgen.symbolic.typesetting import grouped, tex

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from jinja2.parser import Parser

    from examgen.symbolic.kinds import Value

_COLLECTED = "__parts__"


class _PartExtension(Extension):
    """``{% part NAME %}text{% endpart %}``, ``{% part NAME after OTHER, ANOTHER %}``: the text is kept apart under its name."""

    tags = {"part"}  # noqa: RUF012 - jinja2 declares it so

    def parse(self, parser: Parser) -> nodes.Node:
        line = next(parser.stream).lineno
        name = parser.stream.expect("name").value
        after: list[str] = []
        if parser.stream.skip_if("name:after"):
            after.append(parser.stream.expect("name").value)
            while parser.stream.skip_if("comma"):
                after.append(parser.stream.expect("name").value)
        body = parser.parse_statements(("name:endpart",), drop_needle=True)
        call = self.call_method("_keep", [nodes.ContextReference(), nodes.Const(name), nodes.Const(tuple(after))])
        return nodes.CallBlock(call, [], [], body).set_lineno(line)

    def _keep(self, context: Any, name: str, after: tuple[str, ...], caller: Callable[[], str]) -> str:
        # ``after`` is for whoever reads the parsed tree, not for printing
        parts = context[_COLLECTED]
        if name in parts["asked"]:
            parts["texts"][name] = _joined(caller())
        return ""


def _joined(text: str) -> str:
    """Filled text without the empty lines that vanished branches leave behind."""
    return re.sub(r"\n\s*\n\s*", "\n\n", text).strip()


def _printed(value: Any) -> Any:
    """What ``{{ value }}`` becomes: TeX for exact values, texts as they are."""
    if isinstance(value, (str, bool, jinja2.Undefined)):
        return value
    if hasattr(value, "question_markdown"):
        return value.question_markdown
    return tex(exact(value))


def _listed(values: Any, separator: str = ", ") -> str:
    """The entries of a vector one after the other: ``{{ x | listed }}``."""
    return separator.join(str(_printed(value)) for value in values)


def _words(value: Any) -> str:
    """A small count in words: ``{{ n | words }}``."""
    names = ("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve")
    return names[int(value)] if 0 <= int(value) < len(names) else grouped(str(value))


def _numeral(value: Any) -> str:
    """A count in text outside of formulas."""
    return grouped(str(int(value))).replace(r"\,", "\u202f")


def _rows(value: MatrixBase) -> list[list[Value]]:
    return [list(value.row(i)) for i in range(value.rows)]


# a wording may come from somebody else: it reaches nothing but the values that it is given
_ENVIRONMENT = SandboxedEnvironment(
    extensions=[_PartExtension],
    undefined=jinja2.StrictUndefined,
    finalize=_printed,
    trim_blocks=True,
    lstrip_blocks=True,
    keep_trailing_newline=True,
    autoescape=False,
)
_ENVIRONMENT.globals = {"range": range}
_ENVIRONMENT.filters.update(listed=_listed, join=_listed, words=_words, numeral=_numeral, rows=_rows)

_PART = re.compile(r"{%-?\s*part\s+(\w+)\b")
_TITLE = re.compile(r"\A#\s+(.+)\n")


@dataclass(frozen=True)
class Wording:
    """A parsed wording.

    Attributes:
        title: text of the heading, a template too.
        parts: names of the parts in their order.
        names: everything the text asks for.
        needs: for each part the others without which its text cannot be read.
    """

    title: str
    parts: tuple[str, ...]
    names: frozenset[str]
    needs: Mapping[str, frozenset[str]]
    _template: jinja2.Template
    _title_template: jinja2.Template | None  #: None for a title that is the same in all instances

    def fill(self, values: Mapping[str, Any], asked: Sequence[str]) -> tuple[str, str, dict[str, str]]:
        """Title, stem and the texts of the asked parts, Markdown.

        Raises:
            jinja2.TemplateError: a value lacks what the text asks of it, or the text names the letter of a part that is not asked.
        """
        kept: dict[str, Any] = {"asked": set(asked), "texts": {}}
        letters = {name: f"({part_letter(place)})" for place, name in enumerate(asked)}

        def letter(name: str) -> str:
            if name not in letters:
                raise jinja2.TemplateRuntimeError(f"it names the letter of part '{name}', which is not asked here")
            return letters[name]

        stem = self._template.render({**values, _COLLECTED: kept, "letter": letter})
        title = self.title if self._title_template is None else self._title_template.render(values)
        return title, _joined(stem), kept["texts"]


def parse_wording(file: str, text: str) -> Wording:
    """Parse the wording of a family.

    Raises:
        FamilyError: the heading is missing, a control character shows a lost backslash, or the Jinja2 is wrong; with line and remedy.
    """
    text = text.replace("\t", "    ")  # a tab typed in an editor is innocent; one in a Python text was a \t...
    check_text(file, text)
    heading = _TITLE.match(text)
    if heading is None:
        raise FamilyError(file, "begins without a title; write '# Title of the problem' in the first line")
    body = "\n" * heading[0].count("\n") + text[heading.end() :]
    try:
        tree = _ENVIRONMENT.parse(body)
        template = _ENVIRONMENT.from_string(body)
        title = _ENVIRONMENT.from_string(heading[1])
        title_names = jinja2.meta.find_undeclared_variables(_ENVIRONMENT.parse(heading[1]))
    except jinja2.TemplateSyntaxError as error:
        raise FamilyError(file, f"line {error.lineno}: {error.message}") from error
    parts = tuple(_PART.findall(body))
    twice = sorted({part for part in parts if parts.count(part) > 1})
    if twice:
        raise FamilyError(file, f"part '{twice[0]}' stands twice; join the two texts", name=twice[0])
    names = frozenset(jinja2.meta.find_undeclared_variables(tree) | title_names) - {_COLLECTED, "letter"}
    return Wording(heading[1], parts, names, _needs(file, tree, parts), template, title if "{" in heading[1] else None)


def _needs(file: str, tree: nodes.Template, parts: tuple[str, ...]) -> dict[str, frozenset[str]]:
    """What each part names after ``after``, and whose letters it prints."""
    needs: dict[str, frozenset[str]] = {}
    inside: set[int] = set()
    for block in tree.find_all(nodes.CallBlock):
        if not _is_part(block):  # Jinja2's own {% call %}
            continue
        name, after = (argument.as_const() for argument in block.call.args[1:])
        calls = _letters(block)
        inside |= set(map(id, calls))
        needs[name] = frozenset(after) | {_named(file, call) for call in calls}
    for call in _letters(tree):
        if id(call) not in inside:
            fault = f"line {call.lineno}: the stem names the letter of a part, which an exam may leave out; name it inside of a part"
            raise FamilyError(file, fault)
    for name, others in needs.items():
        for other in sorted(others):
            if other not in parts or other == name:
                what = "itself" if other == name else f"'{other}', which is no part; the parts are {', '.join(parts)}"
                raise FamilyError(file, f"part '{name}' refers to {what}", name=name)
    return needs


def _is_part(block: nodes.CallBlock) -> bool:
    called = block.call.node
    return isinstance(called, nodes.ExtensionAttribute) and called.identifier == _PartExtension.identifier


def _letters(tree: nodes.Node) -> list[nodes.Call]:
    return [call for call in tree.find_all(nodes.Call) if isinstance(call.node, nodes.Name) and call.node.name == "letter"]


def _named(file: str, call: nodes.Call) -> str:
    """The part whose letter is asked for."""
    if len(call.args) == 1 and isinstance(call.args[0], nodes.Const) and isinstance(call.args[0].value, str):
        return call.args[0].value
    raise FamilyError(file, f'line {call.lineno}: letter takes the name of a part in quotation marks, as in letter("velocity")')


def check_text(file: str, text: str, name: str = "") -> None:
    r"""Refuse control characters: ``"\beta"`` without ``r`` is a backspace, ``"\theta"`` a tab.

    Raises:
        FamilyError: there is one; says which command was probably meant.
    """
    for character, command in (("\b", r"\b..."), ("\t", r"\t..."), ("\a", r"\a..."), ("\f", r"\f..."), ("\v", r"\v..."), ("\r", r"\r...")):
        if character in text:
            where = text.index(character)
            around = text[max(0, where - 8) : where] + command[:2] + text[where + 1 : where + 8]
            raise FamilyError(file, f"a control character stands in '{around}'; write the text as r\"...\"", name=name)


def fill_text(text: str, values: Mapping[str, Any]) -> str:
    """Fill a short text of a family (a reason, a feedback) from parameters; texts without Jinja2 marks come back as they are."""
    if "{{" not in text and "{%" not in text:
        return text
    return _short_template(text).render(values)


@lru_cache(maxsize=5_000)
def _short_template(text: str) -> jinja2.Template:
    """A reason is filled in for every instance; it is compiled once."""
    return _ENVIRONMENT.from_string(text)
