r"""TeX formula -> tree of MathML elements: read once, then written as MathML or in plain notation.

``math-core`` reads TeX; what it gets wrong or leaves to HTML is mended here, and whatever is not plain MathML Core is dropped: neither
a colour, a link, a name nor a style of a formula reaches a page. A formula that cannot be read has no tree.
"""

from __future__ import annotations

import re
from functools import lru_cache
from xml.etree import ElementTree

from math_core import LatexError, LatexToMathML

from examgen.writing.escaping import printable
from examgen.writing.safe_formulas import reaching

#: An element of MathML; trees are shared between calls and never changed.
Element = ElementTree.Element

_CONVERTER = LatexToMathML(fancy_error=False, unicode_substitution="never")

# The converter descends by recursion in compiled code: a formula nested too deeply would end the process, so it is not tried.
_DEEPEST = 40
_MOST_STRUCTURE = 300
_LONGEST = 20_000
_COMMAND = re.compile(r"\\([A-Za-z]+)")
_NEST = re.compile(r"\\(left|right|begin|end)(?![A-Za-z])|\\.|([{}])", re.DOTALL)
#: Commands that take no argument.
_LEAVES = frozenset(
    re.findall(
        r"\S+",
        """
    alpha beta gamma delta epsilon zeta eta theta iota kappa lambda mu nu xi pi rho sigma tau upsilon phi chi psi omega varepsilon
    varphi Gamma Delta Theta Lambda Xi Pi Sigma Upsilon Phi Psi Omega cdot times ln log exp max min sum int prod left right begin end
    bigl bigr Bigl Bigr big Big lfloor rfloor lceil rceil lvert rvert lVert rVert partial nabla quad qquad dots ldots cdots le ge leq
    geq ne neq in to infty odot ell det tanh
""",
    )
)
_ROW_GAP = re.compile(r"\\\\\s*\[\s*-?[\d.]+\s*[a-z]{2}\s*\]")
_TAGS = frozenset(
    re.findall(
        r"\S+",
        """
    math mrow mi mn mo mtext mspace mfrac msub msup msubsup munder mover munderover msqrt mroot mtable mtr mtd mpadded
""",
    )
)
#: What an attribute may say. Styles are only those that align cells.
_ATTRIBUTES = {
    "display": re.compile(r"block"),
    "displaystyle": re.compile(r"true|false"),
    "scriptlevel": re.compile(r"[0-2]"),
    "mathvariant": re.compile(r"normal"),
    "stretchy": re.compile(r"true|false"),
    "symmetric": re.compile(r"true|false"),
    "form": re.compile(r"prefix|infix|postfix"),
    "accent": re.compile(r"true|false"),
    "accentunder": re.compile(r"true|false"),
    "linethickness": re.compile(r"0"),
    **dict.fromkeys(("lspace", "rspace", "minsize", "maxsize", "width"), re.compile(r"[\d.]{1,12}(?:em)?")),
    "style": re.compile(r"(?:(?:text-align|justify-items|padding-left|padding-right|margin-left): ?-?[a-z0-9.]{1,14};)+"),
}
_VARIATION = "\ufe00\ufe01"
#: U+0332 is what the converter draws a line above with: it is the line below.
_MENDED = {"\u0332": "\u203e"}


def tree(tex: str, *, display: bool = False) -> Element | None:
    """The ``math`` element of a formula; None where it reaches outside of itself, is nested too deeply or uses an unknown command."""
    found = _read(tex, display)
    return None if isinstance(found, str) else found


def unreadable(tex: str, *, display: bool = False) -> str:
    """Why a formula has no tree, in words; "" where it has one."""
    found = _read(tex, display)
    return found if isinstance(found, str) else ""


@lru_cache(maxsize=8192)
def _read(tex: str, display: bool) -> Element | str:
    if fault := reaching(tex):
        return fault
    if printable(tex) != tex:
        return "a control character stands in it"
    if not _flat_enough(tex):
        return "it is too long, or nested too deeply"
    try:
        made = _CONVERTER.convert_with_local_state(_prepared(tex), displaystyle=display)
        # the only names of HTML that it writes; XML does not know them
        root = ElementTree.fromstring(made.replace("&ApplyFunction;", "\u2061").replace("&InvisibleTimes;", "\u2062"))
    except LatexError as error:
        said = re.sub(r"^\d+: ", "", str(error)).rstrip(".").replace('"', "'")
        return said[:1].lower() + said[1:]
    except ElementTree.ParseError:
        return "it holds nothing that MathML has a word for"
    mended = _mended(root)
    return "it is empty" if mended is None else mended


