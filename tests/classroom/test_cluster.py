"""Grading on a Dask cluster: a real scheduler and two workers on loopback, of which one is killed half way."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from classroom.classes import small_class
from examgen.classroom.cluster import cluster
from examgen.errors import ContractError
from examgen.grading.diagnosis import pairs_from_bank
from examgen.grading.following import from_bank
from examgen.grading.marking import Marker
from examgen.grading.report import GradeReport
from examgen.grading.submission import check_submission

CLASS = small_class()


@pytest.fixture
def scheduler(tmp_path: Path) -> Iterator[tuple[str, list[subprocess.Popen[bytes]]]]:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    address = f"tcp://127.0.0.1:{port}"
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL, "cwd": tmp_path}
    dask = [sys.executable, "-m", "dask"]
    processes = [subprocess.Popen([*dask, "scheduler", "--host", "127.0.0.1", "--port", str(port), "--no-dashboard"], **quiet)]  # type: ignore[call-overload]
    worker = [*dask, "worker", address, "--nworkers", "1", "--nthreads", "1", "--no-nanny", "--no-dashboard"]
    try:
        time.sleep(1)
        processes += [subprocess.Popen(worker, **quiet) for _ in range(2)]  # type: ignore[call-overload]
        yield address, processes[1:]
    finally:
        for process in processes:
            process.kill()
        for process in processes:
            process.wait()


@pytest.mark.slow
def test_a_worker_of_the_cluster_that_is_killed_loses_nothing(
    scheduler: tuple[str, list[subprocess.Popen[bytes]]], tmp_path: Path
) -> None:
    address, workers = scheduler
    answers = CLASS.hand_in(tmp_path / "class")
    for turn in range(9):
        for student in CLASS.students:
            data = student.submission(CLASS.exam.id)
            data = {**data, "student": f"{student.number}-{turn}", "answers": {**data["answers"], "1.a": f"{turn} + {turn}/7"}}
            (answers / f"{student.number}-{turn}.json").write_text(json.dumps(data), encoding="utf-8")
    out = tmp_path / "out"
    command = [sys.executable, "-m", "examgen", "grade", str(answers.parent / "key.json"), str(answers), "--out", str(out)]
    run = subprocess.Popen([*command, "--scheduler", address, "--json"], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    end = time.monotonic() + 90
    while len(list(out.glob("s*.json"))) < 100 and time.monotonic() < end:
        time.sleep(0.02)
    os.kill(workers[0].pid, signal.SIGKILL)
    told, err = run.communicate(timeout=180)
    assert run.returncode == 0, err
    result = json.loads(told)
    assert result["new"] == 600 and not result["faults"]
    assert sorted(one["student"] for one in result["graded"]) == sorted(
        [one.number for one in CLASS.students] + [f"{one.number}-{turn}" for one in CLASS.students for turn in range(9)]
    )
    marker = Marker(CLASS.key, follow=from_bank(CLASS.bank), pairs=pairs_from_bank(CLASS.bank))
    for one in CLASS.students:
        expected = marker.mark(check_submission(one.submission(CLASS.exam.id)))
        assert GradeReport.model_validate_json((out / f"{one.number}.json").read_bytes()) == expected


def test_no_scheduler_at_the_address_is_told() -> None:
    with pytest.raises(ContractError, match="no scheduler at tcp://127"), cluster("tcp://127.0.0.1:1", seconds=1):
        pass
