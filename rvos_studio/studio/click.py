"""Use case: ask a click segmenter for a mask."""

from collections.abc import Generator
from contextlib import closing

from rvos_studio.jobs import Runner
from rvos_studio.masks import Mask
from rvos_studio.models.protocols import Clicks
from rvos_studio.studio import compute
from rvos_studio.studio.progress import Progress
from rvos_studio.studio.session import Session


def click(
    session: Session, runner: Runner, model: str, frame: int, clicks: Clicks
) -> Generator[Progress, None, Mask]:
    """The mask that a model makes of the clicks on a frame; nothing is written.

    The first click on a frame may take seconds, which the progress tells; all others take what one answer takes.
    Raises `WeightsMissing`, and `StudioError` where the model fails.
    """
    clip = session.clip
    task = runner.run(
        compute.CLICK,
        model=model,
        picture=clip.frame(frame),
        fingerprint=clip.fingerprint,
        frame=frame,
        clicks=clicks,
    )
    made = Mask.empty(clip.height, clip.width)
    with closing(task) as news:
        for each in news:
            if isinstance(each, Mask):
                made = each
            else:
                yield Progress(each.done, each.total, each.doing)
    return made
