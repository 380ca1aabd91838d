"""Sail, a server that speaks Spark Connect without Java, inside the process of the tests."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any


@contextmanager
def running() -> Iterator[str]:
    """Start a server; yield its address."""
    from pysail.spark import SparkConnectServer

    server = SparkConnectServer(port=0)
    server.start()
    host, port = server.listening_address
    try:
        yield f"sc://{host}:{port}"
    finally:
        server.stop()


@contextmanager
def session() -> Iterator[Any]:
    """Start a server and open a session."""
    from pyspark.sql import SparkSession

    with running() as address:
        opened = SparkSession.builder.remote(address).getOrCreate()
        try:
            yield opened
        finally:
            opened.stop()
