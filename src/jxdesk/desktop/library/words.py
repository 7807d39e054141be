"""Library words: how entries are told on the screen: their rows in a list, their state and their places."""

from __future__ import annotations

from jxdesk.desktop.theme import Tone
from jxdesk.domain.library.entries import EntryKind, LibraryEntry, Origin
from jxdesk.domain.library.search import RANK_WORDS, Offered, Rank
from jxdesk.domain.library.shelf import Shelf
from jxdesk.domain.rules.indicator_places import Headings, Place
from jxdesk.domain.rules.parts import GoalStyle

STYLES = (
    (GoalStyle.OLD, "旧写法", "成本在产出下面"),
    (GoalStyle.NEW, "新写法", "成本单独一级"),
)
KINDS = (
    (EntryKind.PROJECT, "项目"),
    (EntryKind.DEPARTMENT, "部门整体"),
    (EntryKind.EVALUATION, "评价打分"),
    (EntryKind.LOCALITY, "县级财政"),
)
PLACES = tuple(Place)
ORIGINS = {Origin.SHIPPED: "随程序带", Origin.OWN: "自有", Origin.IMPORTED: "导入"}
SHORT_RANKS = {Rank.SAME_PROJECT: "上年用过", Rank.SAME_KIND_HERE: "同类用过"}
_LEVEL = "指标"


def short_levels(headings: Headings) -> str:
    """The two levels in short, as lists show them: 产出 · 数量."""
    parts = [_short(headings.level1), _short(headings.level2)]
    return " · ".join(dict.fromkeys(part for part in parts if part))


def _short(level: str) -> str:
    return level.removesuffix(_LEVEL).removeprefix("服务对象") or level


def times_text(times: int) -> str:
    """How often an entry was used; empty for never."""
    return f"{times} 次" if times else ""


def state_of(entry: LibraryEntry, shelf: Shelf) -> tuple[str, Tone]:
    """The word for what is special about an entry."""
    if entry.is_retired:
        return ("已合并", Tone.WARN) if entry.merged_into else ("已停用", Tone.WARN)
    if entry.is_own:
        return ("建议入库", Tone.INFO) if entry.is_suggested else ("自有", Tone.OK)
    if entry.id in shelf.changed:
        return "本级改过", Tone.INFO
    library = shelf.by_id.get(entry.library_id)
    if library is not None and library.origin is Origin.IMPORTED:
        return "导入", Tone.PLAIN
    return ("核心", Tone.PLAIN) if entry.is_core else ("", Tone.PLAIN)


def rank_text(offered: Offered) -> str:
    """Why an entry stands where it does; what every entry of the sector shares goes without saying."""
    return "" if offered.rank is Rank.SHARED_SECTOR else RANK_WORDS[offered.rank]


def short_rank(offered: Offered) -> str:
    """The same in four letters, for a column."""
    return SHORT_RANKS.get(offered.rank, "")
