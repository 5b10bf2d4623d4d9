"""The window on a real X server: offscreen hides missing libraries and broken input."""

import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

ROOT = Path(__file__).resolve().parents[2]


@pytest.mark.xvfb
def test_the_window_draws_on_a_real_screen(display, video, tmp_path):
    picture = tmp_path / "window.png"
    environment = {**os.environ, "DISPLAY": display, "QT_QPA_PLATFORM": "xcb"}
    done = subprocess.run(
        [sys.executable, "-m", "tests.app.screenshot", str(video), str(picture)],
        check=False, cwd=ROOT, env=environment, capture_output=True, text=True, timeout=90,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    platform, area = done.stdout.split()
    assert platform == "xcb"
    assert int(area) > 100, "the brush stroke was drawn and saved"
    with Image.open(picture) as image:
        pixels = np.asarray(image.convert("RGB"))
    assert pixels.shape == (900, 1400, 3)
    assert len(np.unique(pixels.reshape(-1, 3), axis=0)) > 200, "a frame and a mask are on screen"
