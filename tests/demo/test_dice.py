from collections import Counter

import pytest

from ristorno.demo.dice import Dice


def test_a_topic_always_rolls_the_same() -> None:
    rolls = [Dice(1, "orders", "M001").below(1000) for _ in range(3)]
    assert len(set(rolls)) == 1


def test_the_rolls_are_those_of_every_platform_and_version_of_python() -> None:
    dice = Dice(2026, "pinned")
    assert [dice.below(1000) for _ in range(6)] == [91, 134, 584, 599, 35, 54]


def test_topics_are_independent() -> None:
    one, other = Dice(1, "orders"), Dice(1, "returns")
    assert [one.below(100) for _ in range(20)] != [other.below(100) for _ in range(20)]


def test_rolls_stay_within_their_bounds_and_reach_all_of_them() -> None:
    dice = Dice("bounds")
    assert {dice.below(6) for _ in range(500)} == set(range(6))
    assert {dice.between(-2, 2) for _ in range(500)} == set(range(-2, 3))
    assert not any(dice.chance(0) for _ in range(100))
    assert all(dice.chance(1000) for _ in range(100))


def test_weights_decide_how_often() -> None:
    dice = Dice("weights")
    counts = Counter(dice.weigh((("often", 900), ("seldom", 100), ("never", 0))) for _ in range(5000))
    assert counts["never"] == 0
    assert 400 < counts["seldom"] < 600
    with pytest.raises(ValueError, match="weight above 0"):
        dice.weigh((("never", 0),))


def test_a_sample_takes_each_item_once() -> None:
    assert sorted(Dice("sample").sample(range(50), 50)) == list(range(50))
    assert len(Dice("sample").sample("abc", 5)) == 3


def test_random_rounding_is_right_on_average() -> None:
    dice = Dice("rounding")
    rounded = [dice.round_up(27, 10) for _ in range(4000)]
    assert set(rounded) == {2, 3}
    assert 10_600 < sum(rounded) < 11_000
