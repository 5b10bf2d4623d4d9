"""At least five hundred random edits, of every kind: each undo and redo gives back the bytes that were there."""

import hashlib
import random
import sqlite3
from collections import Counter
from contextlib import closing, suppress

import numpy as np
import pytest

from rvos_studio.errors import StudioError
from rvos_studio.fusion import Mode, Range, Vote, find
from rvos_studio.masks import (
    Mask,
    cut_box,
    fill_holes,
    filled,
    grow,
    refine,
    region_of,
    remove_specks,
    shrink,
)
from rvos_studio.models.protocols import Prediction
from rvos_studio.project import State
from rvos_studio.project.schema import COLUMNS
from rvos_studio.propagation import Direction
from rvos_studio.propagation.schedule import Absence
from rvos_studio.studio import Session, apply_recipe, compute, fuse, propagate, segment
from rvos_studio.studio.compute import Filled
from rvos_studio.studio.problems import Problem
from rvos_studio.studio.review import find_fine, mark, toggle, write_note
from rvos_studio.studio.versions import bring_back, rename
from tests.pictures import HEIGHT, WIDTH, truth, write_square_clip

FRAMES = 6
MOST = 4
"""Objects at a time."""
MODELS = ("motion-words", "class-prototype")
ACTIONS = 500


class Quick:
    """Models in no time: what they answer is anywhere, and a propagation carries what it set out from."""

    def __init__(self, chance):
        self.chance = chance

    def run(self, task, **asked):
        if task == compute.SEGMENT:
            for frame in asked["frames"]:
                for number in range(len(asked["expressions"])):
                    probability = np.float16(0.9) * blob(self.chance).array()
                    yield Prediction(number, frame, probability, self.chance.random())
            return
        assert task == compute.PROPAGATE
        for part in asked["plan"]:
            for frame in part.frames:
                for number in part.objects:
                    carried = None if isinstance(part, Absence) else part.start
                    empty = Mask.empty(HEIGHT, WIDTH)
                    mask = asked["constraints"][number].get(carried, empty)
                    yield Filled(number, frame, mask, 1.0, carried is None or part.last_word)

    def close(self):
        pass


def blob(chance):
    """Some ellipse-like polygon, at times nothing at all."""
    corners = [(chance.uniform(0, WIDTH), chance.uniform(0, HEIGHT)) for _ in range(3)]
    return Mask.from_array(filled(corners, HEIGHT, WIDTH))


