"""The command line: the same use cases without a window."""

from rvos_studio.cli.main import app, main

__all__ = ["app", "main"]
