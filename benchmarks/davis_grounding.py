"""How well the two baseline grounders find the thing on real clips, alone and together.

Eight evenly spaced frames a clip, its first two expressions. J is the region overlap at full size; "right" is the
share of answers of which more than half lies on the target and which cover more than a tenth of it. Rules and
numbers of the grounders were chosen on the four DEV clips only.

    python benchmarks/davis_grounding.py ../shared/clips
"""

import json
import sys
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

import cv2
import numpy as np
import torch
from numpy.typing import NDArray

from rvos_studio.fusion import fuse
from rvos_studio.masks import Mask
from rvos_studio.models.class_grounder import ClassGrounder
from rvos_studio.models.motion_grounder import MotionGrounder
from rvos_studio.models.protocols import Prediction, Segmenter
from rvos_studio.models.sampling import evenly_spaced

DEV = ("dog", "drift-straight", "dance-twirl", "horsejump-high")
COLUMNS = ("class-prototype", "motion-words", "vote 0.5", "vote 1.0", "mean", "surer")


class FrameFolder:
    """A DAVIS sequence as a frame source with ground truth."""

    def __init__(self, clips: Path, name: str) -> None:
        self.pictures = sorted((clips / "davis/JPEGImages/480p" / name).glob("*.jpg"))
        self.labels = sorted((clips / "davis/Annotations/480p" / name).glob("*.png"))
        self.height, self.width = self.frame(0).shape[:2]

    def __len__(self) -> int:
        return len(self.pictures)

    def frame(self, index: int) -> NDArray[np.uint8]:
        return np.ascontiguousarray(cv2.imread(str(self.pictures[index]))[..., ::-1])

    def truth(self, index: int) -> NDArray[np.bool_]:
        label = cv2.imread(str(self.labels[index]), cv2.IMREAD_UNCHANGED)
        return (label.max(axis=2) if label.ndim == 3 else label) > 0


def main(clips: Path, names: Sequence[str]) -> None:
    torch.set_num_threads(1)
    cv2.setNumThreads(1)
    grounders = (ClassGrounder(), MotionGrounder())
    expressions = json.loads((clips / "expressions.json").read_text("utf-8"))
    scores: dict[str, NDArray[np.float64]] = {}
    seconds = np.zeros(2)
    print(f"{'J / right':18s}" + "".join(f"{column:>18s}" for column in COLUMNS))
    for name in names or expressions:
        clip = FrameFolder(clips, name)
        frames = evenly_spaced(len(clip))
        answers = []
        for number, grounder in enumerate(grounders):
            started = time.process_time()
            answers.append(list(predictions(grounder, clip, expressions[name][:2], frames)))
            seconds[number] += (time.process_time() - started) / len(frames)
        rows = [
            [judge(mask, clip.truth(pair[0].frame)) for mask in fused(*pair)]
            for pair in zip(*answers, strict=True)
        ]
        scores[name] = np.mean(rows, axis=0)
        print(line(name, scores[name]), flush=True)
    print(line("mean of DEV", average(scores, [n for n in scores if n in DEV])))
    print(line("mean of the others", average(scores, [n for n in scores if n not in DEV])))
    print(line("mean", average(scores, list(scores))))
    print("CPU seconds a frame for two expressions:", np.round(seconds / len(scores), 3))


def predictions(
    grounder: Segmenter, clip: FrameFolder, expressions: Sequence[str], frames: Sequence[int]
) -> Iterator[Prediction]:
    for answer in grounder.segment(clip, expressions, frames):
        if isinstance(answer, Prediction):
            yield answer


def fused(one: Prediction, other: Prediction) -> Iterator[NDArray[np.bool_]]:
    """The masks of the table's columns."""
    probabilities = [one.probability, other.probability]
    masks = [Mask.from_array(probability > 0.5) for probability in probabilities]
    for mask in masks:
        yield mask.array()
    yield fuse(masks, 0.5).array()
    yield fuse(masks, 1.0).array()
    yield (
        np.average(probabilities, axis=0, weights=[one.confidence + 1e-6, other.confidence + 1e-6])
        > 0.5
    )
    yield masks[int(other.confidence > one.confidence)].array()


def judge(mask: NDArray[np.bool_], truth: NDArray[np.bool_]) -> tuple[float, float]:
    """J, and whether the right object was found."""
    both, either = np.count_nonzero(mask & truth), np.count_nonzero(mask | truth)
    right = both > 0.5 * np.count_nonzero(mask) and both > 0.1 * np.count_nonzero(truth)
    return (both / either if either else 1.0), float(right)


def average(scores: dict[str, NDArray[np.float64]], names: Sequence[str]) -> NDArray[np.float64]:
    return (
        np.mean([scores[name] for name in names], axis=0)
        if names
        else np.full((len(COLUMNS), 2), np.nan)
    )


def line(name: str, row: NDArray[np.float64]) -> str:
    return f"{name:18s}" + "".join(f"{j:11.3f} /{right:5.2f}" for j, right in row)


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2:])
