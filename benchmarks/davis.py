"""DAVIS sequences with ground truth, for the measurements beside this file."""

from collections.abc import Iterator
from pathlib import Path

import cv2

from rvos_studio.video import open_clip

CLIPS = Path(__file__).parents[2] / "shared" / "clips"

TUNED = ("dog", "drift-straight", "dance-twirl", "horsejump-high")
"""Rules and numbers of the baselines were chosen on these; the others were seen now and then, too."""

FOLDS = {
    "1": TUNED,
    "2": ("blackswan", "car-roundabout", "breakdance", "camel"),
    "3": ("cows", "goat", "kite-surf", "scooter-black"),
}
"""Sequences that are tested together in cross-validation; the weights come from the other two."""


class DavisSequence:
    """The frames of one sequence, and its object's pixels."""

    def __init__(self, clips: Path, name: str) -> None:
        self.clip = open_clip(clips / "davis" / "JPEGImages" / "480p" / name)
        self._truth = sorted((clips / "davis" / "Annotations" / "480p" / name).glob("*.png"))

    def truth(self, frame: int):
        """H x W boolean, all labels joined."""
        return cv2.imread(str(self._truth[frame]), cv2.IMREAD_GRAYSCALE) > 0


def names(clips: Path) -> list[str]:
    """All sequences there are. Ends the program with a sentence where there are none."""
    folder = clips / "davis" / "JPEGImages" / "480p"
    if not folder.is_dir():
        raise SystemExit(
            f"There are no DAVIS sequences in '{folder}'; name their folder with --clips."
        )
    return sorted(path.name for path in folder.iterdir())


def groups(found: list[str]) -> Iterator[tuple[str, list[str]]]:
    """The means worth printing: tuned, not tuned, all."""
    for title, members in (
        ("mean of the tuned", [name for name in found if name in TUNED]),
        ("mean of the others", [name for name in found if name not in TUNED]),
        ("mean", found),
    ):
        if members:
            yield title, members
