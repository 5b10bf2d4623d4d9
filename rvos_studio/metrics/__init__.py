"""How well masks agree with the truth, with each other, and with themselves over time.

J, F and J&F are those of the DAVIS 2017 evaluation.
"""

from rvos_studio.metrics.agreement import LeaveOneOut, agreement, leave_one_out
from rvos_studio.metrics.boundary import boundary_accuracy, boundary_map
from rvos_studio.metrics.failures import Failure, Tag, failures
from rvos_studio.metrics.frame import compare
from rvos_studio.metrics.region import region_similarity
from rvos_studio.metrics.score import Score, Summary, best_assignment, mean_jf, score, summary
from rvos_studio.metrics.stability import instability, steadiness
from rvos_studio.metrics.statistics import Statistics, statistics

__all__ = [
    "Failure",
    "LeaveOneOut",
    "Score",
    "Statistics",
    "Summary",
    "Tag",
    "agreement",
    "best_assignment",
    "boundary_accuracy",
    "boundary_map",
    "compare",
    "failures",
    "instability",
    "leave_one_out",
    "mean_jf",
    "region_similarity",
    "score",
    "statistics",
    "steadiness",
    "summary",
]
