"""Kept cases of what a package says about the numbers before it: spans in order and apart, below its own number, and no others."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from draft import Draft
from package_builder import contents, package

from jxdesk.exchange.canonical import MAX_INTEGER
from jxdesk.exchange.strict import MOST_OF_A_LIST

Case = tuple[str, str, bytes]
OK, REFUSED = "JX-OK", "JX-MANIFEST"
GOOD = package(contents(1, 2, seed=3))
NUMBER = 9


def saying(earlier: object, *, seq: int = NUMBER) -> bytes:
    """The package with this number, saying this of the numbers before it."""
    made = Draft(GOOD)
    chain = made.manifest["chain"] | {"seq": seq, "prev": "0" * 64}
    made.manifest |= {
        "chain": chain,
        "knows": [{"device": chain["device"], "epoch": chain["epoch"], "seq": seq}],
        "earlier": earlier,
    }
    return made.build()


def spans(*pairs: tuple[Any, Any]) -> list[dict[str, Any]]:
    return [{"first": first, "last": last} for first, last in pairs]


def earlier() -> Iterator[Case]:
    yield "good-earlier-numbers", OK, saying(spans((1, 3), (5, 5), (7, 8)))
    yield "good-earlier-none", OK, saying([])
    yield (
        "good-earlier-one-span-of-very-many",
        OK,
        saying(spans((1, MAX_INTEGER - 1)), seq=MAX_INTEGER),
    )
    many = [(2 * number - 1, 2 * number - 1) for number in range(1, MOST_OF_A_LIST + 1)]
    yield "good-earlier-as-many-spans-as-may-be", OK, saying(spans(*many), seq=3 * MOST_OF_A_LIST)
    more = [*many, (2 * MOST_OF_A_LIST + 1,) * 2]
    yield "earlier-of-a-span-too-many", "JX-LIMIT", saying(spans(*more), seq=3 * MOST_OF_A_LIST)
    for name, said in (
        ("that-is-nothing", None),
        ("that-is-one-span", {"first": 1, "last": 2}),
        ("that-is-a-text", "1-3"),
        ("of-plain-numbers", [1, 2]),
        ("of-texts", spans(("1", "2"))),
        ("of-a-yes", spans((True, 2))),
        ("without-its-end", [{"first": 1}]),
        ("with-a-key-more", [{"first": 1, "last": 2, "step": 1}]),
        ("from-nought", spans((0, 2))),
        ("from-below-nought", spans((-3, 2))),
        ("turned-round", spans((3, 1))),
        ("overlapping", spans((1, 4), (3, 6))),
        ("touching", spans((1, 3), (4, 6))),
        ("twice", spans((1, 3), (1, 3))),
        ("not-in-order", spans((5, 6), (1, 2))),
        ("up-to-itself", spans((1, NUMBER))),
        ("beyond-itself", spans((1, 2), (NUMBER + 3, NUMBER + 5))),
    ):
        yield f"earlier-{name}", REFUSED, saying(said)
    yield "earlier-of-a-fraction", "JX-JSON-FLOAT", saying(spans((1.5, 2)))
    yield "earlier-above-every-number", "JX-JSON-INT", saying(spans((1, MAX_INTEGER + 1)))


FAMILIES = (earlier,)
