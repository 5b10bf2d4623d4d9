"""The window: the only floor that knows of Qt."""

from pathlib import Path


def main(path: Path | None = None) -> int:
    """Show the window, with a video, a folder of frames or a project open if one is given; returns the exit status."""
    from rvos_studio.app.start import (
        start,
    )  # here, so that the command line does not load Qt for nothing

    return start(path)
