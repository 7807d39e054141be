"""Office splits: one office becomes several, each project going to one of them; what is asked and what does not fit. Used by the succession errand."""

from __future__ import annotations

import re
from collections.abc import Container, Iterator, Sequence
from dataclasses import dataclass, replace

from jxdesk.domain.filling.new_project import check_name
from jxdesk.domain.findings import Finding, Severity
from jxdesk.domain.records.offices import Office

_LAST_NUMBER = re.compile(r"(\d+)$")
_FIRST_PART = "-01"


@dataclass(frozen=True, slots=True, kw_only=True)
class OfficePart:
    """One of the offices that an office is split into, with the projects that go to it; ``is_new`` where the roster has it not."""

    office: Office
    is_new: bool
    project_ids: tuple[str, ...] = ()


def parts_of(office: Office, names: Sequence[str], roster: Sequence[Office]) -> tuple[OfficePart, ...]:
    """The offices that some names mean: the one of the roster that is in use, else a new one beside the split office.

    A new path counts on from the old one's; the level above has the last word on it. The ids of new ones are empty.
    """
    living = {one.name: one for one in roster if not one.valid_to}
    taken = {one.path for one in roster}
    found = []
    for name in (name.strip() for name in names):
        if not name:
            continue
        if name in living:
            found.append(OfficePart(office=living[name], is_new=False))
            continue
        path = next_path(office.path, taken)
        taken.add(path)
        made = replace(
            office,
            id="",
            name=name,
            path=path,
            credit_code="",
            department_code="",
            unit_code="",
            valid_from="",
        )
        found.append(OfficePart(office=made, is_new=True))
    return tuple(found)


def next_path(path: str, taken: Container[str]) -> str:
    """The next free path that counts on from one."""
    number = _LAST_NUMBER.search(path)
    if number is None:
        return (
            next_path(f"{path}{_FIRST_PART}", taken)
            if f"{path}{_FIRST_PART}" in taken
            else f"{path}{_FIRST_PART}"
        )
    width, count = len(number[1]), int(number[1])
    while True:
        count += 1
        wanted = f"{path[: number.start()]}{count:0{width}d}"
        if wanted not in taken:
            return wanted


def check_office_split(
    office: Office, parts: Sequence[OfficePart], *, withdrawing: bool, unplaced: int
) -> tuple[Finding, ...]:
    """What keeps an office from being split so; ``unplaced`` projects have no office to go to yet."""
    return tuple(_wrong(office, parts, withdrawing=withdrawing, unplaced=unplaced))


def _wrong(
    office: Office, parts: Sequence[OfficePart], *, withdrawing: bool, unplaced: int
) -> Iterator[Finding]:
    names = [part.office.name for part in parts]
    if office.valid_to:
        yield _finding("offices", f"“{office.name}”已经撤销。", "请另选一个单位。")
    if not names:
        yield _finding("names", "没有写拆成哪几个单位。", "一行写一个单位的名称。")
    elif withdrawing and len(names) < 2:
        yield _finding(
            "names", "原单位要撤销的，至少要拆成两个。", "只有一个的，请办“改名称”或“并入别的单位”。"
        )
    if len(set(names)) < len(names):
        yield _finding("names", "有两个名称一样。", "请写清区别。")
    if office.name in names:
        yield _finding("names", "拆出的单位不能和原单位同名。", "原单位还在的，请去掉这一行，不勾“撤销”。")
    for part in parts:
        if part.is_new:
            yield from check_name(part.office.name)
    if withdrawing and unplaced:
        yield _finding(
            "projects", f"还有 {unplaced} 个项目没有定归哪个单位。", "在表里选中，按单位前面的数字键。"
        )


def _finding(field: str, message: str, advice: str) -> Finding:
    return Finding(
        severity=Severity.ERROR, code=f"split-{field}", message=message, advice=advice, field=field
    )
