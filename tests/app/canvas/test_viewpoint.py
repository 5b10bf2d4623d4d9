import pytest
from PySide6.QtCore import QPointF, QRectF, QSizeF

from rvos_studio.app.canvas.viewpoint import Viewpoint


@pytest.fixture
def viewpoint(qapp):
    viewpoint = Viewpoint()
    viewpoint.look_at(1920, 1080)
    return viewpoint


@pytest.mark.parametrize("pane", [QSizeF(960, 540), QSizeF(500, 900), QSizeF(1300, 200)])
def test_zoom_keeps_the_point_under_the_cursor(viewpoint, pane):
    at = QPointF(700, 300)
    before = viewpoint.transform(pane).map(at)
    viewpoint.zoom(at, 1.7)
    after = viewpoint.transform(pane).map(at)
    assert abs(before.x() - after.x()) < 1e-6
    assert abs(before.y() - after.y()) < 1e-6
    assert viewpoint.magnification == pytest.approx(1.7)


def test_panes_of_any_size_show_the_region_whole_and_centred(viewpoint):
    viewpoint.zoom(QPointF(500, 500), 3)
    for pane in (QSizeF(960, 540), QSizeF(300, 500)):
        shown = viewpoint.transform(pane).mapRect(viewpoint.region)
        assert QRectF(0, 0, pane.width(), pane.height()).adjusted(-1, -1, 1, 1).contains(shown)
        assert shown.center().x() == pytest.approx(pane.width() / 2)


def test_fit_shows_the_whole_frame(viewpoint):
    viewpoint.zoom(QPointF(5, 5), 10)
    viewpoint.pan(QPointF(200, 80))
    viewpoint.fit()
    assert viewpoint.region == QRectF(0, 0, 1920, 1080)


def test_zoom_and_pan_have_ends(viewpoint):
    for _ in range(100):
        viewpoint.zoom(QPointF(960, 540), 1.5)
    assert viewpoint.region.width() == pytest.approx(12)
    for _ in range(100):
        viewpoint.zoom(QPointF(960, 540), 0.5)
    assert viewpoint.magnification == pytest.approx(1 / 1.5)
    viewpoint.pan(QPointF(-1e6, 1e6))
    assert viewpoint.region.center() == QPointF(0, 1080)
