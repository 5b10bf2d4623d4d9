"""What the floors below say in English, in the person's language: titles of undo steps, progress, reasons, labels.

Projects keep the English words, so that they read well in every language. What is not listed here stays English.
"""

import functools
import re

from rvos_studio.app.error_words import ERRORS
from rvos_studio.app.language import tr, tr_later

_SAID = (
    *ERRORS,
    # Undo steps
    tr_later("Brush on frame {frame}"),
    tr_later("Erase on frame {frame}"),
    tr_later("Lasso on frame {frame}"),
    tr_later("Polygon on frame {frame}"),
    tr_later("Cut out on frame {frame}"),
    tr_later("Add by a click on frame {frame}"),
    tr_later("Take away by a click on frame {frame}"),
    tr_later("Fill a hole on frame {frame}"),
    tr_later("Remove a part on frame {frame}"),
    tr_later("Confirm frame {frame}"),
    tr_later("Clear frame {frame}"),
    tr_later("Correct frame {frame}"),
    tr_later("Grow on frame {frame}"),
    tr_later("Shrink on frame {frame}"),
    tr_later("Remove specks on frame {frame}"),
    tr_later("Fill holes on frame {frame}"),
    tr_later("Take a region on frame {frame}"),
    tr_later("Remove a region on frame {frame}"),
    tr_later("Copy frame {source} to frame {frame}"),
    tr_later("Unite with object {other} on frame {frame}"),
    tr_later("Subtract object {other} on frame {frame}"),
    tr_later("Intersect with object {other} on frame {frame}"),
    tr_later("Mark frame {frame} as not reviewed"),
    tr_later("Mark {frames} frames as not reviewed"),
    tr_later("Check frame {frame}"),
    tr_later("Check {frames} frames"),
    tr_later("Mark frame {frame} as needing work"),
    tr_later("Mark {frames} frames as needing work"),
    tr_later("Find frame {frame} fine"),
    tr_later("Note on frame {frame}"),
    tr_later("Remove note on frame {frame}"),
    tr_later("Choose who votes"),
    tr_later("Add object"),
    tr_later("Add object '{text}'"),
    tr_later("Rename object"),
    tr_later("Lock object {number}"),
    tr_later("Unlock object {number}"),
    tr_later("Remove object {number}"),
    tr_later("Add expression '{text}'"),
    tr_later("Change expression to '{text}'"),
    tr_later("'{text}' refers to nothing"),
    tr_later("'{text}' refers to something"),
    tr_later("Remove expression"),
    tr_later("Fuse {models}"),
    tr_later("Segment with {models}"),
    tr_later("Ask {model} again"),
    tr_later("Propagate forward with {model}"),
    tr_later("Propagate backward with {model}"),
    tr_later("Propagate both with {model}"),
    tr_later("Follow recipe {recipe}"),
    tr_later("Bring back '{version}'"),
    tr_later("Take the expressions of the dataset"),
    # Why a frame looks wrong
    tr_later("The models disagree here: they share {share} of what they found."),
    tr_later("The mask is no longer what it was on frame {frame}, which was drawn by hand."),
    tr_later("The mask vanishes from one frame to the next."),
    tr_later("The mask appears from one frame to the next."),
    tr_later("The mask grows from {before} to {after} pixels in one frame."),
    tr_later("The mask shrinks from {before} to {after} pixels in one frame."),
    tr_later("The mask flickers: the frames around it contradict {share} of it."),
    tr_later("The models are unsure here: their mean confidence is {share}."),
    # What should be known of expressions
    tr_later("Ambiguous, {count} candidates: {candidates}."),
    tr_later("one by {models}"),
    tr_later(
        "Object {number}: '{one}' and '{other}' seem to mean different things (mean IoU {iou}, below {least}); give"
        " them objects of their own if they do."
    ),
    # Failure tags
    tr_later("not found"),
    tr_later("wrong object"),
    tr_later("drift"),
    tr_later("boundary"),
    tr_later("missed re-entry"),
    tr_later("flicker"),
    # How far a clip is
    tr_later("to do"),
    tr_later("needs work"),
    tr_later("done"),
    # Recipes
    tr_later("majority"),
    tr_later("Half of all masks that the models gave to the object's expressions."),
    tr_later("mean"),
    tr_later(
        "The mean of all probabilities that the models gave to the object's expressions, above 0.5."
    ),
    tr_later("winner-paper"),
    tr_later(
        "The order that the figure of the winners' paper tells: SOC refined, joined by two, refined, joined by three,"
        " refined."
    ),
    tr_later("winner-released"),
    tr_later(
        "What the released code of the winners of the 5th LSVOS challenge does, with the expressions of an object"
        " together."
    ),
    tr_later("winner-released-verbatim"),
    tr_later(
        "The same with the defects that change pixels: neighbours in file order, one sigmoid too many."
    ),
    # Models
    tr_later(
        "Binds the noun to ImageNet classes, learns a prototype of it over the clip, and cuts it out with GrabCut."
    ),
    tr_later(
        "Finds what moves against the camera and picks by the words for colour, size, position and motion."
    ),
    tr_later(
        "Fits an object classifier to the corrected frames and the last few answers, and follows optical flow."
    ),
    tr_later(
        "Queries of each frame, seen by {encoder}, gather into queries of the clip; one of 20 answers for all frames."
    ),
    tr_later(
        "Queries made of the sentence look at each frame, seen by {encoder}; one of 5 answers for all frames."
    ),
    tr_later(
        "Words that have met the clip, seen by {encoder}, become queries of the whole clip; one of 5 answers for all"
        " frames."
    ),
    tr_later(
        "Mixes the sentence into each frame, seen by {encoder}, and picks the best of 900 proposals, frame by frame."
    ),
    tr_later("{about} Its configuration is unpublished and inferred from the other variants."),
    tr_later("{about} The configuration is that of the winners of the RVOS challenge of 2023."),
    tr_later("{about} It begins with what the baselines think, and corrects it."),
    tr_later("Several objects in one pass: {encoder} and {blocks} block of {part}; {memory}."),
    tr_later("Several objects in one pass: {encoder} and {blocks} blocks of {part}; {memory}."),
    tr_later("gated propagation"),
    tr_later("a long short-term transformer"),
    tr_later("no answer goes into long-term memory"),
    tr_later("every {gap}th answer goes into long-term memory"),
    tr_later("Corrects the baseline propagator by a small long short-term transformer."),
    tr_later("Corrects the baseline propagator by small gated propagation."),
    tr_later(
        "Queries made of the sentence look at each frame; one of {answers} answers for up to {frames} frames."
    ),
    tr_later(
        "Queries of each frame gather into queries of the clip; one of {answers} answers for up to {frames} frames."
    ),
    tr_later(
        "Words that have met the clip become queries of the whole clip; one of {answers} answers for up to {frames}"
        " frames."
    ),
    tr_later("a small variant of this program; the network: {paper}"),
    tr_later("this program"),
    tr_later("nothing"),
    tr_later("about {width} x {height}"),
    tr_later("short side {short}, long side up to {long}"),
    tr_later("short side {short}"),
    tr_later("long side at most {long}, sides of {sides} pixels"),
    tr_later("none: a training-free baseline of this program"),
    tr_later("packages of this program"),
    tr_later("needs no weights"),
    tr_later("not published"),
    tr_later("EfficientNet-Lite0 and MiniLM, which are installed with the program"),
    tr_later("EfficientNet-Lite0, which is installed with the program"),
    tr_later("weights of your own: none are published"),
    tr_later("{file}, linked in its authors' {page}"),
    # Progress; what is most general comes last
    tr_later("fusing"),
    tr_later("writing"),
    tr_later("starting"),
    tr_later("voting"),
    tr_later("loading"),
    tr_later("looking at the frame"),
    tr_later("writing {format}"),
    tr_later("{counts} in '{place}', read back equal."),
    tr_later("{masks} masks ({empty} empty) on {frames} frames"),
    tr_later("the device's memory is full: looking up {frames} earlier frames at most"),
    tr_later("the device's memory is full: going on with smaller pictures"),
    tr_later("no probabilities of {models} are known: their masks count as certain"),
    tr_later("{clip} ({place} of {clips}), {step}"),
    tr_later("{clip} ({place} of {clips})"),
    tr_later("{who}, frame {frame}"),
    tr_later("{who}, voting"),
    tr_later("{who}: {step}"),
)
_NESTED = {"about", "counts", "edit", "memory", "part", "step"}
"""Places that hold what is said of itself."""


def of_core(said: str) -> str:
    """In the person's language what a floor below says, as far as it is known here."""
    template, given = _found(said)
    words = {name: of_core(each) if name in _NESTED else each for name, each in given}
    if "candidates" in words:
        words["candidates"] = tr(", ").join(map(of_core, words["candidates"].split(", ")))
    return tr(template).format(**words) if template else said


@functools.cache
def _patterns() -> dict[str, re.Pattern[str]]:
    places = re.compile(r"\\{(\w+)\\}")
    return {each: re.compile(places.sub(r"(?P<\1>.+?)", re.escape(each))) for each in _SAID}


@functools.lru_cache(4096)
def _found(said: str) -> tuple[str, tuple[tuple[str, str], ...]]:
    """The template that was filled in, and with what; nothing where none was."""
    for template, pattern in _patterns().items():
        if found := pattern.fullmatch(said):
            return template, tuple(found.groupdict().items())
    return "", ()
