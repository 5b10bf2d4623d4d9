import pytest

from rvos_studio.app.panels.link_label import LinkLabel
from rvos_studio.app.theme import Theme

READABLE = 4.5
"""WCAG 2.1, 1.4.3."""


def luminance(colour):
    each = (colour.redF(), colour.greenF(), colour.blueF())
    linear = [v / 12.92 if v <= 0.03928 else ((v + 0.055) / 1.055) ** 2.4 for v in each]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one, other):
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("first_dark", [False, True])
def test_links_are_readable_before_and_after_the_theme_changes(qapp, first_dark):
    theme = Theme(qapp)
    theme.choose(first_dark)
    label = LinkLabel('<a href="https://example.com">MMMMMMMM</a>')
    label.setContentsMargins(10, 10, 10, 10)
    label.show()
    try:
        for dark in (first_dark, not first_dark):
            theme.choose(dark)
            qapp.processEvents()
            image = label.grab().toImage()
            seen = (
                image.pixelColor(x, y) for x in range(image.width()) for y in range(image.height())
            )
            background = image.pixelColor(0, 0)
            assert (background.lightness() < 128) == dark
            assert max(contrast(colour, background) for colour in seen) >= READABLE
    finally:
        label.close()
        theme.choose(None)
