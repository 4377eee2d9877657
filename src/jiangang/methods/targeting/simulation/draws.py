"""The simulator's random numbers: one stream for each purpose of each consignment, and what is drawn from it.

A stream is xoshiro's smaller relative xoroshiro128++ (Blackman and Vigna 2021); its 128 bits of state are
two splitmix64 sequences at the place of the consignment, so that a stream depends on nothing but the seed,
the simulation, the consignment and the purpose. This is for simulating only: draws that a person may dispute
come from `jiangang.methods.chance`.
"""

import math
from typing import Any

import numpy as np

from jiangang.methods.targeting.simulation.compiling import compiled

ARRIVAL, ACT = 0, 1
"""Purposes: what a consignment is and holds; what is done with it. Another inspection leaves the first."""

GOLDEN, SECOND = np.uint64(0x9E3779B97F4A7C15), np.uint64(0xD1B54A32D192ED03)
MULTIPLY_1, MULTIPLY_2 = np.uint64(0xBF58476D1CE4E5B9), np.uint64(0x94D049BB133111EB)
S11, S15, S17, S21, S27, S28 = (np.uint64(n) for n in (11, 15, 17, 21, 27, 28))
S30, S31, S32, S36, S47, S49 = (np.uint64(n) for n in (30, 31, 32, 36, 47, 49))
LOW, ONE = np.uint64(0xFFFFFFFF), np.uint64(1)
SPAN = np.uint64(1 << 32)


@compiled
def mixed(value: Any) -> Any:
    """The finaliser of splitmix64."""
    value = (value ^ (value >> S30)) * MULTIPLY_1
    value = (value ^ (value >> S27)) * MULTIPLY_2
    return value ^ (value >> S31)


@compiled
def open_stream(stream: Any, seed: int, simulation: int, consignment: int, purpose: int) -> None:
    """Set the stream to its beginning for this consignment and purpose."""
    place = mixed(np.uint64(seed) + GOLDEN * (np.uint64(2 * simulation + purpose) + ONE))
    number = np.uint64(consignment) + ONE
    stream[0] = mixed(place + GOLDEN * number)
    stream[1] = mixed((place ^ SECOND) + SECOND * number)


@compiled
def bits(stream: Any) -> Any:
    """The next 64 bits."""
    first, second = stream[0], stream[1]
    total = first + second
    result = ((total << S17) | (total >> S47)) + first
    second ^= first
    stream[0] = ((first << S49) | (first >> S15)) ^ second ^ (second << S21)
    stream[1] = (second << S28) | (second >> S36)
    return result


@compiled
def uniform(stream: Any) -> float:
    """A number in the open interval from 0 to 1."""
    return (np.float64(bits(stream) >> S11) + 0.5) * 2.0**-53


@compiled
def below(stream: Any, most: int) -> Any:
    """A whole number from 0 to most − 1, all alike; most < 2³² (Lemire 2019, with rejection)."""
    count = np.uint64(most)
    product = (bits(stream) >> S32) * count
    if (product & LOW) < count:
        least = (SPAN - count) % count
        while (product & LOW) < least:
            product = (bits(stream) >> S32) * count
    return np.int64(product >> S32)


@compiled
def normal(stream: Any) -> Any:
    """A standard normal number (Marsaglia's polar method)."""
    while True:
        x, y = 2.0 * uniform(stream) - 1.0, 2.0 * uniform(stream) - 1.0
        square = x * x + y * y
        if 0.0 < square < 1.0:
            return x * math.sqrt(-2.0 * math.log(square) / square)


@compiled
def log_gamma_variate(stream: Any, shape: float) -> float:
    """Logarithm of a gamma variate (Marsaglia and Tsang 2000); finite where the variate would be 0."""
    boost = 0.0
    if shape < 1.0:
        boost = math.log(uniform(stream)) / shape
        shape += 1.0
    d = shape - 1.0 / 3.0
    c = 1.0 / math.sqrt(9.0 * d)
    while True:
        x = normal(stream)
        v = 1.0 + c * x
        if v > 0.0:
            log_v = 3.0 * math.log(v)
            if math.log(uniform(stream)) < 0.5 * x * x + d - d * v * v * v + d * log_v:
                return math.log(d) + log_v + boost


@compiled
def beta_variate(stream: Any, alpha: float, beta: float) -> float:
    """A beta variate, by the ratio of two gamma variates in logarithms."""
    gap = log_gamma_variate(stream, beta) - log_gamma_variate(stream, alpha)
    return 0.0 if gap > 700.0 else 1.0 / (1.0 + math.exp(gap))


@compiled
def beta_above(stream: Any, alpha: float, beta: float, least: float) -> Any:
    """A beta variate given that it is above `least`; alpha < 1 ≤ beta.

    Drawn from x^(alpha−1) on (least, 1) by inversion, kept with probability (1−x)^(beta−1).
    """
    low = least**alpha
    while True:
        x = (low + uniform(stream) * (1.0 - low)) ** (1.0 / alpha)
        if uniform(stream) < (1.0 - x) ** (beta - 1.0):
            return x
