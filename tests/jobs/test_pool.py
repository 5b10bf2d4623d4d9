from collections import defaultdict

import pytest

from rvos_studio.errors import BadInput, StudioError, WorkerLost
from rvos_studio.jobs.pool import TRIES, Began, Ended, LocalPool, Value
from rvos_studio.jobs.ray_pool import RayPool

TASKS = "tests.jobs.tasks"


@pytest.fixture(scope="module", params=["local", "ray"])
def pool(request):
    made = LocalPool(2) if request.param == "local" else RayPool()
    yield made
    made.close()


def values_of(news):
    values, ended = defaultdict(list), {}
    for each in news:
        if isinstance(each, Value):
            assert each.request not in ended
            values[each.request].append(each.value)
        elif isinstance(each, Ended):
            ended[each.request] = each.error
    return dict(values), ended


def test_every_request_gives_its_values_in_order(pool):
    values, ended = values_of(pool.run(f"{TASKS}:count", ({"upto": n} for n in range(1, 9))))
    assert values == {i: list(range(i + 1)) for i in range(8)}
    assert ended == dict.fromkeys(range(8))


def test_a_failure_ends_its_request_only(pool):
    run = pool.run(f"{TASKS}:refuse", [{}, {}])
    values, ended = values_of(run)
    assert values == {0: [1], 1: [1]}
    assert [type(error) for error in ended.values()] == [BadInput, BadInput]
    assert str(ended[0]) == "This will not do."
    _, ended = values_of(pool.run(f"{TASKS}:crash", [{}]))
    assert type(ended[0]) is StudioError
    assert "ZeroDivisionError: a defect" in str(ended[0])


def test_a_lost_request_is_begun_again(pool, tmp_path):
    news = list(pool.run(f"{TASKS}:die_once", [{"marker": str(tmp_path / "died"), "upto": 6}]))
    assert [each for each in news if isinstance(each, Began)] == [Began(0, 1), Began(0, 2)]
    values = [each.value for each in news if isinstance(each, Value)]
    assert values[-6:] == list(range(6))
    assert news[-1] == Ended(0)


def test_what_kills_every_worker_is_given_up(pool):
    news = list(pool.run(f"{TASKS}:die", [{"after": 1}, {"after": 0}]))
    for request in (0, 1):
        began = [each for each in news if isinstance(each, Began) and each.request == request]
        assert [each.attempt for each in began] == list(range(1, TRIES + 1))
    ended = [each for each in news if isinstance(each, Ended)]
    assert {type(each.error) for each in ended} == {WorkerLost}
    assert len(ended) == 2


def test_requests_are_taken_when_a_worker_is_free(pool):
    taken = []

    def requests():
        for i in range(1000):
            taken.append(i)
            yield {"upto": 3}

    run = pool.run(f"{TASKS}:count", requests())
    for news in run:
        if isinstance(news, Ended):
            break
    run.close()
    assert len(taken) < 100


def test_closing_cancels(pool, tmp_path):
    run = pool.run(f"{TASKS}:endless", [{"path": str(tmp_path / "ended")}])
    assert next(run) == Began(0, 1)
    assert next(run) == Value(0, 0)
    run.close()
    if isinstance(pool, LocalPool):
        values, _ = values_of(pool.run(f"{TASKS}:count", [{"upto": 2}, {"upto": 2}]))
        assert values == {0: [0, 1], 1: [0, 1]}
        assert (tmp_path / "ended").exists()


def test_a_request_that_cannot_be_made_is_raised(pool):
    def requests():
        yield {"upto": 1}
        raise BadInput("No such video.")

    with pytest.raises(BadInput, match="No such video"):
        list(pool.run(f"{TASKS}:count", requests()))
