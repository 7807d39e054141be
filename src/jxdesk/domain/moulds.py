"""Moulds: make and change frozen values without a call for every field; used where values are made by the ten thousand.

Python lets a frozen value set its own fields through one call each, which is nearly all that making one costs: of a line of
forty fields it is 80 %, of a changed copy 90 %. A mould fills an open twin that has the same slots, and the filled twin
becomes the value.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import field, fields, make_dataclass
from functools import cached_property
from operator import attrgetter
from typing import Any, Generic, ParamSpec, TypeVar

P = ParamSpec("P")
T = TypeVar("T")


class Mould(Generic[P, T]):
    """Makes the values of one class of frozen, slotted data; what comes out is as if the class had made it."""

    def __init__(self, kind: Callable[P, T]) -> None:
        self._kind: Any = kind

    @cached_property
    def make(self) -> Callable[P, T]:
        """Makes a new value from what its class is asked with."""
        kind, twin = self._kind, self._twin

        def make(*args: P.args, **kwargs: P.kwargs) -> T:
            made = twin(*args, **kwargs)
            made.__class__ = kind
            return made  # type: ignore[no-any-return]

        return make

    @cached_property
    def cast(self) -> Callable[[Iterable[object]], T]:
        """Makes a new value from all its fields in their order."""
        kind, twin = self._kind, self._twin

        def cast(values: Iterable[object]) -> T:
            made = twin(*values)
            made.__class__ = kind
            return made  # type: ignore[no-any-return]

        return cast

    @cached_property
    def change(self) -> Callable[..., T]:
        """Makes of a value one with some other fields, as ``dataclasses.replace`` does.

        Raises: AttributeError for a field that there is not.
        """
        kind, twin = self._kind, self._twin
        contents = attrgetter(*(one.name for one in fields(kind)))

        def change(value: T, **changes: object) -> T:
            made = twin(*contents(value))
            for name, content in changes.items():
                setattr(made, name, content)
            made.__class__ = kind
            return made  # type: ignore[no-any-return]

        return change

    # Made when it is first asked for: a class takes a millisecond, and the start of the program has no use for it.
    @cached_property
    def _twin(self) -> Callable[..., Any]:
        if hasattr(self._kind, "__post_init__"):
            raise TypeError(
                f"{self._kind.__name__} looks at its fields when it is made, which a mould passes by"
            )
        shape = [
            (one.name, one.type, field(default=one.default, default_factory=one.default_factory))
            for one in fields(self._kind)
        ]
        return make_dataclass(f"Open{self._kind.__name__}", shape, slots=True, eq=False, repr=False)
