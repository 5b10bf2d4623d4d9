"""J, F and their statistics against values recorded from the DAVIS 2017 evaluation code."""

import importlib.util
import json
from pathlib import Path

import numpy as np
import pytest

from rvos_studio.metrics import (
    best_assignment,
    boundary_map,
    mean_jf,
    score,
    statistics,
)
from rvos_studio.metrics.frame import radius

ORACLE = Path(__file__).resolve().parents[3] / "shared" / "oracle"
EXACT = 1e-9

pytestmark = [
    pytest.mark.oracle,
    pytest.mark.skipif(
        not (ORACLE / "metrics" / "metrics.json").exists(),
        reason="the recorded reference values are not beside the checkout",
    ),
]


@pytest.fixture(scope="module")
def seeded():
    spec = importlib.util.spec_from_file_location("seeded", ORACLE / "seeded.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="module")
def recorded():
    return json.loads((ORACLE / "metrics" / "metrics.json").read_text())


def moved(masks, shift):
    """Content moves down and right by `shift`; vacated pixels are false."""
    dy, dx = shift
    _, height, width = masks.shape
    out = np.zeros_like(masks)
    out[:, max(0, dy) : height + min(0, dy), max(0, dx) : width + min(0, dx)] = masks[
        :, max(0, -dy) : height - max(0, dy), max(0, -dx) : width - max(0, dx)
    ]
    return out


def build(seeded, recipe, frames, height, width):
    shape = (frames, height, width)
    match recipe["kind"]:
        case "seeded":
            objects = recipe["objects"]
            labels = seeded.seeded_masks(*shape, objects, seed=recipe["seed"])
            masks = labels == recipe["object"]
        case "empty":
            masks = np.zeros(shape, bool)
        case "full":
            masks = np.ones(shape, bool)
        case "pixels":
            masks = np.zeros(shape, bool)
            masks[tuple(np.array(recipe["at"]).T)] = True
        case "rect":
            y0, x0, y1, x1 = recipe["box"]
            masks = np.zeros(shape, bool)
            masks[:, y0:y1, x0:x1] = True
        case "noise":
            noise = seeded.seeded_tensor(recipe["seed"], shape) * np.float32(
                np.sqrt(height * width)
            )
            masks = noise > np.float32(recipe["above"])
        case "checker":
            masks = np.broadcast_to(np.indices((height, width)).sum(0) % 2 == 0, shape).copy()
    if "shift" in recipe:
        masks = moved(masks, recipe["shift"])
    if recipe.get("invert"):
        masks = ~masks
    masks[recipe.get("clear_frames", [])] = False
    if "xor" in recipe:
        masks = masks ^ build(seeded, recipe["xor"], frames, height, width)
    return masks


def test_every_recorded_case(seeded, recorded):
    assert len(recorded["cases"]) == 65
    for case in recorded["cases"]:
        size = case["frames"], case["height"], case["width"]
        truth = build(seeded, case["gt"], *size)
        prediction = build(seeded, case["pred"], *size)
        void = build(seeded, case["void"], *size) if "void" in case else None
        name = case["name"]
        assert truth.sum((1, 2)).tolist() == case["gt_pixels"], name
        assert prediction.sum((1, 2)).tolist() == case["pred_pixels"], name
        for masks, key in ((truth, "gt"), (prediction, "pred")):
            seen = masks if void is None else masks & ~void
            counts = [int(boundary_map(mask).sum()) for mask in seen]
            assert counts == case[f"{key}_boundary_pixels"], name
        assert radius(*size[1:]) == case["radius"], name
        result = score(prediction, truth, void=void)
        for values, key in ((result.region, "J"), (result.boundary, "F")):
            assert values == pytest.approx(case[key], abs=EXACT), name
        for summary, key in ((result.j, "J"), (result.f, "F")):
            for field in ("mean", "recall", "decay"):
                want = case[f"{key}_{field}"]
                assert getattr(summary, field) == pytest.approx(want, abs=EXACT), (name, key, field)
        assert result.jf == pytest.approx(case["JF"], abs=EXACT), name


def test_every_recorded_statistic(seeded, recorded):
    assert len(recorded["statistics"]) == 15
    for case in recorded["statistics"]:
        n = case["length"]
        noise = seeded.seeded_tensor(f"metrics/statistics/{n}/x", (1, n)).ravel()
        values = np.clip(np.abs(noise * np.float32(np.sqrt(n))).astype(np.float64) / 2, 0, 1)
        if "then index 2" in case["recipe"]:
            values[2], values[3] = 0.5, np.nan
        result = statistics(values)
        assert result.mean == pytest.approx(case["mean"], abs=EXACT)
        assert result.recall == pytest.approx(case["recall"], abs=EXACT)
        if case["decay"] is not None:
            assert result.decay == pytest.approx(case["decay"], abs=EXACT)
        else:
            edges = case["bin_edges"]
            first, last = (values[a : b + 1].mean() for a, b in (edges[:2], edges[3:]))
            assert result.decay == pytest.approx(first - last, abs=EXACT)


def test_every_recorded_assignment(seeded, recorded):
    assert len(recorded["multi_object"]) == 4
    for case in recorded["multi_object"]:
        shape = case["frames"], case["height"], case["width"]
        labels = seeded.seeded_masks(*shape, case["objects"], seed=case["seed"])
        truths = [labels == k + 1 for k in range(case["objects"])]
        predictions = [moved(labels == k, case["shift"]) for k in case["prediction_labels"]]
        missing = len(truths) - len(predictions)
        padded = predictions + [np.zeros(shape, bool)] * missing
        by_identity = [score(a, b) for a, b in zip(padded, truths, strict=True)]
        # The record lists objects in the order of their predictions, missing ones last.
        pairs = best_assignment(predictions, truths)
        pairs.sort(key=lambda pair: len(truths) if pair[0] is None else pair[0])
        assigned = [each for _, each in pairs]
        for scores, key in ((by_identity, "by_identity"), (assigned, "by_best_assignment")):
            want = case[key]
            for k, each in enumerate(scores):
                assert each.region == pytest.approx(want["J"][k], abs=EXACT)
                assert each.boundary == pytest.approx(want["F"][k], abs=EXACT)
                assert each.j.mean == pytest.approx(want["J_mean_per_object"][k], abs=EXACT)
                assert each.f.mean == pytest.approx(want["F_mean_per_object"][k], abs=EXACT)
            assert mean_jf(scores) == pytest.approx(want["JF"], abs=EXACT), case["name"]
