"""Arrival rows: what a package would add and change, row by row, and what a person picks where it says two things."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple

from jxdesk.actions.receiving.arrival import TO_CHOOSE, Arrival, ArrivedFiling, ProjectDifference
from jxdesk.actions.receiving.published import ArrivedPublication, Handing
from jxdesk.actions.receiving.taking import Choices
from jxdesk.desktop.intake_differences import PLACE_WORDS
from jxdesk.desktop.intake_rows import cell_words, shown_value
from jxdesk.desktop.road.words import dataset_words
from jxdesk.desktop.theme import Tone
from jxdesk.domain.records.form_words import FORM_NAMES
from jxdesk.domain.records.packages import PackageKind
from jxdesk.domain.road.chain import Verdict
from jxdesk.domain.road.merging import Take
from jxdesk.domain.round_trip.differences import Difference, Kind
from jxdesk.domain.sending.publications import KIND_WORDS
from jxdesk.domain.sending.receipts import gap_words, gaps_of

HEADINGS = ("取哪个", "项目", "字段", "库里（本机）", "来件（包里）")
WIDTHS = (6.5, 11, 0, 8, 9)
EMPTY = "（空）"
WHOLE_FORM = "整张表"
SAME_CONTENT = "两边各自改过，改成了一样"
_ABOUT = {
    PackageKind.RETURN: "这是上级的审核结果，退回的表装入以后照意见逐条改。",
    PackageKind.APPROVAL: "这是上级的批复，装入以后批复的目标就定了。",
    PackageKind.PUBLICATION: "这是上级下发的资料，已经报过的表不受影响。",
}
_PROJECT_FIELDS = {
    "name": "项目名称",
    "code": "项目代码",
    "implementing_unit": "实施单位",
    "department": "主管部门",
    "sector": "领域",
}


class Pick(StrEnum):
    """Which of two values is stored; ``OPEN`` has still to be chosen."""

    OPEN = "open"
    CAME = "came"
    HERE = "here"


PICKS: dict[Pick, tuple[str, Tone]] = {
    Pick.OPEN: ("？请选一个", Tone.WARN),
    Pick.CAME: ("☑ 取来件", Tone.INFO),
    Pick.HERE: ("☑ 留库里", Tone.OK),
}


class Group(StrEnum):
    """The filters above the table."""

    CHOOSE = "要选"
    CHANGED = "改动"
    NEW = "新增"
    LEFT = "不动"


class ArrivalRow(NamedTuple):
    """One line of the table; ``filing`` with ``key`` or ``project`` is what is picked, where there is something to pick."""

    group: Group
    word: str
    tone: Tone
    name: str
    field: str
    here: str
    came: str
    filing: ArrivedFiling | None = None
    key: str = ""
    project: ProjectDifference | None = None

    @property
    def is_open(self) -> bool:
        """Whether a person picks here."""
        return self.project is not None or bool(self.key)

    def texts(self, pick: Pick | None) -> tuple[str, ...]:
        """The cells, under the headings."""
        word = self.word if pick is None else PICKS[pick][0]
        return word, self.name, self.field, self.here, self.came


def rows_of(arrival: Arrival) -> tuple[ArrivalRow, ...]:
    """The rows of an arrival: what must be picked first, then what changes, what is new, and what stays as it is."""
    order = {Take.CONFLICT: 0, Take.TWIN: 1, Take.CHANGED: 3, Take.NEW: 4}
    found = [row for one in arrival.filings if one.take in TO_CHOOSE for row in _filing_rows(one)]
    found += [_project_row(one) for one in arrival.project_differences]
    rest = [one for one in arrival.filings if one.take not in TO_CHOOSE]
    for one in sorted(rest, key=lambda one: order.get(one.take, 5)):
        found += _filing_rows(one)
    for published in arrival.publications:
        found += _published_rows(published)
    return tuple(found)


def _published_rows(one: ArrivedPublication) -> Iterator[ArrivalRow]:
    """What was handed down: each thing that it changes, or why it is not taken."""
    said = one.publication
    name, kind = said.title or said.name, KIND_WORDS[said.kind]
    match one.handing:
        case Handing.NEW:
            yield ArrivalRow(Group.NEW, "新增", Tone.OK, name, kind, "—", _listed(one.changes) or "全部")
        case Handing.NEWER:
            for change in one.changes or ("换成新的一版",):
                yield ArrivalRow(Group.CHANGED, "取来件", Tone.INFO, name, kind, "", change)
        case Handing.REFUSED:
            yield ArrivalRow(Group.LEFT, "不取", Tone.ERROR, name, kind, one.reason, _listed(one.changes))
        case Handing.SAME:
            return


def _listed(changes: Sequence[str]) -> str:
    return "；".join(changes)


def _filing_rows(one: ArrivedFiling) -> Iterator[ArrivalRow]:
    match one.take:
        case Take.CONFLICT | Take.TWIN:
            if not one.differences:
                yield _whole(one, Group.CHANGED, "取来件", Tone.INFO, "", SAME_CONTENT)
            for each in one.differences:
                field, here, came = _cell(each)
                yield ArrivalRow(Group.CHOOSE, "", Tone.WARN, _named(one), field, here, came, one, each.key)
        case Take.CHANGED | Take.DECIDED:
            if not one.differences:
                yield _whole(one, Group.CHANGED, "取来件", Tone.INFO, "", f"第 {one.round} 次送，内容没有变")
            for each in one.differences:
                field, here, came = _cell(each)
                word = "取来件" if one.take is Take.CHANGED else "取审定的"
                yield ArrivalRow(Group.CHANGED, word, Tone.INFO, _named(one), field, here, came, one)
        case Take.NEW:
            yield _whole(one, Group.NEW, "新增", Tone.OK, "—", f"{FORM_NAMES[one.form]}，第 {one.round} 次送")
        case Take.FROZEN | Take.PARALLEL:
            count = len(one.differences)
            yield _whole(
                one, Group.LEFT, "不动", Tone.PLAIN, one.reason, f"{count} 处不同" if count else "相同"
            )
        case Take.OLDER:
            yield _whole(one, Group.LEFT, "不动", Tone.PLAIN, "库里的更新", "比库里的旧，只存档")
        case Take.SAME:
            return


def _whole(one: ArrivedFiling, group: Group, word: str, tone: Tone, here: str, came: str) -> ArrivalRow:
    return ArrivalRow(group, word, tone, _named(one), WHOLE_FORM, here, came, one)


def _named(one: ArrivedFiling) -> str:
    return one.name or f"{one.office_name} {FORM_NAMES[one.form]}"


def _cell(one: Difference) -> tuple[str, str, str]:
    """Where the cell is, and what it says here and there."""
    where = one.line or ("" if one.place.value == "head" else PLACE_WORDS[one.place])
    match one.kind:
        case Kind.ADDED:
            return f"{where} / 整行", "没有这一行", "多一行"
        case Kind.REMOVED:
            return f"{where} / 整行", "有这一行", "去掉了这一行"
        case Kind.VALUE:
            word = cell_words(one)
            field = f"{where} / {word}" if where else word
            return field, shown_value(one.field, one.old) or EMPTY, shown_value(one.field, one.new) or EMPTY


def _project_row(one: ProjectDifference) -> ArrivalRow:
    field = f"项目资料 / {_PROJECT_FIELDS[one.field]}"
    return ArrivalRow(
        Group.CHOOSE, "", Tone.INFO, one.name, field, one.here or EMPTY, one.came or EMPTY, project=one
    )


@dataclass(slots=True)
class Picking:
    """What a person picked so far, and why; one reason for each filing that was changed on both sides."""

    rows: Sequence[ArrivalRow]
    picks: dict[int, Pick]
    reasons: dict[str, str]

    @classmethod
    def of(cls, rows: Sequence[ArrivalRow]) -> Picking:
        """Nothing picked yet; what this desk says of a project stays unless it is picked."""
        picks = {
            number: Pick.OPEN if row.project is None else Pick.HERE
            for number, row in enumerate(rows)
            if row.is_open
        }
        return cls(rows, picks, {})

    def pick(self, numbers: Iterable[int], wanted: Pick) -> list[int]:
        """Picks on these rows; answers those that were changed."""
        changed = [one for one in numbers if one in self.picks and self.picks[one] is not wanted]
        self.picks.update(dict.fromkeys(changed, wanted))
        return changed

    def must(self) -> Iterator[int]:
        """The rows about which somebody has to decide."""
        return (number for number in self.picks if self.rows[number].filing is not None)

    @property
    def open_cells(self) -> int:
        """How many rows still wait."""
        return sum(self.picks[number] is Pick.OPEN for number in self.must())

    @property
    def without_reason(self) -> tuple[str, ...]:
        """The filings with picks for which no reason is written."""
        ids = dict.fromkeys(_filing_id(self.rows[number]) for number in self.must())
        return tuple(one for one in ids if not self.reasons.get(one, "").strip())

    @property
    def is_done(self) -> bool:
        """Whether everything was decided, with its reason."""
        return not self.open_cells and not self.without_reason

    def choices(self) -> Choices:
        """What is handed to the errand: every filing that was decided to the end, and the values of projects."""
        came: dict[str, set[str]] = {}
        waits: set[str] = set()
        wanted: set[tuple[str, str]] = set()
        for number, pick in self.picks.items():
            row = self.rows[number]
            if row.project is not None:
                if pick is Pick.CAME:
                    wanted.add((row.project.project_id, row.project.field))
                continue
            filing_id = _filing_id(row)
            if pick is Pick.OPEN:
                waits.add(filing_id)
            keys = came.setdefault(filing_id, set())
            if pick is Pick.CAME:
                keys.add(row.key)
        waits.update(self.without_reason)
        alike = {one.filing.id for one in self.rows if _says_the_same(one) and one.filing is not None}
        came.update({one: set() for one in alike})
        return Choices(
            came={one: frozenset(keys) for one, keys in came.items() if one not in waits},
            reasons={
                **{one: text.strip() for one, text in self.reasons.items()},
                **dict.fromkeys(alike, SAME_CONTENT),
            },
            projects=frozenset(wanted),
        )


def _says_the_same(row: ArrivalRow) -> bool:
    """Whether both sides went their own way and came to the same words: nothing is left to pick."""
    return row.filing is not None and row.filing.take in TO_CHOOSE and not row.key


def _filing_id(row: ArrivalRow) -> str:
    assert row.filing is not None, "asked only of rows of a filing"
    return row.filing.id


def heading_words(arrival: Arrival) -> str:
    """Who sent which number of what."""
    said = arrival.manifest
    what = dataset_words(said.kind, said.form, said.year, said.period)
    return f"{said.sender_name}　第 {said.chain.seq} 号　{what}"


def summary_words(arrival: Arrival) -> tuple[Tone, str]:
    """What taking it in would do, in one or two sentences."""
    if arrival.known is not None and not arrival.open_choices:
        return Tone.INFO, "这个包以前装入过：再装一次什么也不会变，只把同一份回执再写一份。"
    counts = arrival.counts
    cells = sum(len(one.differences) for one in arrival.filings if one.take is Take.CHANGED)
    choose = arrival.open_choices
    handed = [one for one in arrival.publications if one.handing in (Handing.NEW, Handing.NEWER)]
    refused = sum(one.handing is Handing.REFUSED for one in arrival.publications)
    parts = (
        (counts["new"], f"新增 {counts['new']} 张表"),
        (counts["changed"], f"改动 {counts['changed']} 张（{cells} 处）"),
        (counts["same"], f"相同 {counts['same']} 张"),
        (len(choose), f"冲突 {len(choose)} 张（{sum(len(one.differences) for one in choose)} 处要选）"),
        (counts["frozen"] + counts["older"], f"不动 {counts['frozen'] + counts['older']} 张"),
        (counts["new_projects"], f"新项目 {counts['new_projects']} 个"),
        (counts["new_offices"], f"新单位 {counts['new_offices']} 个"),
        (counts["attachments"], f"附件 {counts['attachments']} 个"),
        (len(handed), f"下发资料 {len(handed)} 件"),
        (refused, f"不取 {refused} 件"),
    )
    said = "，".join(words for count, words in parts if count) or "没有要装的内容"
    text = f"{_ABOUT.get(arrival.manifest.kind, '')}比库里的：{said}。"
    if arrival.is_older:
        return Tone.WARN, f"{text}来的比库里的旧：只存档，不改动库里的。"
    if arrival.placed.missing:
        missing = gap_words(gaps_of(arrival.placed.missing))
        return Tone.WARN, f"{text}还缺{missing}，可以先装这个包；回执会写明缺号，请对方补送。"
    if arrival.placed.verdict is Verdict.LATE:
        text += "它后面的号已经先到了，只取库里还没有的。"
    return (Tone.WARN if choose or refused else Tone.INFO), text


def group_counts(rows: Sequence[ArrivalRow]) -> dict[Group, int]:
    """How many rows each filter has."""
    return {group: sum(row.group is group for row in rows) for group in Group}
