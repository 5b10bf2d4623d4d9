"""The command that makes up clips."""

import shutil

import pytest

from rvos_studio.formats.layouts import LAYOUTS
from rvos_studio.formats.layouts.pictures import grey_png


def test_synth_makes_a_dataset_that_can_be_scored(run, tmp_path):
    out = tmp_path / "made"
    options = ("--count", "3", "--size", "64x48", "--frames", "3", "--seed", "2")
    code, said, err = run("synth", out, *options)
    assert code == 0, err
    assert "3 clips, 9 frames" in said
    assert "making clips: 3/3" in err
    code, document, err = run("synth", out, *options, "--json")
    assert (code, document["videos"], err) == (0, 3, "")
    answers = tmp_path / "answers"
    listing = LAYOUTS["ref-youtube-vos"].listing(out)
    for name in listing.names:
        video = listing.truth(name)
        for target in video.targets:
            folder = answers / name / target.name
            folder.mkdir(parents=True)
            for frame, mask in zip(video.frame_names, target.masks, strict=True):
                (folder / f"{frame}.png").write_bytes(grey_png(mask))
    code, said, err = run("evaluate", out, answers)
    assert code == 0, err
    assert said.splitlines()[-2].split()[:2] == ["all", "1.000"]


def test_synth_takes_cut_outs_of_its_own_clips(run, tmp_path):
    made, out = tmp_path / "made", tmp_path / "out"
    run("synth", made, "--count", "2", "--size", "96x64", "--frames", "3")
    code, document, err = run(
        "synth",
        out,
        "--count",
        "2",
        "--size",
        "64x48",
        "--frames",
        "2",
        "--cutouts",
        made,
        "--json",
    )
    assert (code, document["videos"]) == (0, 2), err


@pytest.mark.parametrize(
    ("arguments", "code", "sentence"),
    [
        (("--size", "big"), 3, "WIDTHxHEIGHT"),
        (("--size", "9x9"), 3, "32 to 4096 pixels"),
        (("--frames", "0"), 3, "1 to 1000 frames"),
        (("--count", "0"), 3, "1 to 100,000 clips"),
        (("--cutouts", "nowhere"), 3, "no clips with masks at 'nowhere'"),
        (("--backgrounds", "nowhere"), 3, "no folder of backgrounds"),
    ],
)
def test_synth_refuses(run, tmp_path, arguments, code, sentence):
    found, out, err = run("synth", tmp_path / "made", *arguments)
    assert (found, out) == (code, "")
    assert sentence in err
    shutil.rmtree(tmp_path / "made", ignore_errors=True)
