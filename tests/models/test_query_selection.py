"""The query that an adapter picks and the masks it gives, against what the released scripts of the winners do."""

import importlib.util
import json
from pathlib import Path

import numpy as np
import pytest
import torch

from rvos_studio.models.referring_segmenter import choose, probability
from rvos_studio.networks.referring.network import Answer

ORACLE = Path(__file__).resolve().parents[3] / "shared" / "oracle"
RECORDED = ORACLE / "fusion" / "cases.json"

pytestmark = [
    pytest.mark.oracle,
    pytest.mark.skipif(
        not RECORDED.exists(), reason="the recorded reference values are not beside the checkout"
    ),
]
CASES = json.loads(RECORDED.read_text())["query_selection"]["cases"] if RECORDED.exists() else []


@pytest.fixture(scope="module")
def seeded():
    spec = importlib.util.spec_from_file_location("seeded", ORACLE / "seeded.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["case"])
def test_one_query_is_chosen_for_the_whole_video(seeded, case):
    shape = case["shape"]
    t, q, k, h, w = (shape[side] for side in "tqkhw")
    name = f"fusion/query/{case['case']}"
    logits = seeded.seeded_tensor(f"{name}/logits", (t, q, k)) * np.float32(3 * np.sqrt(q * k))
    masks = seeded.seeded_tensor(f"{name}/masks", (t, q, h, w)) * np.float32(np.sqrt(q * h * w))
    answer = Answer(
        torch.from_numpy(logits)[None], torch.zeros(1, t, q, 4), torch.from_numpy(masks)[None]
    )
    chosen = choose(answer)
    assert chosen.query == case["query"]
    assert chosen.scores.numpy() == pytest.approx(case["class_info"], abs=1e-6)
    assert int(chosen.scores.argmax()) == case["key_frame"]
    size = shape["out_h"], shape["out_w"]
    found = np.stack([probability(each, size) for each in chosen.logits])
    assert (found > 0.5).sum((1, 2)).tolist() == case["foreground_per_frame"]
    samples = 1 / (1 + np.exp(-np.array(case["logit_samples"])))
    assert found.reshape(-1)[::97][: len(samples)] == pytest.approx(samples, abs=1e-5)
