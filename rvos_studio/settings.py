"""Settings, read from one text file, and where the program keeps its things."""

import contextlib
import os
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, Literal

import msgspec
import platformdirs

from rvos_studio.errors import BadInput

_NAME = "rvos-studio"


class Settings(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What a user may change in `settings.toml`; every field has a sensible default."""

    frame_cache_mib: Annotated[int, msgspec.Meta(ge=16)] = 512
    """Decoded frames kept for stepping back and forth, MiB."""
    memory: Literal["capped", "published", "challenge"] = "capped"
    """What a propagation remembers: a bounded choice, all that the authors' code does, or as in the challenge."""
    memory_mib: Annotated[int, msgspec.Meta(ge=16)] = 512
    """What a propagation with capped memory may remember of earlier frames, MiB."""
    memory_frames: Annotated[int, msgspec.Meta(ge=1)] = 16
    """Earlier frames that it looks up for each frame, at most; more take longer."""
    feature_cache_mib: Annotated[int, msgspec.Meta(ge=0)] = 512
    """Features of frames kept for a second pass over them, MiB."""
    device: Annotated[str, msgspec.Meta(pattern=r"^(auto|cpu|cuda(:\d+)?)$")] = "auto"
    """Where networks compute: 'cpu', 'cuda:0'; 'auto' takes a GPU if there is one."""
    precision: Literal["auto", "float32", "float16", "bfloat16"] = "auto"
    """Numbers networks compute with; 'auto' is float16 on a GPU and float32 on the CPU."""
    augment: bool = False
    """Whether AOT and DeAOT look at every frame in three sizes, mirrored too: six times the work."""
    probabilities: bool = True
    """Whether projects keep models' probabilities, which a mean needs: about 20 KiB an answer at 480p, else 1 KiB."""
    window_frames: Annotated[int, msgspec.Meta(ge=0)] = 0
    """Frames that ReferFormer, MUTR and SOC look at together, at most; 0 takes as many as fit."""
    window_mib: Annotated[int, msgspec.Meta(ge=64)] = 4096
    """What such frames may take while they are looked at, beside the weights, MiB."""
    threads: Annotated[int, msgspec.Meta(ge=0)] = 0
    """CPU threads for networks; 0 takes all, but one less beside a window."""
    warm_mib: Annotated[int, msgspec.Meta(ge=0)] = 1024
    """Weights of segmenters that a process keeps for the next request, MiB; 0 keeps none."""
    language: Literal["system", "en", "zh_CN"] = "system"
    """What the window speaks until its View menu is told otherwise; 'system' is the desktop's language if it can."""
    templates: tuple[str, ...] = (
        "the {colour} {noun} on the left",
        "the {noun} that is {doing}",
        "the {noun} behind the {other noun}",
        "the {noun} moving to the {side}",
    )
    """Patterns that the box for expressions offers; what stands in braces is to be filled in."""


def home() -> Path | None:
    """A folder of the user's choice (`RVOS_STUDIO_HOME`) that holds settings, weights and log."""
    value = os.environ.get("RVOS_STUDIO_HOME")
    return Path(value) if value else None


def config_folder() -> Path:
    """Where `settings.toml` lies."""
    return home() or platformdirs.user_config_path(_NAME, appauthor=False)


def data_folder() -> Path:
    """Where imported weights lie."""
    return home() or platformdirs.user_data_path(_NAME, appauthor=False)


def cache_folder() -> Path:
    """Where things lie that can be made again: delete them at will."""
    own = home()
    return own / "cache" if own else platformdirs.user_cache_path(_NAME, appauthor=False)


def log_folder() -> Path:
    """Where the log lies."""
    return home() or platformdirs.user_log_path(_NAME, appauthor=False)


_in_use: Settings | None = None


@contextlib.contextmanager
def using(chosen: Settings) -> Iterator[None]:
    """Let `load` give these in this process: work that is spread over machines follows the settings of one."""
    global _in_use
    before, _in_use = _in_use, chosen
    try:
        yield
    finally:
        _in_use = before


def keep(path: Path, content: bytes) -> None:
    """Replace a small file of the program's own, all of it or nothing; makes its folder. Raises `OSError`."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.NamedTemporaryFile(dir=path.parent, delete=False) as file:
        file.write(content)
    Path(file.name).replace(path)


def load() -> Settings:
    """Read `settings.toml`; the defaults where there is none. Raises `BadInput` naming the file and the field."""
    if _in_use is not None:
        return _in_use
    path = config_folder() / "settings.toml"
    try:
        return msgspec.toml.decode(path.read_bytes(), type=Settings)
    except FileNotFoundError:
        return Settings()
    except (msgspec.DecodeError, OSError) as error:
        raise BadInput(
            f"The settings in '{path}' cannot be read: {error}. Mend or delete the file."
        ) from error
