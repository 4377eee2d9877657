"""The method beside a survey written a second time, plainly and apart from it: the benchmark's peer."""

from benchmarks.draught import measure


def test_a_plain_loop_gives_the_same_cargoes() -> None:
    assert measure(300)["largest_difference_t"] < 1e-6
