import time
from collections import defaultdict

import ray
from ray.cluster_utils import Cluster

from rvos_studio.jobs.pool import Began, Ended
from rvos_studio.jobs.ray_pool import RayPool

TASKS = "tests.jobs.tasks"


def test_a_lost_node_loses_no_request():
    cluster = Cluster(initialize_head=True, head_node_args={"num_cpus": 0})
    try:
        nodes = [cluster.add_node(num_cpus=1) for _ in range(2)]
        cluster.wait_for_nodes()
        pool = RayPool(cluster.address)
        try:
            assert pool.size == 2
            used, ended, lost = {}, {}, None
            began = defaultdict(int)
            deadline = time.monotonic() + 120
            for news in pool.run(f"{TASKS}:where", ({"seconds": 0.5} for _ in range(8))):
                assert time.monotonic() < deadline
                if isinstance(news, Began):
                    began[news.request] = news.attempt
                elif isinstance(news, Ended):
                    ended[news.request] = news.error
                elif news.value != "done":
                    used[news.request] = news.value
                if lost is None and len(ended) == 2:
                    lost = nodes[1].node_id
                    cluster.remove_node(nodes[1], allow_graceful=False)
            assert ended == dict.fromkeys(range(8))
            assert lost in used.values() or max(began.values()) == 2
            assert max(began.values()) == 2  # what ran on the lost node was begun again
            assert nodes[0].node_id in used.values()
        finally:
            pool.close()
    finally:
        cluster.shutdown()
        ray.shutdown()
