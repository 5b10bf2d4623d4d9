"""Codes of places: order, halves, padding."""

import math

import torch

from rvos_studio.networks.positions import sine_positions_1d, sine_positions_2d


def test_sine_and_cosine_of_one_frequency_stand_side_by_side():
    codes = sine_positions_1d(torch.ones(1, 3, dtype=torch.bool), 8)[0]
    for place, code in enumerate(codes, start=1):
        for pair in range(4):
            angle = place / 3 * 2 * math.pi / 10000 ** (pair / 4)
            assert math.isclose(code[2 * pair], math.sin(angle), abs_tol=1e-5)
            assert math.isclose(code[2 * pair + 1], math.cos(angle), abs_tol=1e-5)


def test_a_shorter_sentence_has_the_codes_of_itself_alone():
    present = torch.tensor([[True] * 5, [True] * 3 + [False] * 2])
    together = sine_positions_1d(present, 16)
    alone = sine_positions_1d(present[1:, :3], 16)
    assert torch.equal(together[1:, :3], alone)


def test_rows_come_first_and_middles_of_cells_count():
    codes = sine_positions_2d(torch.ones(1, 3, 5, dtype=torch.bool), 16)[0]
    assert codes.shape == (16, 3, 5)
    for row in range(3):
        for column in range(5):
            down, right = (row + 0.5) / 3 * 2 * math.pi, (column + 0.5) / 5 * 2 * math.pi
            assert math.isclose(codes[0, row, column], math.sin(down), abs_tol=1e-5)
            assert math.isclose(codes[9, row, column], math.cos(right), abs_tol=1e-5)


def test_a_padded_map_has_the_codes_of_what_is_there():
    present = torch.zeros(1, 6, 7, dtype=torch.bool)
    present[:, :4, :5] = True
    padded = sine_positions_2d(present, 32)[..., :4, :5]
    alone = sine_positions_2d(torch.ones(1, 4, 5, dtype=torch.bool), 32)
    assert torch.equal(padded, alone)
