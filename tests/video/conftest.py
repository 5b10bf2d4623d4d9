from collections.abc import Callable
from pathlib import Path

import av
import pytest

from tests.video.recordings import KINDS


@pytest.fixture(scope="session")
def recording(tmp_path_factory) -> Callable[[str], Path]:
    """Write each kind of video once; skip where this FFmpeg has no encoder for it."""
    folder = tmp_path_factory.mktemp("recordings")

    def write(kind: str) -> Path:
        each = KINDS[kind]
        path = folder / f"{kind}{each.suffix}"
        if not path.exists():
            try:
                av.codec.Codec(each.codec, "w")
            except av.codec.codec.UnknownCodecError:
                pytest.skip(f"this FFmpeg has no encoder {each.codec}")
            each.write(path)
        return path

    return write
