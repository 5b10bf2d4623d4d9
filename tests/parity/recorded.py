"""The recorded answers of the authors' own code, beside the checkout."""

import importlib.util
from pathlib import Path
from types import ModuleType

ORACLE = Path(__file__).resolve().parents[3] / "shared" / "oracle"
PRESENT = (ORACLE / "seeded.py").is_file()


def _load() -> ModuleType:
    spec = importlib.util.spec_from_file_location("seeded", ORACLE / "seeded.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


seeded = _load() if PRESENT else None
"""Rebuilds parameters, clips and masks, and compares with probes."""


def probe_error(array, probe):
    """Relative error of an array at a recorded probe."""
    return seeded.probe_error(array, probe)
