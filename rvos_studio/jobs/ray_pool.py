"""Worker processes of a Ray cluster: one actor per GPU, or per so many CPU cores where there is none."""

import logging
import os
from collections import deque
from collections.abc import Generator, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from rvos_studio.errors import BadInput, StudioError, WorkerLost
from rvos_studio.jobs.pool import TRIES, Began, Ended, News, Value
from rvos_studio.jobs.runner import resolve

_log = logging.getLogger(__name__)
_AHEAD = 8
"""Values that an actor may be ahead of the reader."""
_LOOK_AGAIN_S = 1.0
"""How often the cluster is asked whether it has room for another actor."""


class _Host:
    """What runs in an actor: it keeps the process, and with it loaded models, from request to request."""

    def serve(self, task: str, arguments: Mapping[str, Any]) -> Iterator[Any]:
        """The values of one request."""
        for value in resolve(task)(**arguments):  # noqa: UP028, not every task takes what `yield from` sends
            yield value


@dataclass
class _Request:
    number: int
    arguments: Mapping[str, Any]
    attempt: int = 0


class RayPool:
    """Actors of a Ray cluster. Implements `Pool`.

    Nodes that join are used, the requests of one that is lost go to the others. Raises `BadInput` where Ray is not
    installed or the cluster does not answer.
    """

    def __init__(self, address: str | None = None, cores: int = 1) -> None:
        """Join the cluster at `address`, 'auto' being the one this machine belongs to; None starts one here.

        `cores` are the CPU cores of an actor where no node has a GPU.
        """
        try:
            import ray
        except ImportError as error:
            raise BadInput(
                "Ray is not installed; install it with 'pip install \"rvos-studio[ray]\"', or use local workers."
            ) from error
        self._ray: Any = ray
        # Accelerators stay visible to actors that ask for none: they do not exist then.
        os.environ.setdefault("RAY_ACCEL_ENV_VAR_OVERRIDE_ON_ZERO", "0")
        try:
            self._ray.init(
                address=address or "local",
                log_to_driver=False,
                include_dashboard=None if address else False,
                logging_level=logging.WARNING,
            )
        except (ConnectionError, ValueError) as error:
            raise BadInput(
                f"No Ray cluster answers at '{address}'; start one with 'ray start --head', or use local workers."
            ) from error
        gpus = self._ray.cluster_resources().get("GPU", 0)
        self._needs: dict[str, float] = (
            {"num_gpus": 1, "num_cpus": 0} if gpus else {"num_cpus": cores}
        )
        self._host: Any = self._ray.remote(_Host)
        self._idle: list[Any] = []
        self._starting: dict[Any, Any] = {}
        """What tells that an actor is ready -> the actor; it waits for room where others use the cluster, too."""

    @property
    def size(self) -> int:
        """See `Pool.size`."""
        resource, needed = (
            ("GPU", 1.0) if "num_gpus" in self._needs else ("CPU", self._needs["num_cpus"])
        )
        return max(1, int(self._ray.cluster_resources().get(resource, 0) // needed))

    def run(self, task: str, requests: Iterable[Mapping[str, Any]]) -> Generator[News, None, None]:
        """See `Pool.run`."""
        fresh = (_Request(number, arguments) for number, arguments in enumerate(requests))
        again: deque[_Request] = deque()
        running: dict[Any, tuple[Any, _Request]] = {}
        waiting = next(fresh, None)
        try:
            while waiting or running:
                while waiting and self._idle:
                    actor, waiting.attempt = self._idle.pop(), waiting.attempt + 1
                    yield Began(waiting.number, waiting.attempt)
                    values = actor.serve.options(
                        num_returns="streaming", _generator_backpressure_num_objects=_AHEAD
                    ).remote(task, waiting.arguments)
                    running[values] = actor, waiting
                    waiting = again.popleft() if again else next(fresh, None)
                if waiting:
                    self._hire(len(running))
                ready, _ = self._ray.wait(
                    [*running, *self._starting], timeout=_LOOK_AGAIN_S, fetch_local=False
                )
                for each in ready:
                    if each in self._starting:
                        self._welcome(each)
                        continue
                    actor, request = running[each]
                    news = self._next(each, actor, request, again)
                    if not isinstance(news, Value):
                        del running[each]
                    if news is not None:
                        yield news
                waiting = waiting or (again.popleft() if again else None)
        finally:
            for values, (actor, _) in running.items():
                self._ray.cancel(values)
                self._ray.kill(actor)

    def close(self) -> None:
        """See `Pool.close`."""
        self._ray.shutdown()

    def _next(
        self, values: Any, actor: Any, request: _Request, again: deque[_Request]
    ) -> News | None:
        """The next thing that a request has to say; None where it is to be begun again."""
        exceptions = self._ray.exceptions
        try:
            value = Value(request.number, self._ray.get(next(values)))
        except StopIteration:
            self._idle.append(actor)
            return Ended(request.number)
        except exceptions.RayTaskError as error:
            self._idle.append(actor)
            if isinstance(error.cause, StudioError):
                return Ended(request.number, error.cause)
            _log.error("request %s failed: %s", request.number, error)
            sentence = f"{type(error.cause).__name__}: {error.cause}".splitlines()[0]
            return Ended(
                request.number,
                StudioError(f"The work failed unexpectedly ({sentence}); the log has the details."),
            )
        except exceptions.RayError as error:  # its actor, its node or a value on that node is gone
            _log.warning("a Ray worker was lost: %s", error)
            self._ray.kill(actor)
            if request.attempt < TRIES:
                again.append(request)
                return None
            return Ended(
                request.number,
                WorkerLost(
                    f"{TRIES} Ray workers were lost over this work; the log has the details."
                ),
            )
        return value

    def _hire(self, busy: int) -> None:
        """Ask for as many actors as the cluster has room for."""
        for _ in range(self.size - busy - len(self._idle) - len(self._starting)):
            actor = self._host.options(**self._needs).remote()
            self._starting[actor.__ray_ready__.remote()] = actor

    def _welcome(self, ready: Any) -> None:
        """An actor is there, or its node was lost while it came."""
        actor = self._starting.pop(ready)
        try:
            self._ray.get(ready)
        except self._ray.exceptions.RayError as error:
            _log.warning("a Ray worker did not start: %s", error)
        else:
            self._idle.append(actor)
