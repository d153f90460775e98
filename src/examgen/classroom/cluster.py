"""Grading on a Dask cluster: the same batches, run by its workers."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import Executor
from contextlib import contextmanager
from typing import Any

from examgen.errors import ContractError


@contextmanager
def cluster(address: str | None, *, seconds: float = 10.0) -> Iterator[Executor | None]:
    """An executor of the cluster at an address such as ``tcp://host:8786``; None without an address.

    Workers need examgen, of the same version. A worker that dies loses nothing: what it was at is given to another one.

    Raises:
        ContractError: Dask is not installed, or there is no scheduler at the address.
    """
    if address is None:
        yield None
        return
    try:
        from distributed import Client
    except ImportError:
        raise ContractError("--scheduler", 'needs Dask; install it with: pip install "examgen[dask]"') from None
    try:
        client: Any = Client(address, timeout=seconds, set_as_default=False)  # type: ignore[no-untyped-call]
    except (OSError, ValueError, TimeoutError) as error:
        raise ContractError("--scheduler", f"there is no scheduler at {address}: {error}") from None
    try:
        # a batch is pure: the same arguments give the same marks, wherever and however often it runs
        yield client.get_executor(pure=False, retries=3)
    finally:
        client.close()
