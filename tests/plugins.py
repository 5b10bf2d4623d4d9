"""Plugins for tests: packages in a folder of their own, as pip would have put them there."""

import subprocess
import sys
from pathlib import Path

EXAMPLES = Path(__file__).resolve().parents[1] / "plugins"

CARD = """
from rvos_studio.models.card import Card, Role

def card(name="better-carrier", role=Role.PROPAGATOR, adapter="tests.propagation.shifting:ShiftingPropagator", **more):
    said = dict(title="Better", about="Carries better.", paper="none", licence="MIT", input_size="any",
                published="needs no weights", needs="nothing")
    return Card(name=name, role=role, adapter=adapter, **said | more)
"""
"""Begins the module of a plugin."""


def install_example(name: str, folder: Path) -> Path:
    """Let pip build and install an example plugin into a folder."""
    pip = [sys.executable, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--no-index", "--no-deps",
           "--no-build-isolation", "--target", str(folder), str(EXAMPLES / name)]  # fmt: skip
    subprocess.run(pip, check=True)
    return folder


def write_plugin(folder: Path, name: str, code: str, value: str = "CARDS") -> Path:
    """Write the package `name`, one module of the same name with `code`, whose cards are its `value`."""
    about = folder / f"{name}-1.2.dist-info"
    about.mkdir(parents=True)
    (about / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {name}\nVersion: 1.2\n")
    (about / "entry_points.txt").write_text(f"[rvos_studio.models]\nmine = {name}:{value}\n")
    (folder / f"{name}.py").write_text(CARD + code)
    return folder