class Person:
    """Does anything that can be done to a project."""

    def __init__(self, session, seed):
        self.session = session
        self.project = session.project
        self.chance = random.Random(seed)
        self.runner = Quick(self.chance)

    # What is there

    @property
    def object(self):
        return self.chance.choice(self.session.objects()).id

    @property
    def frame(self):
        return self.chance.randrange(FRAMES)

    @property
    def expression(self):
        """Of one that there is, as long as there is any."""
        there = [each.id for record in self.session.objects() for each in record.expressions]
        return self.chance.choice(there or [10_000])

    def mask(self, number, frame):
        found = self.session.mask(number, frame)
        return found.mask if found else Mask.empty(HEIGHT, WIDTH)

    def picture(self, frame):
        return self.session.clip.frame(frame)

    def correct(self, change, title):
        number, frame = self.object, self.frame
        before = self.mask(number, frame)
        self.session.correct(number, frame, change(before, frame), title)

    def take(self, steps):
        """Consume long work, and at times cancel it on its way."""
        most = self.chance.choice((3, 10_000))
        with closing(steps):
            for place, _ in enumerate(steps):
                if place == most:
                    return

    # Objects and expressions

    def describe(self):
        if len(self.session.objects()) < MOST:
            self.session.describe(f"thing {self.chance.random()}")

    def add_object(self):
        if len(self.session.objects()) < MOST:
            self.session.add_object("named", self.chance.choice((None, 7)))

    def rename_object(self):
        self.session.rename_object(self.object, self.chance.choice(("", "dog", "cat")))

    def remove_object(self):
        if len(self.session.objects()) > 1:
            self.session.remove_object(self.object)

    def lock(self):
        self.session.lock_object(self.object, self.chance.random() < 0.3)

    def add_expression(self):
        self.session.add_expression(self.object, self.chance.choice(("red", "blue", "fast")))

    def rewrite_expression(self):
        self.session.rewrite_expression(self.expression, self.chance.choice(("big", "red")))

    def say_nothing(self):
        self.session.set_nothing(self.expression, self.chance.random() < 0.5)

    def remove_expression(self):
        self.session.remove_expression(self.expression)

    # Masks

    def stroke(self):
        self.correct(lambda mask, _: mask | blob(self.chance), "Brush on")

    def erase(self):
        self.correct(lambda mask, _: mask - blob(self.chance), "Erase on")

    def cut_box(self):
        box = (self.chance.randrange(40), self.chance.randrange(30), 20, 16)
        self.correct(lambda _, f: Mask.from_array(cut_box(self.picture(f), box)), "Cut out on")

    def click(self):
        x, y, adds = (
            self.chance.randrange(WIDTH),
            self.chance.randrange(HEIGHT),
            self.chance.random() < 0.7,
        )
        self.correct(
            lambda mask, f: Mask.from_array(
                refine(self.picture(f), mask.array().view(np.uint8), x, y, adds)
            ),
            "Click on",
        )  # fmt: skip

    def remove_part(self):
        def without(mask, _):
            pixels = mask.array().view(np.uint8)
            if not mask:
                return mask
            y, x = (int(each[0]) for each in np.nonzero(pixels))
            return Mask.from_array(pixels & ~region_of(pixels, x, y))

        self.correct(without, "Remove a part on")

    def reshape(self):
        change = self.chance.choice(
            (
                lambda mask: grow(mask, 1),
                lambda mask: shrink(mask, 1),
                lambda mask: remove_specks(mask, 30),
                lambda mask: fill_holes(mask, 30),
            )
        )
        self.correct(lambda mask, _: change(mask), "Grow on")

    def combine(self):
        other = self.object
        how = self.chance.choice((Mask.__or__, Mask.__and__, Mask.__sub__))
        self.correct(lambda mask, frame: how(mask, self.mask(other, frame)), "Unite on")

    def copy(self):
        source, number = self.frame, self.object
        self.session.correct(number, self.frame, self.mask(number, source), "Copy to")

    def take_model(self):
        number, frame = self.object, self.frame
        answers = self.session.predictions(number, frame)
        if answers:
            answer = answers[self.chance.choice(sorted(answers))]
            self.session.correct(number, frame, answer, "Take a region on")

    def confirm(self):
        self.session.confirm(self.object, self.frame)

    def say_absent(self):
        self.correct(lambda mask, _: Mask.empty(*mask.shape), "Clear")

    def remove_masks(self):
        with self.project.edit("Remove masks") as edit:
            edit.remove_masks(self.object, [self.frame, self.frame])

    # Models

    def segment(self):
        models = [self.chance.choice(MODELS)]
        again = self.chance.random() < 0.5
        self.take(segment(self.session, self.runner, [self.object], models, again=again))

    def forget_answers(self):
        with self.project.edit("Remove answers") as edit:
            edit.remove_predictions(self.expression, self.chance.choice(MODELS))

    def vote(self, number):
        members = tuple(self.session.models_with_predictions(number))
        chosen = members[: self.chance.randint(1, len(members))] if members else ()
        weights = tuple(self.chance.choice((0.5, 1.0, 2.0)) for _ in chosen)
        ranges = (Range(1, 3, members[-1:], threshold=0.4),) if members else ()
        return Vote(
            chosen,
            self.chance.choice((0.3, 0.5, 1.0)),
            self.chance.choice(((), weights)),
            self.chance.choice(tuple(Mode)),
            self.chance.choice(((), ranges)),
        )

    def choose_vote(self):
        number = self.object
        self.session.set_vote(number, self.vote(number))

    def fuse(self):
        number = self.object
        over = self.chance.random() < 0.5
        self.take(fuse(self.session, number, self.vote(number), over_propagated=over))

    def follow_recipe(self):
        recipe = find(self.chance.choice(("majority", "mean", f"single:{MODELS[0]}")))
        self.take(apply_recipe(self.session, self.runner, self.object, recipe))

    def propagate(self):
        numbers = self.chance.choice(([self.object], [each.id for each in self.session.objects()]))
        way = self.chance.choice(tuple(Direction))
        around = self.chance.choice((None, self.frame))
        self.take(
            propagate(self.session, self.runner, numbers, "feature-ridge", direction=way, around=around)
        )  # fmt: skip

    def bring_back(self):
        found = [
            each
            for record in self.session.objects()
            for each in self.project.versions.of(record.id)
        ]
        if others := [each for each in found if not self.project.versions.stands(each)]:
            bring_back(self.session, self.chance.choice(others))

    def name_version(self):
        if versions := self.project.versions.of(self.object):
            rename(self.session, versions[0].id, "the good one")

    # Review

    def review(self):
        frames = sorted({self.frame, self.frame})
        self.chance.choice((mark, toggle))(
            self.session, self.object, frames, self.chance.choice(tuple(State))
        )

    def note(self):
        text = self.chance.choice(("", "is this 1 or 2?", "look again"))
        write_note(self.session, self.object, self.frame, text)

    def find_fine(self):
        find_fine(self.session, Problem(self.object, self.frame, "flicker", 0.5, ""))


