import textwrap

import pytest

from rvos_studio.errors import BadInput
from rvos_studio.fusion import (
    Mode,
    Propagate,
    Range,
    Source,
    Vote,
    VoteNode,
    find,
    of_vote,
    propagated,
    read,
    shipped,
    single,
)
from rvos_studio.models import catalogue
from rvos_studio.models.catalogue import Role

SOUND = """
    name = "mine"
    output = "out"
    [nodes.soc]
    kind = "source"
    model = "soc"
    [nodes.mutr]
    kind = "source"
    model = "mutr"
    [nodes.vote]
    kind = "vote"
    members = ["soc", "mutr"]
    [nodes.out]
    kind = "propagate"
    input = "vote"
    propagator = "feature-ridge"
    key = { rule = "confidence", of = ["soc"] }
    """


@pytest.fixture
def written(tmp_path):
    def write(text):
        path = tmp_path / "mine.toml"
        path.write_text(textwrap.dedent(text))
        return path

    return write


def test_every_shipped_recipe_is_sound_and_asks_for_models_there_are():
    names = [recipe.name for recipe in shipped()]
    assert names == [
        "winner-released",
        "winner-released-verbatim",
        "winner-paper",
        "majority",
        "mean",
    ]
    assert len({recipe.hash for recipe in shipped()}) == len(names)
    for recipe in shipped():
        assert find(recipe.name) == recipe
        for name in recipe.models:
            assert name == "*" or catalogue.card(name, Role.SEGMENTER)
        for name in recipe.propagators:
            assert catalogue.card(name, Role.PROPAGATOR)


def test_the_hash_is_that_of_the_meaning(written):
    recipe = read(written(SOUND))
    renamed = read(written(SOUND.replace('"mine"', '"yours"') + "# a remark\n"))
    spelled = read(written(SOUND.replace('members = ["soc", "mutr"]',
                                         'members = ["soc", "mutr"]\n    threshold = 0.5')))  # fmt: skip
    other = read(written(SOUND.replace('members = ["soc", "mutr"]',
                                       'members = ["soc", "mutr"]\n    threshold = 1')))  # fmt: skip
    assert recipe.hash == renamed.hash == spelled.hash
    assert recipe.hash != other.hash
    # Projects refer to it: it may never change for a recipe that does not.
    assert recipe.hash == "75b4c888c70e881c"


def test_nodes_come_after_their_inputs(written):
    assert read(written(SOUND)).ordered() == ["soc", "mutr", "vote", "out"]
    order = find("winner-released").ordered()
    for place, name in enumerate(order):
        assert set(find("winner-released").nodes[name].inputs) <= set(order[:place])


@pytest.mark.parametrize(
    ("instead", "of", "sentence"),
    [
        ('output = "gone"', 'output = "out"', "its output 'gone' is none of its nodes"),
        ('output = "soc"', 'output = "out"', "its output 'soc' gives a track for each expression"),
        ('["soc", "gone"]', '["soc", "mutr"]', "'vote' takes 'gone', which is none of its nodes"),
        ("[]", '["soc", "mutr"]', "nobody votes in 'vote'"),
        ('["soc", "out"]', '["soc", "mutr"]', "go round in a circle: out -> vote -> out"),
        ('["soc", "mutr"]\nthreshold = 0', '["soc", "mutr"]', "'vote', the vote's threshold is .* 0 is not"),
        ('["soc", "mutr"]\nthreshold = 1.1', '["soc", "mutr"]', "1.1 is not"),
        ('["soc", "mutr"]\nweights = [1]', '["soc", "mutr"]', "2 members need 2 weights"),
        ('["soc", "mutr"]\nalone = {threshold = 7}', '["soc", "mutr"]', "7 is not"),
        ('["soc", "mutr"]\nranges = [{first = 4, last = 3, members = ["soc"]}]', '["soc", "mutr"]', "frames 4 to 3"),
        ('["soc", "mutr"]\nranges = [{first = 4, last = 5, member = ["soc"]}]', '["soc", "mutr"]', "cannot be read"),
        ('["soc", "mutr"]\nthreshhold = 1', '["soc", "mutr"]', "unknown field `threshhold`"),
        ('["soc", "mutr"]\nmode = "median"', '["soc", "mutr"]', "'median'"),
        ('model = ""', 'model = "soc"', "source 'soc' names no model"),
        ('model = "soc"\nabove = 1.0', 'model = "soc"', "foreground above 1"),
        ('kind = "sauce"', 'kind = "source"', "'sauce'"),
        ('input = "gone"', 'input = "vote"', "'out' takes 'gone'"),
        ('input = "soc"', 'input = "vote"', "one keyframe per object, but 'soc' gives a track for each"),
        ('propagator = ""', 'propagator = "feature-ridge"', "'out' names no propagator"),
        ('of = ["vote"]', 'of = ["soc"]', "comes from 'vote', which is no source"),
        ("of = []", 'of = ["soc"]', "needs at least 1 source in 'of'"),
        ('rule = "agreement"', 'rule = "confidence"', "needs at least 2 sources in 'of'"),
        ('rule = "by hand"', 'rule = "confidence"', "chosen by hand"),
        ('rule = "luck"', 'rule = "confidence"', "'luck'"),
        ('memory = "endless"\ninput = "vote"', 'input = "vote"', "'endless'"),
        ('model = "*"', 'model = "soc"', "comes from every model"),
        ("name = ", 'name = "mine"', "cannot be read"),
    ],
)  # fmt: skip
def test_a_mistake_gets_one_clear_sentence(written, instead, of, sentence):
    text = textwrap.dedent(SOUND)
    assert of in text
    with pytest.raises(BadInput, match=sentence) as raised:
        read(written(text.replace(of, instead, 1)))
    assert "\n" not in str(raised.value)


