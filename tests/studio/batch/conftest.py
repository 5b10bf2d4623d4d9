"""A small dataset, a model that learns from what it is asked, and a pool that works right here."""

import json

import pytest

from rvos_studio.errors import StudioError
from rvos_studio.fusion import find
from rvos_studio.jobs import Began, Ended, Value
from rvos_studio.jobs.runner import resolve
from rvos_studio.studio.batch import batch
from rvos_studio.studio.batch_dataset import BatchDataset
from rvos_studio.studio.batch_folder import BatchFolder
from rvos_studio.studio.batch_plan import plan
from tests.pictures import write_square_clip
from tests.plugins import write_plugin

FRAMES = 6

LEARNER = """
import time
import numpy as np
from rvos_studio.models.protocols import Prediction

class Learner:
    def segment(self, clip, expressions, frames):
        for frame in frames:
            red = clip.frame(frame)[..., 0].astype(np.float32) / 255
            for position, expression in enumerate(expressions):
                # What it says depends on all that it is asked together.
                shift = len(frames) + 3 * len(expressions) + len(expression)
                time.sleep({pause})
                yield Prediction(position, frame, np.roll(red, shift, 1), 0.1 + frame / 100 + position / 1000)

CARDS = [
    card(name="learner", role=Role.SEGMENTER, adapter="{module}:Learner"),
    card(name="second-learner", role=Role.SEGMENTER, adapter="{module}:Learner"),
    card(name="shifting", adapter="tests.propagation.shifting:ShiftingPropagator"),
]
"""


class HerePool:
    """Works in the calling thread."""

    size = 1

    def run(self, task, requests):
        for number, arguments in enumerate(requests):
            yield Began(number, 1)
            try:
                for value in resolve(task)(**arguments):
                    yield Value(number, value)
            except StudioError as error:
                yield Ended(number, error)
            else:
                yield Ended(number)

    def close(self):
        pass


def write_learner(folder, module, pause=0.0):
    code = LEARNER.replace("{pause}", str(pause)).replace("{module}", module)
    return write_plugin(folder, module, code)


def write_dataset(root, videos=("one", "two", "three"), frames=FRAMES):
    """Two objects in each video, one of which two expressions mean."""
    listed = {}
    for k, name in enumerate(videos):
        write_square_clip(root / "JPEGImages" / name, frames + k)
        listed[name] = {
            "frames": [f"{i:05d}" for i in range(frames + k)],
            "expressions": {
                "0": {"exp": "the moving red square", "obj_id": "1"},
                "1": {"exp": "what lies behind it all", "obj_id": "2"},
                "2": {"exp": "a red thing", "obj_id": "1"},
            },
        }
    (root / "meta_expressions.json").write_text(json.dumps({"videos": listed}))
    return root


@pytest.fixture
def dataset(tmp_path):
    return write_dataset(tmp_path / "data")


@pytest.fixture
def learner(plug, tmp_path):
    plug(write_learner(tmp_path / "plugins", "learning"))


def asked(dataset, recipe="majority", models=("learner", "second-learner"), propagator="shifting"):
    return plan(BatchDataset(dataset), models, find(recipe), propagator, threads=1)


def begin(dataset, out, pool=None, asks=None, **more):
    """The news of a batch, as it comes."""
    return batch(
        BatchDataset(dataset),
        BatchFolder(out),
        asks or asked(dataset),
        pool or HerePool(),
        **more,
    )


def finish(work):
    """What a batch returns."""
    try:
        while True:
            next(work)
    except StopIteration as end:
        return end.value


def results(out):
    """Every file of the results -> its bytes."""
    return {
        file.relative_to(out / "results").as_posix(): file.read_bytes()
        for file in (out / "results").rglob("*")
        if file.is_file()
    }


def tracks(out):
    """What the projects hold, times apart."""
    from rvos_studio.project import Project

    found = {}
    for file in sorted((out / "projects").glob("*.rvos")):
        project = Project.open(file, read_only=True)
        for record in project.objects():
            for frame, each in project.track(record.id).items():
                found[file.stem, record.id, frame] = each.mask.counts, each.provenance.recipe
        project.close()
    return found
