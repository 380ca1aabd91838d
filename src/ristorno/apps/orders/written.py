"""Orders and promises as JSON, and back: what is left out has its default."""

from typing import Any, Final, TypeVar

from pydantic import TypeAdapter

from ristorno.apps.orders.values import Promise, Refund
from ristorno.engine.pricing.order import Order

_Told = TypeVar("_Told")
_ORDER: Final = TypeAdapter(Order)
_PROMISE: Final = TypeAdapter(Promise)
_REFUND: Final = TypeAdapter(Refund)


def order_to_write(order: Order) -> Any:
    """Return an order as a database keeps it."""
    return _plain(_ORDER, order)


def order_of(written: object) -> Order:
    """Return an order that was kept."""
    return _ORDER.validate_python(written)


def promise_to_write(promise: Promise) -> Any:
    """Return a promise as a database keeps it."""
    return _plain(_PROMISE, promise)


def promise_of(written: object) -> Promise:
    """Return a promise that was kept."""
    return _PROMISE.validate_python(written)


def refund_to_write(refund: Refund) -> Any:
    """Return what was given back as a database keeps it."""
    return _plain(_REFUND, refund)


def refund_of(written: object) -> Refund:
    """Return what was given back."""
    return _REFUND.validate_python(written)


def to_json(adapter: TypeAdapter[_Told], value: _Told) -> bytes:
    """Return a value as JSON; what does not change is a mapping as any other."""
    return adapter.dump_json(value, exclude_defaults=True, fallback=dict, warnings=False)


def _plain(adapter: TypeAdapter[_Told], value: _Told) -> Any:
    return adapter.dump_python(value, mode="json", exclude_defaults=True, fallback=dict, warnings=False)
