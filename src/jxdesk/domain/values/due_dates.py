"""Due dates: days, months, quarters and years as offices write them in targets and actual values. Used by quantities and scoring."""

from __future__ import annotations

import calendar
import datetime as dt
import re
from dataclasses import dataclass
from enum import IntEnum

from jxdesk.domain.values.lettering import fold


class Precision(IntEnum):
    """The smallest part that a date names."""

    YEAR = 1
    MONTH = 2
    DAY = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class DueDate:
    """A date of which some parts may be left unsaid.

    ``before`` tells that the text says 前 behind a whole month (``9月前``), which may or may not include that month.
    """

    year: int | None = None
    month: int | None = None
    day: int | None = None
    before: bool = False

    @property
    def precision(self) -> Precision:
        """The smallest part that is named."""
        if self.day is not None:
            return Precision.DAY
        return Precision.MONTH if self.month is not None else Precision.YEAR

    def last_day(self, year: int) -> dt.date:
        """The last day that the text allows; ``year`` stands in where none is named."""
        actual_year, month = self.year or year, self.month or 12
        return dt.date(actual_year, month, self.day or calendar.monthrange(actual_year, month)[1])


_MONTH_WORDS = "一 二 三 四 五 六 七 八 九 十 十一 十二"
_MONTHS = {word: number for number, word in enumerate(_MONTH_WORDS.split(), start=1)}
_MONTH = r"(?:1[0-2]|0?[1-9]|十[一二]|[一二三四五六七八九十])"
_YEAR = r"(?:19|20)\d\d"
_DAY = r"(?:3[01]|[12]\d|0?[1-9])"
_LEAD = re.compile(r"(?:截至|截止到|截止|不晚于|不迟于|早于|已于|将于|于|在|至|到|按|<=|=<|≤|≦|=|实际)+")
_TAIL = re.compile(
    r"(?P<before>之前|以前|前)?(?:之内|以内|内|止|为止)?(?:按时|按期|及时|全部|全面|已)*"
    r"(?:完成|完工|竣工|发放|兑付|支付|拨付|实施|到位|结束|建成|开工|验收|交付|投入使用)*(?:完毕|完成|验收)?[。,;]?"
)
_FORMS = tuple(
    re.compile(form)
    for form in (
        rf"(?P<y>{_YEAR})([-/.])(?P<m>{_MONTH})\2(?P<d>{_DAY})日?(?: ?\d{{1,2}}:\d{{2}}(?::\d{{2}})?)?",
        rf"(?:(?P<y>{_YEAR})年|当年|本年)?(?P<m>{_MONTH})月份?(?P<d>{_DAY})[日号]",
        rf"(?:(?P<y>{_YEAR})年度?|当年|本年)?(?P<m>{_MONTH})月份?(?P<part>底|末|初|上旬|中旬|下旬)?",
        rf"(?P<y>{_YEAR})[-/.](?P<m>{_MONTH})月?(?P<part>底|末|初|上旬|中旬|下旬)?(?![\d])",
        rf"(?:(?P<y>{_YEAR})年度?|当年|本年)?第?(?P<q>[一二三四1-4])季度(?:底|末|内)?",
        rf"(?:(?P<y>{_YEAR})年度?|当年|本年)?(?P<half>上|下)半年(?:底|末|内)?",
        rf"(?P<y>{_YEAR})年(?:度|全年)?(?:底|末)?",
        r"(?:当年|本年|年)度?(?P<part>底|末)",
        r"(?:当年|本年|年)度?内",
    )
)
_SHORT_PERIOD = re.compile(
    rf"(?:(?P<y>{_YEAR})年)?{_MONTH}月?(?:份)?[-~—–至到]+(?P<m>{_MONTH})月份?(?P<part>底|末)?"
)
_YEARS = re.compile(rf"{_YEAR}年?[-~—–至到]+(?P<y>{_YEAR})年(?:度|底|末)?")
_LONG_PERIOD = re.compile(r"[-~—–至到]+")
_DAYS_OF = {"初": 10, "上旬": 10, "中旬": 20}


def read_due_date(text: str) -> DueDate | None:
    """The date that the whole text is, of a period its end; None when it is anything else.

    Raises: ValueError: the text has the shape of a date that no calendar holds.
    """
    plain = re.sub(r"(?<!\d) | (?!\d)", "", re.sub(r"\s+", " ", fold(text)))
    lead = _LEAD.match(plain)
    plain = plain[lead.end() :] if lead else plain
    if not plain:
        return None
    for form in (_SHORT_PERIOD, _YEARS, *_FORMS):
        found = form.match(plain)
        if found is None:
            continue
        tail = _TAIL.fullmatch(plain, found.end())
        if tail is not None:
            return _made(found, bool(tail.group("before")))
        joint = _LONG_PERIOD.match(plain, found.end())
        if joint is not None and form in _FORMS:
            end = read_due_date(plain[joint.end() :])
            begin_year = found.groupdict().get("y")
            if end is not None:
                year = end.year or (int(begin_year) if begin_year else None)
                return DueDate(year=year, month=end.month, day=end.day, before=end.before)
    return None


def _made(found: re.Match[str], before: bool) -> DueDate:
    named = {key: value for key, value in found.groupdict().items() if value}
    year = int(named["y"]) if "y" in named else None
    month = _MONTHS.get(named.get("m", "")) or (int(named["m"]) if "m" in named else None)
    day = int(named["d"]) if "d" in named else None
    if "q" in named:
        quarter = _MONTHS.get(named["q"]) or int(named["q"])
        month = quarter * 3
    if "half" in named:
        month = 6 if named["half"] == "上" else 12
    part = named.get("part", "")
    if month is not None and part in _DAYS_OF:
        day = _DAYS_OF[part]
    if month is None and day is None and year is None:
        month = 12
    if day is not None:
        dt.date(year or 2024, month or 1, day)
    whole_month = month is not None and day is None and not part
    return DueDate(year=year, month=month, day=day, before=before and whole_month)


def is_late(actual: DueDate, due: DueDate) -> bool:
    """Whether the actual date lies behind the due date, compared by the parts that both name."""
    return _common(actual, due) > _common(due, actual)


def is_on_the_edge(actual: DueDate, due: DueDate) -> bool:
    """Whether the due date says 前 of the very month that the actual date lies in."""
    return due.before and _common(actual, due) == _common(due, actual)


def _common(one: DueDate, other: DueDate) -> tuple[int, ...]:
    parts = [(one.year, other.year), (one.month, other.month), (one.day, other.day)]
    if one.year is None or other.year is None:
        parts = parts[1:]
    common = []
    for mine, theirs in parts:
        if mine is None or theirs is None:
            break
        common.append(mine)
    return tuple(common)
