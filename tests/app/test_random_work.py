"""Five hundred random actions, quicker than any hand: nothing fails, nothing is lost, everything can be taken back."""

import random

from PySide6.QtCore import Qt

from rvos_studio.app.event_loop import UNEXPECTED
from tests.app.hand import LEFT, RIGHT

CONTROL, SHIFT, ALT = (
    Qt.KeyboardModifier.ControlModifier,
    Qt.KeyboardModifier.ShiftModifier,
    Qt.KeyboardModifier.AltModifier,
)
KEYS = (
    (Qt.Key.Key_Right,), (Qt.Key.Key_Left,), (Qt.Key.Key_Right, SHIFT), (Qt.Key.Key_Home,),
    (Qt.Key.Key_Z, CONTROL), (Qt.Key.Key_Z, CONTROL | SHIFT), (Qt.Key.Key_B,), (Qt.Key.Key_E,),
    (Qt.Key.Key_1,), (Qt.Key.Key_2,), (Qt.Key.Key_1, ALT), (Qt.Key.Key_2, ALT), (Qt.Key.Key_C,),
    (Qt.Key.Key_Delete,), (Qt.Key.Key_Space,), (Qt.Key.Key_Escape,), (Qt.Key.Key_PageDown,),
    (Qt.Key.Key_P,), (Qt.Key.Key_L,), (Qt.Key.Key_S,), (Qt.Key.Key_K,), (Qt.Key.Key_Return,),
    (Qt.Key.Key_Backspace,), (Qt.Key.Key_Up, CONTROL), (Qt.Key.Key_Down, CONTROL), (Qt.Key.Key_R, SHIFT),
    (Qt.Key.Key_K, SHIFT), (Qt.Key.Key_U, SHIFT), (Qt.Key.Key_I, SHIFT), (Qt.Key.Key_P, SHIFT),
    (Qt.Key.Key_L, SHIFT), (Qt.Key.Key_L, SHIFT), (Qt.Key.Key_Left, CONTROL | SHIFT),
    (Qt.Key.Key_Right, CONTROL | SHIFT), (Qt.Key.Key_S, SHIFT), (Qt.Key.Key_Q,), (Qt.Key.Key_W,),
    (Qt.Key.Key_T, CONTROL), (Qt.Key.Key_X,), (Qt.Key.Key_D,), (Qt.Key.Key_V, SHIFT), (Qt.Key.Key_M,),
    (Qt.Key.Key_BracketLeft,), (Qt.Key.Key_BracketRight,), (Qt.Key.Key_G,), (Qt.Key.Key_H,),
)  # fmt: skip


def everything(hand):
    return {
        record.id: {
            frame: found.mask for frame, found in hand.session.project.track(record.id).items()
        }
        for record in hand.session.objects()
    }


def test_five_hundred_random_actions(hand):
    chance = random.Random(1)
    for text in ("one", "two"):
        hand.answers(hand.object(text), mutr=0, soc=3)
    hand.key(Qt.Key.Key_B)
    for _ in range(500):
        if chance.random() < 0.4:
            points = [(chance.uniform(-5, 70), chance.uniform(-5, 50)) for _ in range(3)]
            button = chance.choice((LEFT, LEFT, RIGHT))
            hand.press(*points[0], button)
            for point in points[1:]:
                hand.move(*point, button)
            if chance.random() < 0.2:
                hand.key(*chance.choice(KEYS))
            hand.release(*points[-1], button)
        else:
            hand.key(*chance.choice(KEYS))
        if chance.random() < 0.3:
            hand.until(lambda: True)
        if chance.random() < 0.2:
            hand.settle()
    hand.until(lambda: not hand.workspace.player.playing)
    hand.until(lambda: not hand.window.runs.running, timeout=60)
    hand.settle()
    assert UNEXPECTED not in hand.window.message.text
    shown = hand.canvas.picture
    assert shown.frame == hand.workspace.frame
    after, steps = everything(hand), 0
    while hand.session.undo():
        steps += 1
    assert everything(hand) == {}
    for _ in range(steps):
        hand.session.redo()
    assert everything(hand) == after
