"""A session of work in the real window, from an open clip to its export, whoever's hand does it."""

import numpy as np
from PIL import Image
from PySide6.QtCore import Qt

from rvos_studio.app.dialogs import ExportDialog
from rvos_studio.app.runs import Outcome
from rvos_studio.masks import Mask
from rvos_studio.project import Kind, Note, Provenance, State

CONTROL, SHIFT, ALT = (
    Qt.KeyboardModifier.ControlModifier,
    Qt.KeyboardModifier.ShiftModifier,
    Qt.KeyboardModifier.AltModifier,
)
FRAMES, HEIGHT, WIDTH = 40, 180, 320
"""Large enough that a propagation can be cancelled on its way."""
NOTE = "is this 1 or 2?"


def work(hand):
    """Everything that an annotator does with a clip; what has to come of each step is asserted on the way."""
    for action in hand.editor.finding.panel._choice:
        action.setChecked(action.data() == "motion-words")
    describe(hand, "the red square")
    describe(hand, "the thing that moves to the right")
    press(hand, Qt.Key.Key_1)
    toggle(hand)
    first, last = correct(hand)
    propagate(hand, first, last)
    review(hand)
    export(hand)


def write_clip(folder):
    """Write a red square that moves over a quiet background, and return the folder."""
    folder.mkdir()
    rng = np.random.default_rng(3)
    background = rng.integers(90, 130, (HEIGHT, WIDTH, 3)).astype(np.uint8)
    for frame in range(FRAMES):
        picture = background.copy()
        picture[square(frame).array()] = (220, 40, 40)
        Image.fromarray(picture).save(folder / f"{frame:05d}.png")
    return folder


def square(frame, shift=0):
    """Where it is: 56 pixels wide, five to the right each frame."""
    pixels = np.zeros((HEIGHT, WIDTH), bool)
    left = 10 + 5 * frame + shift
    pixels[60:116, left : left + 56] = True
    return Mask.from_array(pixels)


def state(hand):
    """All that has to be the same when the project is opened again."""
    project, workspace = hand.session.project, hand.workspace
    objects = hand.session.objects()
    return {
        "objects": objects,
        "tracks": {each.id: project.track(each.id) for each in objects},
        "votes": {each.id: hand.session.vote(each.id) for each in objects},
        "states": {each.id: project.review.states(each.id).tolist() for each in objects},
        "notes": project.review.notes(),
        "history": [entry.title for entry in project.history()],
        "frame": workspace.frame,
        "chosen": workspace.chosen,
        "page": hand.editor.side.page,
    }


def press(hand, key, modifier=Qt.KeyboardModifier.NoModifier):
    hand.key(key, modifier)
    hand.settle()


def describe(hand, text):
    """Type an expression; the model answers, and its answer is the track."""
    before = len(hand.session.objects())
    hand.key(Qt.Key.Key_L, CONTROL)
    hand.write(text)
    hand.until(lambda: len(hand.session.objects()) > before)
    hand.until(lambda: hand.window.runs.running)
    hand.until(lambda: not hand.window.runs.running, timeout=60)
    hand.settle()
    found = hand.session.objects()[-1]
    assert [each.text for each in found.expressions] == [text]
    assert hand.workspace.chosen == found.id
    assert hand.session.spans(found.id).all()


def toggle(hand):
    """A second model has answered, too; it votes, and then alone."""
    (expression,) = hand.session.project.object(1).expressions
    with hand.session.project.edit("Answers") as edit:
        masks = {frame: (square(frame, 20), 0.9) for frame in range(FRAMES)}
        edit.put_predictions(expression.id, "other", masks, Provenance.now(Kind.MODEL, "other"))
    hand.workspace.refresh()
    hand.settle()
    alone = hand.session.mask(1, 5).mask
    press(hand, Qt.Key.Key_2, ALT)
    hand.until(lambda: hand.session.vote(1).members == ("motion-words", "other"))
    hand.settle()
    both = hand.session.mask(1, 5).mask
    assert not alone - both
    assert (both - alone).area > 10
    press(hand, Qt.Key.Key_1, ALT)
    hand.until(lambda: hand.session.vote(1).members == ("other",))
    hand.settle()
    assert hand.session.mask(1, 5).mask == square(5, 20)


