"""How a person likes masks to be shown, remembered from one day to the next."""

import contextlib
from pathlib import Path
from typing import Annotated

import msgspec

from rvos_studio import settings
from rvos_studio.app.canvas.overlay import FILL, Style

FAINTEST, STEP = 0.05, 0.1
"""The lowest opacity of a filled mask, and how much a key changes it."""


class Appearance(msgspec.Struct, frozen=True):
    """What is remembered."""

    strip: bool = True
    """Whether models' answers stand side by side as soon as there are several."""
    filled: bool = True
    opacity: Annotated[float, msgspec.Meta(ge=FAINTEST, le=1)] = FILL

    @property
    def style(self) -> Style:
        """How masks are drawn."""
        return Style(self.filled, self.opacity)

    def with_opacity(self, opacity: float) -> "Appearance":
        """Filled with this opacity, as far as it can be seen at all."""
        within = min(max(round(opacity, 2), FAINTEST), 1.0)
        return msgspec.structs.replace(self, filled=True, opacity=within)

    @classmethod
    def read(cls) -> "Appearance":
        """What was written last; as at first where that is missing or damaged."""
        try:
            return msgspec.json.decode(_place().read_bytes(), type=cls)
        except (OSError, msgspec.DecodeError):
            return cls()

    def write(self) -> None:
        """Remember this, where the folder of the settings can be written."""
        with contextlib.suppress(OSError):  # only a convenience
            settings.keep(_place(), msgspec.json.encode(self))


def _place() -> Path:
    return settings.config_folder() / "appearance.json"
