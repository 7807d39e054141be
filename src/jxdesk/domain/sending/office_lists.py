"""Office lists handed down: the offices of a county or prefecture as a table of text, and what taking it over would change."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any

from jxdesk.domain.declarations import DeclarationError
from jxdesk.domain.records.identity import new_id
from jxdesk.domain.records.offices import Office, OfficeLevel, covers

_COLUMNS = ("path", "name", "level", "region_code", "credit_code", "department_code", "unit_code")
_FLAGS = ("is_department", "is_exempt")


@dataclass(frozen=True, slots=True, kw_only=True)
class OfficeChange:
    """One office as the list says it; ``before`` is None for one that is not here yet."""

    office: Office
    before: Office | None

    @property
    def words(self) -> str:
        """The change for people."""
        if self.before is None:
            return f"新增 {self.office.name}（{self.office.path}）"
        if self.before.name != self.office.name:
            return f"{self.office.path}：{self.before.name} → {self.office.name}"
        return f"{self.office.name}：编码或级别有改动"


def office_text(offices: Iterable[Office]) -> str:
    """Offices as a table, by path."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow((*_COLUMNS, *_FLAGS))
    for one in sorted(offices, key=lambda office: office.path):
        values = [getattr(one, name) for name in _COLUMNS]
        values[2] = one.level.value
        writer.writerow((*values, *(int(getattr(one, name)) for name in _FLAGS)))
    return out.getvalue()


def office_changes(text: str, known: Sequence[Office], *, own_path: str) -> tuple[OfficeChange, ...]:
    """What a list changes of this office and those below it; others it names are none of this desk's.

    Raises: DeclarationError.
    """
    by_path = {office.path: office for office in known}
    found = []
    for number, row in enumerate(csv.DictReader(io.StringIO(text)), start=2):
        path, level = row.get("path") or "", row.get("level") or ""
        if not path or not row.get("name") or level not in {one.value for one in OfficeLevel}:
            raise DeclarationError(
                "下发的单位名单读不懂，没有使用它。",
                facts=f"第 {number} 行",
                advice="请向下发的单位重新要一份。",
            )
        if not covers(own_path, path):
            continue
        before = by_path.get(path)
        parent = by_path.get(path.rpartition("-")[0])
        base = before or Office(
            id=new_id(), path=path, name="", level=OfficeLevel(level), parent_id=parent.id if parent else ""
        )
        said: dict[str, Any] = {name: row.get(name) or "" for name in _COLUMNS[3:]}
        said |= {name: row.get(name) == "1" for name in _FLAGS}
        office = replace(base, name=row["name"], level=OfficeLevel(level), **said)
        if before is None:
            by_path[path] = office
        if office != before:
            found.append(OfficeChange(office=office, before=before))
    return tuple(found)