def correct(hand):
    """Two frames, three tools."""
    press(hand, Qt.Key.Key_Right)
    press(hand, Qt.Key.Key_Right)
    first = hand.workspace.frame
    before = hand.mask()
    hand.key(Qt.Key.Key_B)
    hand.stroke((20, 80), (60, 80))
    brushed = hand.mask()
    assert (brushed - before).area > 100
    hand.key(Qt.Key.Key_E)
    hand.stroke((80, 70), (80, 110))
    erased = hand.mask()
    assert (brushed - erased).area > 100
    press(hand, Qt.Key.Key_Right, SHIFT)
    last = hand.workspace.frame
    assert last == first + 10
    hand.key(Qt.Key.Key_P)
    for corner in ((20, 20), (60, 20), (60, 50), (20, 50)):
        hand.click(*corner)
    press(hand, Qt.Key.Key_Return)
    assert hand.mask().array()[20:50, 20:60].all()
    kinds = hand.session.spans(1)
    assert [f for f in range(FRAMES) if kinds[f] == Kind.PERSON] == [first, last]
    return first, last


def propagate(hand, *drawn):
    """Cancelled on the way, started again, taken back, brought back."""
    runs, steps = hand.window.runs, []
    ours = {frame: hand.mask(1, frame) for frame in drawn}
    runs.progressed.connect(lambda text, done, total: steps.append(done))
    hand.key(Qt.Key.Key_T, CONTROL)
    hand.until(lambda: steps and steps[-1] >= 1, timeout=60)
    hand.key(Qt.Key.Key_Escape)
    hand.until(lambda: not runs.running)
    hand.settle()
    assert runs.past[0].outcome is Outcome.CANCELLED
    kept = propagated(hand)
    assert 0 < len(kept) < FRAMES - len(drawn)
    before = dict(hand.session.project.track(1))
    hand.key(Qt.Key.Key_T, CONTROL)
    hand.until(lambda: runs.running)
    hand.until(lambda: not runs.running, timeout=60)
    hand.settle()
    assert runs.past[0].outcome is Outcome.DONE
    after = dict(hand.session.project.track(1))
    assert len(propagated(hand)) == FRAMES - len(drawn)
    press(hand, Qt.Key.Key_Z, CONTROL)
    assert dict(hand.session.project.track(1)) == before
    press(hand, Qt.Key.Key_Z, CONTROL | SHIFT)
    assert dict(hand.session.project.track(1)) == after
    assert {frame: hand.mask(1, frame) for frame in drawn} == ours


def propagated(hand):
    kinds = hand.session.spans(1)
    return [frame for frame in range(FRAMES) if kinds[frame] == Kind.PROPAGATION]


def review(hand):
    """One frame is right, the next needs work, and somebody else should look."""
    press(hand, Qt.Key.Key_Home)
    press(hand, Qt.Key.Key_Q)
    press(hand, Qt.Key.Key_Right)
    press(hand, Qt.Key.Key_W)
    press(hand, Qt.Key.Key_N, SHIFT)
    hand.write(NOTE)
    hand.settle()
    found = hand.session.project.review
    assert found.states(1)[:3].tolist() == [State.CHECKED, State.NEEDS_WORK, State.TODO]
    assert found.notes() == [Note(1, 1, NOTE)]


def export(hand):
    """Where and how the dialog proposes."""
    hand.key(Qt.Key.Key_E, CONTROL)
    dialog = hand.dialog(ExportDialog)
    place = dialog.place
    hand.key(Qt.Key.Key_Return, to=dialog)
    hand.until(lambda: "Exported" in hand.window.message.text)
    hand.front()
    hand.settle()
    assert place.exists()
    return place


def leave(hand):
    """Quit, and wait until everything is written."""
    gone = []
    hand.window.gone.connect(lambda: gone.append(True))
    hand.key(Qt.Key.Key_Q, CONTROL)
    hand.until(lambda: gone)
