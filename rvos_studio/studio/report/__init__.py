"""The report of an evaluation: one HTML file that needs nothing else."""

from rvos_studio.studio.report.page import as_html

__all__ = ["as_html"]
