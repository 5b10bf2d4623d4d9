"""Masks for tests of tools, and what is on disk of them."""

import numpy as np

from rvos_studio.masks import Mask
from tests.pictures import HEIGHT, WIDTH

SQUARE = (10, 10), (40, 10), (40, 40), (10, 40)


def box(left, top, right, bottom):
    pixels = np.zeros((HEIGHT, WIDTH), bool)
    pixels[top:bottom, left:right] = True
    return Mask.from_array(pixels)


WHOLE = box(10, 10, 40, 40)


def draw(person, mask, number=None, frame=None):
    """Give an object a mask behind the window's back, and show it."""
    frame = person.workspace.frame if frame is None else frame
    person.session.correct(number or person.workspace.chosen, frame, mask)
    person.workspace.refresh()
    person.settle()


def second_object(person, mask):
    """Another object with a mask on this frame; the first stays chosen."""
    first = person.workspace.chosen
    other = person.object("another")
    draw(person, mask, other)
    person.workspace.choose(first)
    person.settle()
    return other


def click_through(person, points, **how):
    for point in points:
        person.click(*point, **how)


def title(person):
    return person.session.undoable.title
