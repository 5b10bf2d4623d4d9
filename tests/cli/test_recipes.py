import json

import pytest

from rvos_studio.masks import Mask
from rvos_studio.project import Kind, Provenance
from rvos_studio.studio import Session
from tests.pictures import truth, write_square_clip

ALL_SOC = [
    part
    for name in ("soc-video-swin-b", "mutr-video-swin-b", "referformer-video-swin-b", "uninext-vit-h")
    for part in ("--bind", f"{name}=soc")
]  # fmt: skip


@pytest.fixture
def file(tmp_path):
    """A project with two expressions of one object, which two models answered; they differ on the first frames."""
    session = Session.create(write_square_clip(tmp_path / "square", 4))
    number = session.describe("the red square").object_id
    session.add_expression(number, "the blue circle")
    with session.project.edit("Answers") as edit:
        for place, expression in enumerate(session.objects()[0].expressions):
            for model in ("soc", "mutr"):
                seen = [truth(f) if place == 0 else Mask.full(48, 64) - truth(f) for f in range(4)]
                answers = {f: (mask, 0.5) for f, mask in enumerate(seen)}
                maps = (
                    {f: mask.array() * 0.8 for f, mask in enumerate(seen)} if place == 0 else None
                )
                made = Provenance.now(Kind.MODEL, model)
                edit.put_predictions(expression.id, model, answers, made, maps)
    session.close()
    return tmp_path / "square.rvos"


def test_recipes_are_listed(run):
    code, known, _ = run("recipe", "list", "--json")
    assert code == 0
    assert {"winner-released", "winner-paper", "majority", "mean"} < {
        each["name"] for each in known
    }
    code, text, _ = run("recipe", "list")
    assert "single:MODEL" in text


def test_a_recipe_is_drawn_from_what_comes_out_to_the_models(run):
    code, text, _ = run("recipe", "show", "winner-paper", "--bind", "uninext-vit-h=class-prototype")
    assert code == 0
    drawn = [line.lstrip("│├└─ ") for line in text.splitlines()]
    assert any(line.startswith("result: swinl-deaot-l, capped memory") for line in drawn)
    assert drawn.index("vit-h: class-prototype") > drawn.index("vote-2: vote, 50% needed")
    code, graph, _ = run("recipe", "show", "winner-released-verbatim", "--json")
    assert graph["expressions"] == "neighbours"
    assert graph["nodes"]["vit-h-doubled"]["above"] == 1.2e-7
    code, text, _ = run("recipe", "show", "winner-released-verbatim")
    assert "foreground above 1.2e-07" in text
    assert "neighbours in the file" in text


def test_a_recipe_is_checked(run, tmp_path):
    path = tmp_path / "mine.toml"
    text = 'name = "mine"\noutput = "v"\n[nodes.m]\nkind = "source"\nmodel = "mine"\n' \
           '[nodes.v]\nkind = "vote"\nmembers = ["m"]\n[nodes.w]\nkind = "vote"\nmembers = ["m"]\n'  # fmt: skip
    path.write_text(text)
    code, found, _ = run("recipe", "check", path, "--json")
    assert code == 0
    assert found["remarks"] == [
        "No model here is called 'mine': its answers must be in the project.",
        "Node 'w' leads nowhere and is passed over.",
    ]
    path.write_text(text.replace('members = ["m"]', "members = []", 1))
    code, _, err = run("recipe", "check", path)
    assert (code, err.strip()) == (3, "Recipe 'mine': nobody votes in 'v'; give it members.")
    path.write_text(text + '[nodes.p]\nkind = "propagate"\ninput = "v"\npropagator = "none"\n'
                           'key = {rule = "by hand"}\n'.replace("\n", "\n"))  # fmt: skip
    path.write_text(path.read_text().replace('output = "v"', 'output = "p"'))
    code, _, err = run("recipe", "check", path)
    assert code == 3
    assert "There is no propagator called 'none'" in err


def test_a_recipe_is_followed(run, file):
    code, found, _ = run("fuse", file, "--object", 1, "--recipe", "majority", "--json")
    assert (code, found["frames"]["fusion"], found["recipe"]) == (0, 4, "majority")
    (remark,) = found["remarks"]
    assert "'the red square' and 'the blue circle' seem to mean different things" in remark
    code, out, err = run("fuse", file, "--object", 1, "--recipe", "single:mutr")
    assert "followed recipe single:mutr" in out
    assert "seem to mean different things" in err


def test_votes_are_put_together_from_options(run, file):
    code, found, _ = run(
        "fuse", file, "--object", 1, "--model", "soc", "--model", "mutr", "--weight", "soc=2.5",
        "--range", "1-2:mutr", "--threshold", 0.75, "--json",
    )  # fmt: skip
    assert code == 0
    assert found["weights"] == [2.5, 1]
    assert found["ranges"] == [{"first": 1, "last": 2, "members": ["mutr"]}]
    code, found, _ = run("fuse", file, "--object", 1, "--mean", "--json")
    assert found["mode"] == "mean"
    assert any("only masks are known" in each for each in found["remarks"])


@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        (["--recipe", "majority", "--mean"], "A recipe says itself who votes"),
        (["--bind", "a=b"], "say which one with --recipe"),
        (["--recipe", "winner-paper"], "needs answers for object 1 from soc-video-swin-b"),
        (["--recipe", "winner-paper", "--bind", "soc"], "'soc' is not that"),
        (["--recipe", "winner-paper", *ALL_SOC, "--bind", "swinl-aot-l="], "cannot do without"),
        (["--recipe", "nothing"], "There is no recipe called 'nothing'"),
        (["--weight", "soc"], "'soc' is not that"),
        (["--weight", "gone=1"], "gone has a weight but does not vote"),
        (["--weight", "soc=much"], "'much' is not"),
        (["--range", "soc"], "like 40-72:soc"),
        (["--range", "3-1:soc"], "Frames 3 to 1 are no range"),
        (["--threshold", "0"], "share above 0"),
    ],
)
def test_what_makes_no_sense_gets_one_sentence(run, file, options, sentence):
    code, _, err = run("fuse", file, "--object", 1, *options)
    assert code in (3, 8)
    assert sentence in err
    assert len(err.strip().splitlines()) == 1
    code, _, err = run("fuse", file, "--object", 1, *options, "--json")
    assert sentence in json.loads(err)["error"]
