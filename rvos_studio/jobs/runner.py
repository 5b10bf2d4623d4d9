"""The seam between asking for work and where it is done."""

import importlib
from collections.abc import Generator
from typing import Any, Protocol


class Runner(Protocol):
    """Runs a generator function that is named `package.module:function`.

    Arguments and values must be picklable. Closing the returned generator cancels the work at its next value.
    A `StudioError` of the function is raised as it is, anything else as `StudioError` with the log told.
    """

    def run(self, task: str, **arguments: Any) -> Generator[Any, None, None]:
        """Start the work and give its values as they come. One task at a time."""
        ...

    def close(self) -> None:
        """Stop what runs and free everything."""
        ...


def resolve(task: str) -> Any:
    """The function behind `package.module:function`."""
    module, _, name = task.partition(":")
    return getattr(importlib.import_module(module), name)


class InProcess:
    """Runs the work in the calling thread: for the command line and for tests."""

    def run(self, task: str, **arguments: Any) -> Generator[Any, None, None]:
        """See `Runner.run`."""
        yield from resolve(task)(**arguments)

    def close(self) -> None:
        """Nothing to free."""