def test_a_mean_takes_sources_only(written):
    text = (
        SOUND
        + """
    [nodes.mean]
    kind = "vote"
    mode = "mean"
    members = ["soc", "out"]
    """
    )
    with pytest.raises(
        BadInput, match="'mean' is a mean of probabilities, and 'out' has only masks"
    ):
        read(written(textwrap.dedent(text)))


def test_names_that_nobody_knows_are_answered_with_those_there_are(tmp_path):
    with pytest.raises(BadInput, match="winner-paper, majority, mean, single:MODEL"):
        find("winner")
    with pytest.raises(BadInput, match="There is no recipe"):
        find(str(tmp_path / "none.toml"))


def test_one_model_alone():
    recipe = find("single:soc")
    assert recipe == single("soc")
    assert recipe.models == ("soc",)
    assert recipe.nodes["vote"].rule(0, 2) == Vote(("model",))


def test_a_vote_is_a_recipe_of_one_stage():
    vote = Vote(("a", "b"), 0.75, (1, 2), Mode.MEAN, (Range(3, 4, ("c",)),))
    recipe = of_vote(vote)
    assert recipe.models == ("a", "b", "c")
    assert recipe.nodes["vote"].vote == vote


def test_other_models_take_the_places(written):
    recipe = read(written(SOUND))
    bound = recipe.bind({"soc": "class-prototype", "feature-ridge": "swinl-aot-l"})
    assert bound.models == ("class-prototype", "mutr")
    assert bound.propagators == ("swinl-aot-l",)
    assert bound.nodes["out"].key.of == ("soc",)
    assert bound.hash != recipe.hash
    with pytest.raises(BadInput, match="has no vit; it takes soc, mutr, feature-ridge"):
        recipe.bind({"vit": "soc"})


def test_models_that_are_left_out_leave_the_rest(written):
    text = SOUND.replace('["soc", "mutr"]', '["soc", "mutr"]\n    weights = [1, 2]')
    recipe = read(written(text))
    assert recipe.bind({"mutr": ""}).nodes["vote"] == VoteNode(("soc",), weights=(1,))
    with pytest.raises(BadInput, match="takes the keyframe of 'out' from soc; bind"):
        recipe.bind({"soc": ""})
    with pytest.raises(BadInput, match="cannot do without feature-ridge"):
        recipe.bind({"feature-ridge": ""})
    with pytest.raises(BadInput, match="its output 'out' is none of its nodes"):
        recipe.bind({"soc": "", "mutr": ""})

    few = find("winner-released").bind({"uninext-convnext-l": "", "mutr-video-swin-b": ""})
    assert few.nodes["vote-b"].members == ("vit-h", "soc")
    assert "aot-mutr" not in few.nodes
    assert few.nodes["en2"].members == ("aot-a", "aot-soc", "aot-referformer")


def test_a_lone_expression_has_its_own_rule():
    nodes = find("winner-released").nodes
    assert nodes["vote-a"].rule(0, 1) == Vote(("soc",), 0.5)
    assert nodes["vote-a"].rule(0, 2) == Vote(("soc", "mutr", "referformer"), 0.5)
    assert nodes["en2"].rule(0, 1).threshold == 0.75
    assert find("winner-released-verbatim").nodes["vote-b"].rule(0, 1).members == ("vit-h-doubled",)


def test_kinds_of_nodes_and_what_they_give():
    recipe = find("winner-paper")
    assert isinstance(recipe.nodes["soc"], Source)
    assert isinstance(recipe.nodes["result"], Propagate)
    for_object = {
        name: recipe.for_object(name) for name in ("soc", "soc-refined", "vote-1", "stage-1")
    }
    assert for_object == {"soc": False, "soc-refined": False, "vote-1": True, "stage-1": True}


def test_a_propagation_can_be_put_behind_a_recipe():
    recipe = propagated(find("majority"), "feature-ridge", ("soc", "mutr"))
    assert recipe.name == "majority, propagated"
    last = recipe.nodes[recipe.output]
    assert (last.input, last.propagator) == (find("majority").output, "feature-ridge")
    assert [recipe.nodes[each].model for each in last.key.of] == ["soc", "mutr"]
    alone = propagated(single("soc"), "feature-ridge", ("soc", "mutr"))
    assert [alone.nodes[each].model for each in alone.nodes[alone.output].key.of] == ["soc"]
