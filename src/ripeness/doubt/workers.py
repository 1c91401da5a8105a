"""Work shared among processes of one machine: results in order, the same whatever the number of workers."""

from __future__ import annotations

import hashlib
import multiprocessing
import pickle
import signal
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from itertools import islice
from typing import Any, Self, TypeVar

from ripeness.errors import AnalysisError

T = TypeVar("T")
R = TypeVar("R")

MOST_WORKERS = 64
_AHEAD = 3  # pieces of work handed out for each worker before the first is taken back


class Crew:
    """A number of workers, and whom to tell how far they are.

    One worker is this process. More are processes that are started when there is work and stay until the end. What a
    worker does depends on nothing but the work and its item, so results are the same bytes for any number of workers.

    Parameters
    ----------
    workers : int
        How many; 1 starts no process.
    progress : callable, optional
        Called with how many items are done, how many there are, and what is being done.

    Raises
    ------
    AnalysisError
        ``bad-workers`` when it is not 1 to 64; ``workers-lost`` when one ends before its work is done.
    """

    def __init__(self, workers: int = 1, progress: Callable[[int, int, str], None] | None = None) -> None:
        if not 1 <= workers <= MOST_WORKERS:
            message = f"the number of workers must be 1 to {MOST_WORKERS}, not {workers}"
            raise AnalysisError.of("bad-workers", message, hint="one for each processor is plenty")
        self.workers = workers
        self.progress = progress
        self._pool: ProcessPoolExecutor | None = None

    def __enter__(self) -> Self:
        """Return the crew."""
        return self

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        """Send the workers home: at once when something went wrong."""
        if self._pool is not None:
            self._pool.shutdown(wait=kind is None, cancel_futures=True)
            self._pool = None

    def say(self, done: int, total: int, what: str) -> None:
        """Say how far the work is."""
        if self.progress:
            self.progress(done, total, what)

    def each(self, work: Callable[[T], R], items: Sequence[T], what: str) -> Iterator[R]:
        """Yield ``work(item)`` for one item after the other, in their order."""
        self.say(0, len(items), what)
        found = self._alone(work, items) if self.workers == 1 or len(items) < 2 else self._together(work, items)
        for done, result in enumerate(found, start=1):
            self.say(done, len(items), what)
            yield result

    def _alone(self, work: Callable[[T], R], items: Sequence[T]) -> Iterator[R]:
        return (work(item) for item in items)

    def _together(self, work: Callable[[T], R], items: Sequence[T]) -> Iterator[R]:
        pool = self._started()
        packed = pickle.dumps(work)
        key = hashlib.sha256(packed).digest()
        waiting: list[Future[R]] = []
        rest = iter(items)
        try:
            for item in rest:
                waiting.append(pool.submit(_work, key, packed, item))
                if len(waiting) >= self.workers * _AHEAD:
                    break
            while waiting:
                result = waiting.pop(0).result()
                waiting += [pool.submit(_work, key, packed, item) for item in islice(rest, 1)]
                yield result
        except BrokenProcessPool:
            self._pool = None
            message = "a worker process ended before its work was done"
            hint = 'use one worker; in a script, put the call below `if __name__ == "__main__":`'
            raise AnalysisError.of("workers-lost", message, hint=hint) from None
        finally:
            for future in waiting:
                future.cancel()

    def _started(self) -> ProcessPoolExecutor:
        if self._pool is None:
            context = multiprocessing.get_context("spawn")  # the same on every system, and safe beside threads
            self._pool = ProcessPoolExecutor(self.workers, mp_context=context, initializer=_ignore_interrupts)
        return self._pool


_known: dict[bytes, Any] = {}


def _work(key: bytes, packed: bytes, item: Any) -> Any:
    """Do one piece of work in a worker, which unpacks what it is to do once."""
    if key not in _known:
        _known.clear()
        _known[key] = pickle.loads(packed)  # noqa: S301 - packed by the parent of this process
    return _known[key](item)


def _ignore_interrupts() -> None:
    """Leave Ctrl-C to the parent, which sends the workers home."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
