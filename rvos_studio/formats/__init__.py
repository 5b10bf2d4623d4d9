"""Dataset formats: read, write, verify. They know videos, objects and masks, and no projects."""

from rvos_studio.formats.dataset import Dataset, Export, Report, TrackRecord, VideoRecord
from rvos_studio.formats.table import FORMATS, Format

__all__ = ["FORMATS", "Dataset", "Export", "Format", "Report", "TrackRecord", "VideoRecord"]
