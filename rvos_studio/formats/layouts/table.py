"""The layouts by name: a new one is one module and one line here."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType

from rvos_studio.errors import BadInput
from rvos_studio.formats.layouts import expressions, mevis
from rvos_studio.formats.layouts.davis import Davis, Davis2016, DavisUnsupervised
from rvos_studio.formats.layouts.mevis import Mevis
from rvos_studio.formats.layouts.records import Answer, Listing
from rvos_studio.formats.layouts.ref_youtube_vos import RefYouTubeVos

MOST_PROPOSALS = 20
"""Objects a video may have in predictions that are matched by the best assignment."""


@dataclass(frozen=True)
class Layout:
    """A benchmark: where its truth lies, what predictions look like, and how they are scored."""

    title: str
    listing: Callable[[Path], Listing]
    answer: Answer
    by_assignment: bool = False
    """Whether predictions are matched to objects by the best J&F instead of by id."""
    inner_frames: bool = False
    """Whether the first and the last frame are left out."""
    runs: tuple[str, ...] = ("",)
    """Folders that are scored each for itself, and then averaged."""
    top: str = ""
    """The folder on top of a submission; empty for none."""


LAYOUTS: Mapping[str, Layout] = MappingProxyType(
    {
        "ref-youtube-vos": Layout(
            "Ref-YouTube-VOS", RefYouTubeVos, Answer.EXPRESSION, top="Annotations"
        ),
        "mevis": Layout("MeViS", Mevis, Answer.EXPRESSION),
        "ref-davis": Layout(
            "Ref-DAVIS17",
            DavisUnsupervised,
            Answer.LABELS,
            by_assignment=True,
            runs=("anno_0", "anno_1", "anno_2", "anno_3"),
        ),
        "davis": Layout("DAVIS 2017, semi-supervised", Davis, Answer.LABELS, inner_frames=True),
        "davis-unsupervised": Layout(
            "DAVIS 2017, unsupervised", DavisUnsupervised, Answer.LABELS, by_assignment=True
        ),
        "davis-2016": Layout("DAVIS 2016", Davis2016, Answer.ONE_OBJECT),
    }
)


def guess(truth: Path, predictions: Path) -> str:
    """The name of the layout that lies there. Raises `BadInput` where that cannot be told."""
    folder = truth.parent if truth.is_file() else truth
    if (folder / mevis.MASKS).is_file():
        return "mevis"
    if truth.name in expressions.FILES or expressions.find(truth):
        return "ref-youtube-vos"
    if (predictions / LAYOUTS["ref-davis"].runs[0]).is_dir():
        return "ref-davis"
    raise BadInput(
        f"Nothing in '{truth}' tells its layout; give it with --layout, one of: {', '.join(LAYOUTS)}."
    )