def _flat_enough(tex: str) -> bool:
    if len(tex) > _LONGEST or sum(name not in _LEAVES for name in _COMMAND.findall(tex)) > _MOST_STRUCTURE:
        return False
    depth = 0
    for word, brace in _NEST.findall(tex):
        depth += (word in {"left", "begin"} or brace == "{") - (word in {"right", "end"} or brace == "}")
        if depth > _DEEPEST:
            return False
    return True


def _prepared(tex: str) -> str:
    """The formula in the commands that the converter knows; ``%`` and ``#`` stand for themselves, as in print."""
    tex = _ROW_GAP.sub(r"\\\\ ", tex)
    tex = tex.replace("{smallmatrix}", "{matrix}").replace("{split}", "{aligned}")
    tex = re.sub(r"\\begin\{alignedat\}\s*\{\d+\}", r"\\begin{aligned}", tex).replace("{alignedat}", "{aligned}")
    return re.sub(r"(?<!\\)((?:\\\\)*)([%#])", r"\1\\\2", tex)


def _mended(element: Element) -> Element | None:
    """A copy without what is not wanted; None if an element is not of MathML Core, or holds nothing."""
    if element.tag in {"mphantom", "annotation"} or (element.tag == "mspace" and not element.attrib):
        return None
    made = Element(
        element.tag if element.tag in _TAGS else "mrow",
        {name: value for name, value in element.attrib.items() if name in _ATTRIBUTES and _ATTRIBUTES[name].fullmatch(value)},
    )
    if element.tag in {"mi", "mn", "mo", "mtext"}:
        text = "".join(element.itertext())
        made.text = "".join(_MENDED.get(char, char) for char in text if char not in _VARIATION)
        return made
    if element.tag in _WITH_PLACES:
        # an argument that holds nothing visible still has its place
        made.extend([Element("mrow") if child is None else child for child in map(_mended, element)])
        return made
    children = [child for child in map(_mended, element) if child is not None]
    if element.tag in {"mrow", "math"}:
        children = _joined(children)
        if not any(inner.tag in _TALL for child in children for inner in child.iter()):
            for child in children:
                if child.tag == "mo" and child.text in _FENCES and not child.attrib.keys() & {"stretchy", "minsize"}:
                    # browsers take the next larger bracket, with a gap on each side, even where nothing is tall
                    child.set("stretchy", "false")
    if element.tag == "mrow" and len(children) == 1 and not made.attrib:
        return children[0]
    made.extend(children)
    return made


_WITH_PLACES = frozenset(("mfrac", "msub", "msup", "msubsup", "munder", "mover", "munderover", "mroot"))


def _joined(children: list[Element]) -> list[Element]:
    """What is one thing for the reader as one element: digits that thin spaces group, and the three points of an ellipsis."""
    made: list[Element] = []
    for child in children:
        if child.tag == "mo" and child.text in _POINTS and [one.text for one in made[-2:]] == [child.text] * 2:
            points = Element("mo")
            points.text = _POINTS[child.text]
            made[-2:] = [points]
            continue
        group = child.tag == "mn" and len(made) > 1 and re.fullmatch(r"\d{3}", child.text or "")
        if group and is_space(made[-1], most=0.2) and made[-2].tag == "mn" and _HEAD.fullmatch(made[-2].text or ""):
            number = Element("mn")
            number.text = f"{made[-2].text}\u202f{child.text}"
            made[-2:] = [number]
        else:
            made.append(child)
    return made


_TALL = frozenset(("mfrac", "mtable", "munder", "munderover", "msqrt", "mroot"))
_FENCES = frozenset("()[]{}|‖⌊⌋⌈⌉⟨⟩")
_POINTS = {".": "…", "·": "⋯"}
_HEAD = re.compile(r"\d{1,3}(?:\u202f\d{3})*")


def is_space(element: Element, *, most: float = 9.0, least: float = 0.0) -> bool:
    """Whether the element is an empty space between ``least`` and ``most`` em wide."""
    width = re.fullmatch(r"([\d.]+)em", element.get("width", ""))
    return element.tag == "mspace" and width is not None and least <= float(width[1]) <= most
