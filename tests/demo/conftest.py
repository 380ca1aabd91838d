import pytest

from ristorno.demo import World, build_world


@pytest.fixture(scope="session")
def world() -> World:
    return build_world()
