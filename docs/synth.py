"""Makes docs/synth.webp: four made-up clips with their masks and what is said of their objects.

python docs/synth.py
"""

from pathlib import Path

import cv2
import numpy as np
from PIL import Image, ImageDraw, ImageFont

from rvos_studio.masks.palette import PALETTE
from rvos_studio.training.synth import SyntheticClip, SyntheticSource

NUMBERS = (8, 20, 19, 25)
SEED, HEIGHT, WIDTH, FRAMES = 21, 144, 240, 4
LINE = 17


def main() -> None:
    source = SyntheticSource(SEED, HEIGHT, WIDTH, FRAMES)
    rows = [row(source.clip(number)) for number in NUMBERS]
    sheet = Image.new("RGB", (rows[0].width, sum(each.height for each in rows)), "white")
    top = 0
    for each in rows:
        sheet.paste(each, (0, top))
        top += each.height
    target = Path(__file__).with_suffix(".webp")
    sheet.save(target, quality=62, method=6)
    print(f"{target}: {sheet.width}x{sheet.height}, {target.stat().st_size // 1024} kB")


def row(clip: SyntheticClip) -> Image.Image:
    """The frames with outlined masks, and some expressions of each object under them."""
    shown = [outlined(*each) for each in zip(clip.frames, clip.labels, strict=True)]
    texts = [(s.label, "  ·  ".join(s.expressions[:3])) for s in clip.subjects if s.expressions]
    strip = np.concatenate(shown, axis=1)
    made = Image.new("RGB", (strip.shape[1], HEIGHT + LINE * len(texts) + 10), "white")
    made.paste(Image.fromarray(strip))
    draw = ImageDraw.Draw(made)
    for place, (label, text) in enumerate(texts):
        at = 6, HEIGHT + 3 + LINE * place
        draw.text(at, text, font=ImageFont.load_default(13), fill=tuple(PALETTE[label].tolist()))
    return made


def outlined(frame: np.ndarray, labels: np.ndarray) -> np.ndarray:
    """A frame with a line in its colour around every object."""
    made = frame.copy()
    for label in np.unique(labels[labels > 0]).tolist():
        mask = (labels == label).astype(np.uint8)
        rim = cv2.dilate(mask, np.ones((3, 3), np.uint8)) - mask
        made[rim > 0] = PALETTE[label]
    return made


if __name__ == "__main__":
    main()
