from rvos_studio.fusion import find
from rvos_studio.project import Kind, Project, Provenance
from tests.project.conftest import PERSON

MAJORITY, MEAN = find("majority"), find("mean")


def test_stages_are_kept_beside_the_history(project, mask):
    with project.edit("Add") as edit:
        one = edit.add_object("")
        edit.put_masks(one, {0: mask(1)}, PERSON)
    run = project.stages.begin(one, MAJORITY, "inputs")
    project.stages.put(run, "vote", 0, {0: mask(2), 4: mask(3)})
    project.stages.put(run, "aot", 7, {4: mask(4)})
    project.stages.put_keyframes(run, "aot", 7, [4])
    assert [entry.title for entry in project.history()] == ["Add"]
    project.close()

    again = Project.open(project.path)
    assert again.stages.runs(one) == [run]
    assert again.stages.begin(one, MAJORITY, "inputs") == run
    assert again.stages.track(run, "vote", 0) == {0: mask(2), 4: mask(3)}
    assert again.stages.on_frame(run, 4) == {"vote": {0: mask(3)}, "aot": {7: mask(4)}}
    assert again.stages.keyframes(run) == {"aot": {7: [4]}}
    again.close()


def test_a_run_on_other_inputs_takes_the_place_of_the_old_one(project, mask):
    with project.edit("Add") as edit:
        one, two = edit.add_object(""), edit.add_object("")
    first = project.stages.begin(one, MAJORITY, "then")
    other = project.stages.begin(one, MEAN, "then")
    elsewhere = project.stages.begin(two, MAJORITY, "then")
    for run in (first, other, elsewhere):
        project.stages.put(run, "vote", 0, {0: mask(1)})
    second = project.stages.begin(one, MAJORITY, "now")
    assert project.stages.runs(one) == [other, second]
    assert project.stages.on_frame(first, 0) == project.stages.on_frame(second, 0) == {}
    assert project.stages.on_frame(elsewhere, 0) == {"vote": {0: mask(1)}}


def test_an_object_takes_its_stages_along(project, mask):
    with project.edit("Add") as edit:
        one = edit.add_object("")
        words = edit.add_expression(one, "the dog")
        edit.put_predictions(words, "m", {0: (mask(1), 1.0)}, Provenance.now(Kind.MODEL, "m"))
    run = project.stages.begin(one, MAJORITY, "inputs")
    project.stages.put(run, "vote", 0, {0: mask(1)})
    with project.edit("Remove") as edit:
        edit.remove_object(one)
    assert project.stages.runs(one) == []
    project.undo()
    assert project.predictions(one, 0) == {"m": [mask(1)]}
    assert project.stages.on_frame(run, 0) == {}


def test_a_run_stands_while_its_masks_are_in_the_track(project, mask):
    """And it is known with its members bound when the project is opened again."""
    with project.edit("Add") as edit:
        one = edit.add_object("")
        edit.put_masks(one, {0: mask(1)}, PERSON)
    released = find("winner-paper").bind({"swinl-aot-l": "aot-t", "swinl-deaot-l": "aot-t"})
    for recipe in (MEAN, released):
        run = project.stages.begin(one, recipe, "inputs")
        assert project.stages.standing(one) != run, "it is being followed"
        project.stages.put_keyframes(run, "node", 1, [9, 4])
        project.stages.put_keyframes(run, "other", 1, [9])
        with project.edit("Follow") as edit:
            edit.put_masks(one, {1: mask(2)}, Provenance.now(Kind.FUSION, hash=recipe.hash))
        assert project.stages.standing(one) == run
        project.undo()
        assert project.stages.standing(one) != run
        project.redo()
    assert project.stages.set_out(one) == [4, 9]
    project.undo()
    project.undo()
    assert project.stages.standing(one) is None
    assert project.stages.set_out(one) == []
    project.redo()
    project.redo()
    project.close()

    again = Project.open(project.path)
    assert again.stages.standing(one).graph == released
    assert again.stages.standing(one).graph.bound == (
        ("swinl-aot-l", "aot-t"),
        ("swinl-deaot-l", "aot-t"),
    )
    again.close()
