"""Failures a person can act on.

Every sentence says what is wrong and what to do. Anything that is not a `StudioError` is a defect: the user is
told so in one line and the log has the traceback.
"""

from typing import ClassVar


class StudioError(Exception):
    """Base of all expected failures; `str(error)` is the sentence a person reads."""

    exit_code: ClassVar[int] = 1


class BadInput(StudioError):
    """A file, folder, expression or number the user gave cannot be used."""

    exit_code = 3


class SeveralFit(BadInput):
    """Something fits several models, and only the user can say which one is meant."""

    def __init__(self, sentence: str, choices: tuple[str, ...]) -> None:
        super().__init__(sentence)
        self.choices = choices
        """Names of the models."""

    def __reduce__(self) -> tuple[type["SeveralFit"], tuple[str, tuple[str, ...]]]:
        # Workers send errors as pickles, which would lose the choices.
        return SeveralFit, (str(self), self.choices)


class ClipMissing(StudioError):
    """The video a project was made from is not where it was."""

    exit_code = 4


class WrongClip(StudioError):
    """A video was offered for a project that was made from another one."""

    exit_code = 4


class WeightsMissing(StudioError):
    """A model was asked for whose weights are not on this machine."""

    exit_code = 5


class WorkerLost(StudioError):
    """The worker process died; what it had finished is kept."""

    exit_code = 6


class CannotWrite(StudioError):
    """A file could not be written: no permission, no space, a vanished folder."""

    exit_code = 7


class Refused(StudioError):
    """The project is in a state in which the request makes no sense now."""

    exit_code = 8


class DeviceTooSmall(StudioError):
    """A computing device has too little memory for a model, however little is asked of it."""

    exit_code = 9
