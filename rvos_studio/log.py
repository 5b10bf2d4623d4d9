"""The log file: where tracebacks go, so that people get sentences."""

import logging
import logging.handlers
from pathlib import Path

from rvos_studio import settings


def start() -> Path | None:
    """Send this process's records to the log file, 1 MiB and two older ones; returns its path, None if unwritable."""
    root = logging.getLogger("rvos_studio")
    root.setLevel(logging.INFO)
    path = settings.log_folder() / "rvos-studio.log"
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        handler = logging.handlers.RotatingFileHandler(
            path, maxBytes=1 << 20, backupCount=2, encoding="utf-8", delay=True
        )
        with path.open("a"):
            pass
    except OSError:
        root.addHandler(logging.NullHandler())
        return None
    handler.setFormatter(
        logging.Formatter("%(asctime)s %(process)d %(name)s %(levelname)s %(message)s")
    )
    root.addHandler(handler)
    return path
