"""Draws the atlas of the sprites that synthetic clips are made of, from the font Noto Color Emoji (OFL 1.1).

    apt-get install fonts-noto-color-emoji
    python packaging/sprites.py [--font FILE]

What is drawn stands in resources/sprites/names.json, in this order; the result is resources/sprites/atlas.webp, which
is committed, so that nobody else needs the font. After a change of names.json, run it and look at the picture.
"""

import argparse
import json
from pathlib import Path

from PIL import Image, ImageDraw, ImageFont

SPRITES = Path(__file__).parents[1] / "resources" / "sprites"
FONT = Path("/usr/share/fonts/truetype/noto/NotoColorEmoji.ttf")
SIZE = 109
"""The only size the font has pictures of."""
CELL, COLUMNS = 128, 16
"""Pixels a side, and cells in a row; training/synth/atlas.py cuts by the same numbers."""
QUALITY = 70


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--font", type=Path, default=FONT)
    font = ImageFont.truetype(parser.parse_args().font, SIZE, layout_engine=ImageFont.Layout.RAQM)
    things = json.loads((SPRITES / "names.json").read_text("utf-8"))["things"]
    rows = -(-len(things) // COLUMNS)
    atlas = Image.new("RGBA", (COLUMNS * CELL, rows * CELL))
    for place, thing in enumerate(things):
        cell = drawn(thing["emoji"], font)
        if cell is None:
            raise SystemExit(
                f"The font has no single picture of {thing['emoji']} ({thing['noun']})."
            )
        atlas.paste(cell, (place % COLUMNS * CELL, place // COLUMNS * CELL))
    target = SPRITES / "atlas.webp"
    atlas.save(target, quality=QUALITY, alpha_quality=90, method=6)
    print(f"{len(things)} sprites, {target.stat().st_size // 1024} kB: {target}")


def drawn(emoji: str, font: ImageFont.FreeTypeFont) -> Image.Image | None:
    """One cell with the emoji in its middle; None where the font has none, or several glyphs for it."""
    paper = Image.new("RGBA", (4 * CELL, 2 * CELL))
    ImageDraw.Draw(paper).text((8, 8), emoji, font=font, embedded_color=True)
    box = paper.getbbox()
    if box is None or box[2] - box[0] > 140:
        return None
    glyph = paper.crop(box)
    glyph.thumbnail((CELL - 4, CELL - 4), Image.Resampling.LANCZOS)
    cell = Image.new("RGBA", (CELL, CELL))
    cell.paste(glyph, ((CELL - glyph.width) // 2, (CELL - glyph.height) // 2))
    return cell


if __name__ == "__main__":
    main()
