"""How benchmarks lay out truth and predictions, and how each of them is scored."""

from rvos_studio.formats.layouts.pictures import PictureFolder
from rvos_studio.formats.layouts.records import Listing, Predictions, Target, Video
from rvos_studio.formats.layouts.submission import Submission, Written, write_submission
from rvos_studio.formats.layouts.table import LAYOUTS, Layout, guess

__all__ = [
    "LAYOUTS",
    "Layout",
    "Listing",
    "PictureFolder",
    "Predictions",
    "Submission",
    "Target",
    "Video",
    "Written",
    "guess",
    "write_submission",
]