DEEDS = [name for name, each in vars(Person).items() if callable(each) and name not in
         ("__init__", "mask", "picture", "correct", "take", "vote")]  # fmt: skip

UNSEEN = {"name_version"}
"""What is no part of undo."""
OFTEN = (
    "describe",
    "add_expression",
    "segment",
    "fuse",
    "follow_recipe",
    "take_model",
    "propagate",
)
RARELY = ("remove_object", "remove_expression", "say_nothing", "lock")
WEIGHTS = [3 if deed in OFTEN else 0.4 if deed in RARELY else 1 for deed in DEEDS]
"""So that there are answers to do something with."""


def content(session):
    """A digest of every row that edits write, and of the masks and probabilities that they name."""
    digest = hashlib.sha256()
    with closing(sqlite3.connect(session.project.path)) as file:
        for table, columns in COLUMNS.items():
            rows = file.execute(
                f"SELECT {', '.join(columns)} FROM {table} ORDER BY 1, 2, 3"
            ).fetchall()
            digest.update(repr((table, rows)).encode())
        for table in ("track", "prediction"):
            masks = file.execute(
                f"SELECT DISTINCT mask.* FROM {table} JOIN mask ON mask.id = mask ORDER BY mask.id"
            )
            digest.update(repr(masks.fetchall()).encode())
        soft = file.execute(
            "SELECT DISTINCT probability.* FROM prediction JOIN probability USING (mask) ORDER BY mask"
        )
        digest.update(repr(soft.fetchall()).encode())
    return digest.hexdigest()


@pytest.mark.parametrize("seed", [3, 4])
def test_five_hundred_random_edits(tmp_path, seed):
    session = Session.create(write_square_clip(tmp_path / "square", FRAMES))
    session.describe("the red square")
    session.correct(1, 0, truth(0))
    session.travel(0)
    person = Person(session, seed)
    done, undone, counted = [content(session)], [], Counter()
    person.describe()
    done.append(content(session))
    for number in range(3 * ACTIONS):
        lacking = [each for each in DEEDS if each not in counted and each not in UNSEEN]
        if number >= ACTIONS and not lacking:
            break
        chance = person.chance.random()
        if chance < 0.08 and len(done) > 2:
            assert session.undo()
            undone.append(done.pop())
        elif chance < 0.14 and undone:
            assert session.redo()
            done.append(undone.pop())
        else:
            (deed,) = person.chance.choices(DEEDS, WEIGHTS)
            if lacking and person.chance.random() < 0.3:
                deed = person.chance.choice(lacking)
            before = session.undoable
            with suppress(StudioError):  # what is refused is no step
                getattr(person, deed)()
            if session.undoable != before:
                done.append(content(session))
                undone.clear()
                counted[deed] += 1
        assert content(session) == done[-1], "an edit that is no step changed something"
    assert set(counted) == set(DEEDS) - UNSEEN, "every kind of edit was made"
    beginning = done[0]
    for expected in reversed(done[:-1]):
        assert session.undo()
        assert content(session) == expected
    assert content(session) == beginning
    assert not session.undo()
    for expected in done[1:]:
        assert session.redo()
        assert content(session) == expected
    project = session.project.path
    session.close()
    again = Session.open(project)
    assert content(again) == done[-1]
    assert again.travel(0)
    assert content(again) == beginning
    again.close()
