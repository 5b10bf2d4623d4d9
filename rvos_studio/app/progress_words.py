"""How far work is, in words."""

from rvos_studio.app.language import tr
from rvos_studio.project import Tally


def progress(tally: Tally) -> str:
    """How far a review is."""
    if not tally.total:
        return tr("Nothing to check yet")
    words = tr("{checked:,} of %Ln frame(s) checked", "", tally.total).format(checked=tally.checked)
    if not tally.needs_work:
        return words
    return tr("{checked}, %Ln need work", "", tally.needs_work).format(checked=words)


def clips_done(done: int, clips: int) -> str:
    """How many clips of a dataset are done."""
    return tr("{done:,} of %Ln clip(s) done", "", clips).format(done=done)
