import pytest

from rvos_studio.app.panels.frame_plot import GUTTER, MARGIN
from rvos_studio.app.panels.timeline import Timeline


@pytest.fixture
def timeline(qtbot):
    timeline = Timeline()
    qtbot.addWidget(timeline)
    timeline.resize(1000 + GUTTER + MARGIN, 80)
    timeline.set_clip(100)
    timeline.show()
    return timeline
