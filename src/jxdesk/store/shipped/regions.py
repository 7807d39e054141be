"""The table of regions that the program ships, or that an office above has published; read once.

Apart from the forms and rule packs: who only asks where an office lies loads none of them.
"""

from __future__ import annotations

from functools import cache

from jxdesk.domain.records.regions import Regions
from jxdesk.domain.sending.publications import PublicationKind
from jxdesk.shipped_files import resource
from jxdesk.store.shipped import overlay


@cache
def regions() -> Regions:
    """The table of regions: the one that was published last, else the shipped one."""
    return Regions.from_csv(regions_text())


def regions_text() -> str:
    """The table of regions as it is written."""
    published = overlay.texts(PublicationKind.REGIONS)
    return published[-1] if published else resource("regions.csv").read_text(encoding="utf-8")


overlay.on_change(regions.cache_clear)
