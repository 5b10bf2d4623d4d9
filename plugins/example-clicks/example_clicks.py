"""Cuts an object out by clicks along the edges of the picture; the smallest useful click segmenter of RVOS Studio."""

from dataclasses import dataclass

import cv2
import numpy as np
from scipy.sparse import coo_array, csr_array
from scipy.sparse.csgraph import dijkstra

from rvos_studio.masks import Probability
from rvos_studio.models.card import Card, Role
from rvos_studio.models.protocols import Clicks
from rvos_studio.video import Frame

CARDS = (
    Card(
        name="shortest-ways",
        title="Shortest ways (example)",
        role=Role.CLICK_SEGMENTER,
        about="A pixel belongs to the click to which fewer edges lie on the way; knows no objects.",
        paper="Bai and Sapiro, ICCV 2007: geodesic segmentation, here without its colour models",
        licence="Apache-2.0",
        input_size="long side at most 192",
        published="needs no weights",
        needs="nothing",
        adapter="example_clicks:ShortestWays",
    ),
)

LONG_SIDE = 192
STEP = 1.0
"""What a step to the next pixel costs beside the change of colour, which is up to 440."""


@dataclass(frozen=True)
class Features:
    """A frame as a graph: what it costs to go from each pixel to its neighbours."""

    costs: csr_array
    small: tuple[int, int]
    """Height and width of the grid that the graph is of."""
    full: tuple[int, int]


class ShortestWays:
    """A `ClickSegmenter`: Dijkstra's algorithm from all clicks at once."""

    def encode(self, frame: Frame) -> Features:
        """The graph, once for all clicks on the frame."""
        high, wide = frame.shape[:2]
        scale = min(1.0, LONG_SIDE / max(high, wide))
        size = max(1, round(wide * scale)), max(1, round(high * scale))
        colours = cv2.cvtColor(
            cv2.resize(frame, size, interpolation=cv2.INTER_AREA), cv2.COLOR_RGB2LAB
        )
        colours = cv2.medianBlur(colours, 3).astype(np.float32)
        nodes = np.arange(size[0] * size[1]).reshape(size[::-1])
        right, down = (np.linalg.norm(np.diff(colours, axis=axis), axis=2) for axis in (1, 0))
        one = np.concatenate([nodes[:, :-1].ravel(), nodes[:-1].ravel()])
        other = np.concatenate([nodes[:, 1:].ravel(), nodes[1:].ravel()])
        costs = np.concatenate([right.ravel(), down.ravel()]) + STEP
        graph = coo_array((costs, (one, other)), shape=(nodes.size, nodes.size))
        return Features(graph.tocsr(), nodes.shape, (high, wide))

    def segment(self, features: Features, clicks: Clicks) -> Probability:
        """How much nearer a pixel is to the object's clicks than to the others, to the border or out of the box."""
        inside, outside = np.zeros((2, *features.small), np.uint8)
        scale = features.small[1] / features.full[1]
        if clicks.mask is not None:
            mask = cv2.resize(clicks.mask.array().view(np.uint8), features.small[::-1])
            reach = cv2.distanceTransform(mask, cv2.DIST_L2, 3).max() / 2
            for seeds, region, against in (
                (inside, mask, clicks.negative),
                (outside, 1 - mask, clicks.positive),
            ):
                seeds[cv2.distanceTransform(region, cv2.DIST_L2, 3) > reach] = 1
                for x, y in against:
                    cv2.circle(
                        seeds, (int(x * scale), int(y * scale)), int(2 * reach), 0, cv2.FILLED
                    )
        border = np.ones_like(outside)
        border[1:-1, 1:-1] = 0
        if clicks.box is not None:
            left, top, wide, high = (round(each * scale) for each in clicks.box)
            border[:] = 1
            border[top : top + high, left : left + wide] = 0
            if not (inside.any() or clicks.positive):
                inside[
                    min(top + high // 2, inside.shape[0] - 1),
                    min(left + wide // 2, inside.shape[1] - 1),
                ] = 1
        outside[border > inside] = 1
        for at, seeds, others in (
            (clicks.positive, inside, outside),
            (clicks.negative, outside, inside),
        ):
            for x, y in at:
                place = int(y * scale), int(x * scale)
                seeds[place], others[place] = 1, 0
        to_inside, to_outside = (_away(features, seeds) for seeds in (inside, outside))
        nearer = np.where(np.isinf(to_inside), 0, to_outside / (to_inside + to_outside + 1e-6))
        return np.asarray(
            cv2.resize(nearer.astype(np.float32), features.full[::-1]), np.float32
        ).clip(0, 1)


def _away(features: Features, seeds: np.ndarray) -> np.ndarray:
    """The cost of the cheapest way to any seed."""
    at = np.flatnonzero(seeds)
    ways = (
        dijkstra(features.costs, directed=False, indices=at, min_only=True) if len(at) else np.inf
    )
    return np.broadcast_to(ways, seeds.size).reshape(seeds.shape)
