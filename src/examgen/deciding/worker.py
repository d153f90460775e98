"""A judge that nothing can stop: each answer is judged in a child process, which is killed when it takes too long or too much memory.

The child reads requests from its standard input and writes results to its standard output, one JSON line each, so it works alike on every
system and from any thread; no signals. A child that dies, for whatever reason, costs the one answer that it was at; the next one gets a
new child.
"""

from __future__ import annotations

import json
import queue
import subprocess
import sys
import threading
import time
from collections.abc import Mapping
from types import TracebackType
from typing import Any

from examgen.deciding.judge import Judgement

#: Seconds for one answer, and mebibytes that the child may use.
SECONDS, MEMORY = 1.0, 512
#: Seconds that a child may take to start.
_START = 30.0


class Worker:
    """Judges answers in a child process.

    >>> with Worker() as worker:
    ...     worker.judge({"reference": "1/2", "student": "0.5"}).verdict
    True
    """

    def __init__(self, *, seconds: float = SECONDS, memory: int = MEMORY) -> None:
        self._seconds = seconds
        self._memory = memory
        self._child: subprocess.Popen[str] | None = None
        self._lines: queue.Queue[str | None] = queue.Queue()
        self._lock = threading.Lock()

    def __enter__(self) -> Worker:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.close()

    def close(self) -> None:
        """End the child."""
        with self._lock:
            self._stop()

    def judge(self, request: Mapping[str, Any]) -> Judgement:
        """Judge one request: ``reference``, ``student``, and whatever else :func:`examgen.judge` takes, by name.

        What is wrong with the request itself is told in the judgement's reason, with the method ``"request"``.
        """
        with self._lock:
            start = time.perf_counter()
            line = json.dumps(dict(request))
            for _ in range(2):  # a child that died unnoticed is replaced once
                child = self._ready()
                if child is not None and self._sent(child, line):
                    break
            else:
                return Judgement(None, "undecided", "worker", "The judge could not be started.", time.perf_counter() - start)
            try:
                answer = self._lines.get(timeout=self._seconds)
            except queue.Empty:
                self._stop()
                reason = f"This could not be decided within {self._seconds:g} s."
                return Judgement(None, "undecided", "stopped", reason, time.perf_counter() - start)
            if answer is None:
                self._stop()
                return Judgement(
                    None, "undecided", "stopped", "This could not be decided with the memory there is.", time.perf_counter() - start
                )
            return Judgement(**json.loads(answer))

    def _sent(self, child: subprocess.Popen[str], line: str) -> bool:
        assert child.stdin is not None
        try:
            child.stdin.write(line + "\n")
            child.stdin.flush()
        except (BrokenPipeError, OSError, ValueError):
            self._stop()
            return False
        return True

    def _ready(self) -> subprocess.Popen[str] | None:
        """A running child that has said that it is ready."""
        if self._child is not None and self._child.poll() is None:
            return self._child
        self._stop()
        command = [sys.executable, "-m", "examgen.deciding.child", str(self._memory)]
        child = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, encoding="utf-8")
        self._lines = queue.Queue()
        threading.Thread(target=_pump, args=(child, self._lines), daemon=True).start()
        try:
            ready = self._lines.get(timeout=_START)
        except queue.Empty:
            ready = None
        self._child = child
        if ready is None:
            self._stop()
            return None
        return child

    def _stop(self) -> None:
        child, self._child = self._child, None
        if child is None:
            return
        child.kill()
        child.wait()
        for stream in (child.stdin, child.stdout):
            if stream is not None:
                try:
                    stream.close()
                except OSError:
                    continue


def _pump(child: subprocess.Popen[str], lines: queue.Queue[str | None]) -> None:
    """Pass on what the child says; None when it has ended."""
    assert child.stdout is not None
    try:
        for line in child.stdout:
            lines.put(line)
    except (OSError, ValueError):
        pass
    lines.put(None)
