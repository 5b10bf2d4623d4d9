"""RVOS Studio: make and inspect referring video object segmentation data."""

__version__ = "0.1.0"
