"""The network as it is trained: the last layer's answer is the network's own, and everything learns."""

import re

import pytest
import torch

from rvos_studio.networks.losses import thinned
from rvos_studio.networks.uninext.loss import Target, match, training_loss
from rvos_studio.networks.uninext.network import OPTIONAL
from rvos_studio.networks.uninext.training import Trainee, trainee_names
from rvos_studio.networks.uninext.variants import VARIANTS
from tests.parity.recorded import PRESENT
from tests.parity.uninext_record import FOLDERS, manifest

TINY = VARIANTS["uninext-tiny"]
WORDS = torch.tensor([[101, 1996, 2417, 2482, 102]])
SIZE = (64, 90)


@pytest.fixture
def trainee():
    torch.manual_seed(8)
    return Trainee(TINY)


def sample():
    """A red square on each of two grey frames, with padding at the right."""
    pictures, masks = torch.zeros(2, 3, 64, 96), torch.zeros(2, 64, 96)
    pictures[:, :, :, : SIZE[1]] = torch.rand(
        2, 3, *SIZE, generator=torch.Generator().manual_seed(1)
    )
    for frame, (top, left) in enumerate(((16, 20), (24, 48))):
        masks[frame, top : top + 24, left : left + 28] = 1
    pictures[:, 0] += 2 * masks
    boxes = [
        ((left + 14) / 90, (top + 12) / 64, 28 / 90, 24 / 64) for top, left in ((16, 20), (24, 48))
    ]
    return pictures, Target(thinned(masks), torch.tensor(boxes), torch.ones(2, dtype=torch.bool))


@torch.inference_mode()
def test_the_last_layer_answers_as_the_network_does(trainee):
    pictures, _ = sample()
    answers = trainee.eval()(pictures, WORDS, SIZE)
    network = trainee.network
    encoded = network.encode(pictures, SIZE)
    own = network(encoded, network.read(WORDS))
    last = answers.layers[-1]
    score = (last.logits.sigmoid() * last.overlaps.sigmoid()).sqrt()
    assert torch.equal(score.argmax(1), own.query)
    assert torch.allclose(score.amax(1), own.score)
    frames = torch.arange(2)
    assert torch.allclose(last.boxes[frames, own.query], own.box)
    assert torch.allclose(last.masks(frames, own.query), own.logits, atol=1e-3)
    assert len(answers.layers) == TINY.size.layers


def test_everything_but_the_text_encoder_learns(trainee):
    for parameter in trainee.parameters():
        # At the very beginning nobody asks where a cell is.
        parameter.data += torch.randn_like(parameter) / 20
    pictures, target = sample()
    training_loss(trainee(pictures, WORDS, SIZE), target).backward()
    for name, parameter in trainee.named_parameters():
        if name.startswith("network.language"):
            assert parameter.grad is None
        else:
            assert parameter.grad.isfinite().all(), name
            assert parameter.grad.any(), name


def test_a_frame_without_the_object_is_learnt_from_too(trainee):
    pictures, target = sample()
    away = Target(target.masks, target.boxes, torch.tensor([True, False]))
    answers = trainee(pictures, WORDS, SIZE)
    frames, _ = match(answers.layers[0], away)
    assert frames.unique().tolist() == [0]
    loss = training_loss(answers, away)
    (gradient,) = torch.autograd.grad(loss, answers.layers[0].logits, retain_graph=True)
    assert gradient[1].all()
    nowhere = Target(target.masks, target.boxes, torch.zeros(2, dtype=torch.bool))
    assert training_loss(answers, nowhere).item() == 0


def test_thirty_steps_learn_one_sample(trainee):
    pictures, target = sample()
    descent = torch.optim.AdamW([p for p in trainee.parameters() if p.requires_grad], 2e-3)
    losses = []
    for _ in range(30):
        loss = training_loss(trainee(pictures, WORDS, SIZE), target)
        descent.zero_grad()
        loss.backward()
        torch.nn.utils.clip_grad_norm_(trainee.parameters(), 1.0)
        descent.step()
        losses.append(loss.item())
    assert sum(losses[-3:]) < 0.6 * sum(losses[:3])
    with torch.inference_mode():
        network = trainee.eval().network
        answer = network(network.encode(pictures, SIZE), network.read(WORDS))
    found = answer.logits > 0
    wanted = target.masks.bool()
    overlap = (found & wanted).sum() / (found | wanted).sum()
    assert overlap > 0.5


@pytest.mark.oracle
@pytest.mark.skipif(not PRESENT, reason="the recorded answers are not beside the checkout")
@pytest.mark.parametrize("name", [n for n, v in VARIANTS.items() if v.encoder in FOLDERS])
def test_the_heads_of_every_layer_have_published_names(name):
    with torch.device("meta"):
        state = Trainee(VARIANTS[name]).state_dict()
    names = trainee_names(VARIANTS[name])
    only_training = [r"detr\.detr\.(class_embed|iou_head)\.[0-4]\..*"]
    assert set(only_training) < set(OPTIONAL)
    others = "|".join(set(OPTIONAL) - set(only_training))
    assert {names[n]: list(value.shape) for n, value in state.items()} == {
        published: entry["shape"]
        for published, entry in manifest(VARIANTS[name].encoder).items()
        if not re.fullmatch(others, published)
    }
