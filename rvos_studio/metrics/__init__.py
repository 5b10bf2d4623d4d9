"""How well masks agree with the truth: J, F and J&F as DAVIS 2017 defines them."""

from rvos_studio.metrics.boundary import boundary_accuracy, boundary_map
from rvos_studio.metrics.region import region_similarity
from rvos_studio.metrics.score import Score, best_assignment, mean_jf, score
from rvos_studio.metrics.statistics import Statistics, statistics

__all__ = [
    "Score",
    "Statistics",
    "best_assignment",
    "boundary_accuracy",
    "boundary_map",
    "mean_jf",
    "region_similarity",
    "score",
    "statistics",
]
