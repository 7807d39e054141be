"""The libraries of the command ``import``: taken in as an import of their own, told as text or as JSON."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from jxdesk.cli.forms_text import WEIGHTS
from jxdesk.domain.findings import finding_answer

if TYPE_CHECKING:
    from jxdesk.actions.library_intake import IntakeLibrary, LibraryIntake
    from jxdesk.actions.workspace import Workspace

OUTCOMES = {
    "new_library": "新的指标库",
    "new_version": "新的一版",
    "same": "和库里一样",
    "not_taken": "没有收",
}


def take(workspace: Workspace, files: Sequence[Path], *, dry_run: bool) -> tuple[LibraryIntake, str]:
    """Takes library files in, or only looks; answers what they hold and the import's id, empty where nothing was stored."""
    from jxdesk.actions import library_intake

    intake = library_intake.preview(workspace, files)
    return intake, "" if dry_run else library_intake.commit(workspace, intake).id


def as_json(intake: LibraryIntake) -> list[dict[str, object]]:
    """The libraries for scripts."""
    return [_library_json(one) for one in intake.libraries]


def _library_json(one: IntakeLibrary) -> dict[str, object]:
    library = one.library
    return {
        "file": one.path.name,
        "outcome": one.outcome.value,
        "library": library.id if library else None,
        "name": library.name if library else "",
        "version": library.version if library else "",
        "entries": len(library.entries) if library else 0,
        "added": list(one.difference.added),
        "changed": list(one.difference.changed),
        "dropped": list(one.difference.dropped),
        "reason": one.reason,
        "findings": [finding_answer(finding) for finding in one.findings],
    }


def print_libraries(intake: LibraryIntake) -> None:
    """The libraries for people."""
    for one in intake.libraries:
        library, found = one.library, one.difference
        name = f"{library.name} {library.version}版，{len(library.entries)} 条指标" if library else "指标库"
        reason = f"，{one.reason}" if one.reason else ""
        print(f"{one.path.name} {name}：{OUTCOMES[one.outcome.value]}{reason}")
        if one.outcome.value == "new_version":
            print(
                f"    新增 {len(found.added)} 条，改动 {len(found.changed)} 条，去掉 {len(found.dropped)} 条"
            )
        for finding in one.findings:
            row = f"第 {finding.row} 行 " if finding.row else ""
            print(f"    [{WEIGHTS[finding.severity]}] {row}{finding.message}")
