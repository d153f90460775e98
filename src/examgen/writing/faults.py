"""What TeX complains of, in the words of whoever has to mend it: form, problem, family, and the line in which it stands."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from examgen.errors import TypesettingError
from examgen.writing.engine import MissingFileError
from examgen.writing.formulas import unreadable
from examgen.writing.layouts import TEMPLATES
from examgen.writing.places import asking_for, holds, lines_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from examgen.bank import Bank
    from examgen.writing.layouts import Layout

_FORM = re.compile(r"^\\beginform\{\d+\}\{(.*)\}%$", re.MULTILINE)
_PROBLEM = re.compile(r"^% examgen: problem (\d+) \((.+)\)$", re.MULTILINE)


def placed(fault: TypesettingError, tex: str, layout: Layout) -> TypesettingError:
    """The error of TeX on this document with what its message needs: form, problem and family, or the file of the look."""
    if not fault.line or isinstance(fault, MissingFileError):
        return fault
    folder, form, family, place, suspect = layout.look.folder, "", "", "", ""
    before = "\n".join(tex.split("\n")[: fault.line])
    if folder is not None and fault.file != f"{layout.name}.tex" and (folder / fault.file).is_file():
        place = f"{folder / fault.file}, line {fault.line}"  # a class or a style of the look
    elif forms := _FORM.findall(before):
        form, place = forms[-1], "cover"
        if problem := _PROBLEM.findall(before[before.rindex("\\beginform{") :]):
            number, family = problem[-1]
            place = f"problem {number} ({family})"
            suspect = _suspect(tex[len(before) - len(before.rpartition("% examgen: problem ")[2]) :].partition("% examgen: problem ")[0])
    elif folder is not None:
        place = "before the first page"
    if not place:
        return fault
    message = f"{layout.name}, {f'form {form}, ' if form else ''}{place}: {_says(fault)}"
    told = {"says": fault.says, "near": fault.near, "file": fault.file, "form": form, "family": family, "place": place, "suspect": suspect}
    return TypesettingError(message, line=fault.line, **told)


_INLINE = re.compile(r"(?<!\\)\$([^$]+)\$")


def _suspect(problem: str) -> str:
    """The first formula of a problem that is no mathematics even for a reader who is not TeX."""
    return next((one for one in _INLINE.findall(problem) if unreadable(one)), "")


def _says(fault: TypesettingError) -> str:
    return f"TeX says '{fault.says}'" + (f" near '{fault.near}'" if fault.near else "")


def told(faults: Iterable[tuple[TypesettingError, Layout]], bank: Bank) -> list[str]:
    """One sentence for all forms and layouts in which the same thing is wrong, in their order."""
    groups: dict[tuple[str, ...], list[tuple[TypesettingError, Layout]]] = {}
    for fault, layout in faults:
        # what differs from form to form are numbers
        near = re.sub(r"[\d\s.+-]+", "#", fault.near)
        alone = str(fault).replace(f"{layout.name}.tex", "@", 1)
        key = (fault.place, fault.says, near) if fault.place else (alone,)
        groups.setdefault(key, []).append((fault, layout))
    return [_sentence(some, bank) for some in groups.values()]


def _sentence(some: Sequence[tuple[TypesettingError, Layout]], bank: Bank) -> str:
    fault, layout = some[0]
    layouts = list(dict.fromkeys(one.name for _, one in some))
    if not fault.place:
        said, hint = str(fault).replace(f"{layout.name}.tex", _listed([f"{name}.tex" for name in layouts]), 1), _in_look(fault, layout)
        return f"{said.rstrip('.')}.{hint}" if hint else said
    form = ""
    if fault.form:
        forms = list(dict.fromkeys(one.form for one, _ in some))
        more = f" (and {', '.join(forms[1:30])}{', ...' if len(forms) > 30 else ''})" if len(forms) > 1 else ""
        form = f"form {fault.form}{more}, "
    return f"{_listed(layouts)}, {form}{fault.place}: {_says(fault)}{_where(fault, layout, bank)}"


_SCANNED = re.compile(r"scanning \w+ of (\\\w+)")


def _in_look(fault: TypesettingError, layout: Layout) -> str:
    """Where to look in a look for what stopped TeX at no line."""
    look = layout.look
    if look.folder is None or isinstance(fault, MissingFileError):
        return ""
    files = [str(look.folder / name) for name in (*TEMPLATES, "document.tex") if look.has(name)]
    files += [str(path) for path in look.files if path.suffix in (".cls", ".sty")]
    scanned = _SCANNED.search(fault.says)
    near = fault.near or (scanned[1] if scanned else "")
    is_command = near.startswith("\\")
    # a picture may be asked for without its ending
    if near and not is_command and (asking := asking_for(near, look.folder)):
        return f" ({asking})"
    places = lines_of(near, files) if is_command else []
    if len(places) == 1:
        return f" It stands in {places[0][0]}, line {places[0][1]}."
    return f" Look at {' and '.join(files)}." if files else ""


def _listed(names: Sequence[str]) -> str:
    return " and ".join((", ".join(names[:-1]), names[-1])) if len(names) > 1 else names[0]


def _where(fault: TypesettingError, layout: Layout, bank: Bank) -> str:
    """The line in which it stands, or the file to look at."""
    files: list[str] = []
    if fault.family and fault.family in bank.ids:
        family = bank.family(fault.family).files
        files = [family.wording, family.solution, family.template]
    unclosed = "opened before this" in fault.says
    if unclosed:
        files = []  # not the problem that TeX was reading
    if layout.look.folder is not None:
        names = ("problem.tex",) if fault.family else ("cover.tex",) if fault.form else ("preamble.tex", "document.tex")
        names = ("cover.tex", "problem.tex") if unclosed else names
        files += [str(layout.look.folder / name) for name in names if layout.look.has(name)]
    if not files or fault.place.endswith(f"line {fault.line}"):
        return ""
    places = lines_of(fault.near, files)
    if fault.suspect and not holds(fault.near, places) and len(suspected := lines_of(fault.suspect, files)) == 1:
        places = suspected
    if len(places) == 1:
        return f"; it stands in {places[0][0]}, line {places[0][1]}"
    if places and len({file for file, _ in places}) == 1:
        return f"; look at {places[0][0]}, lines {', '.join(str(line) for _, line in places[:4])}"
    return f"; look at {files[0]}"
