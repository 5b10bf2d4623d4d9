"""Expressions that were typed lately, in any project, and patterns to begin one with."""

import contextlib
import re
from dataclasses import dataclass
from pathlib import Path

import msgspec

from rvos_studio import settings

MOST = 200
PLACEHOLDER = re.compile(r"\{[^{}]*\}")


@dataclass(frozen=True)
class Phrases:
    """The list, in a file of the settings' folder; a damaged or unwritable one is as good as none."""

    path: Path

    @classmethod
    def of_user(cls) -> "Phrases":
        return cls(settings.config_folder() / "expressions.json")

    def read(self) -> list[str]:
        """Newest first."""
        try:
            return msgspec.json.decode(self.path.read_bytes(), type=list[str])
        except (OSError, msgspec.DecodeError):
            return []

    def add(self, text: str) -> None:
        """Put an expression at the top."""
        words = " ".join(text.split())
        listed = [words, *(each for each in self.read() if each.lower() != words.lower())][:MOST]
        with contextlib.suppress(OSError):  # only a convenience
            settings.keep(self.path, msgspec.json.encode(listed))
