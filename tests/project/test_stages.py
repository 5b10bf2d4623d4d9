from rvos_studio.project import Kind, Project, Provenance
from tests.project.conftest import PERSON


def test_stages_are_kept_beside_the_history(project, mask):
    with project.edit("Add") as edit:
        one = edit.add_object("")
        edit.put_masks(one, {0: mask(1)}, PERSON)
    run = project.stages.begin(one, "abc", "majority", "inputs")
    project.stages.put(run, "vote", 0, {0: mask(2), 4: mask(3)})
    project.stages.put(run, "aot", 7, {4: mask(4)})
    project.stages.put_keyframes(run, "aot", 7, [4])
    assert [entry.title for entry in project.history()] == ["Add"]
    project.close()

    again = Project.open(project.path)
    assert again.stages.runs(one) == [run]
    assert again.stages.begin(one, "abc", "majority", "inputs") == run
    assert again.stages.track(run, "vote", 0) == {0: mask(2), 4: mask(3)}
    assert again.stages.on_frame(run, 4) == {"vote": {0: mask(3)}, "aot": {7: mask(4)}}
    assert again.stages.keyframes(run) == {"aot": {7: [4]}}
    again.close()


def test_a_run_on_other_inputs_takes_the_place_of_the_old_one(project, mask):
    with project.edit("Add") as edit:
        one, two = edit.add_object(""), edit.add_object("")
    first = project.stages.begin(one, "abc", "majority", "then")
    other = project.stages.begin(one, "def", "mean", "then")
    elsewhere = project.stages.begin(two, "abc", "majority", "then")
    for run in (first, other, elsewhere):
        project.stages.put(run, "vote", 0, {0: mask(1)})
    second = project.stages.begin(one, "abc", "majority", "now")
    assert project.stages.runs(one) == [other, second]
    assert project.stages.on_frame(first, 0) == project.stages.on_frame(second, 0) == {}
    assert project.stages.on_frame(elsewhere, 0) == {"vote": {0: mask(1)}}


def test_an_object_takes_its_stages_along(project, mask):
    with project.edit("Add") as edit:
        one = edit.add_object("")
        words = edit.add_expression(one, "the dog")
        edit.put_predictions(words, "m", {0: (mask(1), 1.0)}, Provenance.now(Kind.MODEL, "m"))
    run = project.stages.begin(one, "abc", "majority", "inputs")
    project.stages.put(run, "vote", 0, {0: mask(1)})
    with project.edit("Remove") as edit:
        edit.remove_object(one)
    assert project.stages.runs(one) == []
    project.undo()
    assert project.predictions(one, 0) == {"m": [mask(1)]}
    assert project.stages.on_frame(run, 0) == {}
