"""Vectors: densities with their units, seasonal anomaly, ships, fleas, fumigation."""

from jiangang.methods.vectors.anomaly import Observation, find_anomalies
from jiangang.methods.vectors.density import Density, density_of, effective_effort, measure_density
from jiangang.methods.vectors.infestation import measure_fleas, measure_ships
from jiangang.methods.vectors.schedules import get_schedule
from jiangang.methods.vectors.treatment import Reading, integrate_readings, judge_treatment

__all__ = [
    "Density",
    "Observation",
    "Reading",
    "density_of",
    "effective_effort",
    "find_anomalies",
    "get_schedule",
    "integrate_readings",
    "judge_treatment",
    "measure_density",
    "measure_fleas",
    "measure_ships",
]
