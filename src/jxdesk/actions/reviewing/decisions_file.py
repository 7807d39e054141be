"""Decisions from a file: what a script or another program decided on the filings of a package, read strictly.

``{"by": "…", "decisions": [{"filing", "outcome", "opinion", "merged_into", "by", "comments": [{"line", "field", "reason",
"text", "due", "value"}]}]}``; ``line`` is the identity of a row or its name as printed, empty for the whole form. With
``value`` the cell is set, which a form that passes with changes takes over; ``by`` of a decision is who made that one.
"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Mapping
from functools import partial
from pathlib import Path
from typing import Any

from jxdesk.actions.reviewing.decide import Decision
from jxdesk.actions.reviewing.remarks import Remark
from jxdesk.actions.reviewing.reviewers import NotTheReviewer, reviewer
from jxdesk.actions.workspace import Workspace
from jxdesk.domain.disk_words import disk_words
from jxdesk.domain.errors import ExitCode, JxError
from jxdesk.domain.records.filings import Filing
from jxdesk.domain.road.outcomes import Outcome
from jxdesk.domain.templates.form_cells import LINES, lines_of, name_of
from jxdesk.store.records import filings

LARGEST = 16 * 1024 * 1024
_DECISION = frozenset({"filing", "outcome", "opinion", "merged_into", "by", "comments"})
_COMMENT = frozenset({"line", "field", "reason", "text", "due", "value"})


class BadDecisions(JxError):  # noqa: N818 - names what is wrong with the file
    """The file of decisions cannot be used; nothing was written down."""

    code = "JX-DECISIONS"
    exit_code = ExitCode.USAGE


def read_decisions(workspace: Workspace, file: Path) -> tuple[str, tuple[Decision, ...]]:
    """Who decided, and what.

    Raises: BadDecisions, saying where.
    """
    try:
        if file.stat().st_size > LARGEST:
            raise _bad("文件太大", file.name)
        said = json.loads(file.read_text(encoding="utf-8-sig"))
    except OSError as error:
        raise _bad("打不开", f"{file}（{disk_words(error)}）") from error
    except (UnicodeDecodeError, json.JSONDecodeError) as error:
        raise _bad("不是 UTF-8 的 JSON", f"{file.name}：{error}") from error
    if not isinstance(said, dict) or not isinstance(said.get("decisions"), list):
        raise _bad("缺少 decisions 一项", file.name)
    by = said.get("by", "")
    if not isinstance(by, str):
        raise _bad("by 要是姓名", file.name)
    _refuse_stranger(workspace, by, "最前面的 by")
    found = tuple(
        _decision(workspace, one, f"decisions 第 {number} 条")
        for number, one in enumerate(said["decisions"], start=1)
    )
    return by, found


def _decision(workspace: Workspace, said: object, where: str) -> Decision:
    facts = _object(said, _DECISION, where)
    filing_id = _text(facts, "filing", where)
    filing = workspace.read(partial(filings.get, filing_id=filing_id))
    if filing is None:
        raise _bad("没有这张表", f"{where}：{filing_id}")
    try:
        outcome = Outcome(_text(facts, "outcome", where))
    except ValueError:
        known = "、".join(Outcome)
        raise _bad(f"outcome 只能是 {known}", f"{where}：{facts.get('outcome')}") from None
    comments = facts.get("comments", [])
    if not isinstance(comments, list):
        raise _bad("comments 要是一列", where)
    by = _text(facts, "by", where)
    _refuse_stranger(workspace, by, where)
    return Decision(
        filing_id=filing_id,
        outcome=outcome,
        opinion=_text(facts, "opinion", where),
        merged_into=_text(facts, "merged_into", where),
        by=by,
        remarks=tuple(
            _remark(filing, one, f"{where} 的第 {number} 条意见")
            for number, one in enumerate(comments, start=1)
        ),
    )


def _remark(filing: Filing, said: object, where: str) -> Remark:
    facts = _object(said, _COMMENT, where)
    due = _text(facts, "due", where)
    try:
        due_on = dt.date.fromisoformat(due) if due else None
    except ValueError:
        raise _bad("due 要写成 2026-11-05 这样的日期", f"{where}：{due}") from None
    return Remark(
        line_id=_line_id(filing, _text(facts, "line", where), where),
        field=_text(facts, "field", where),
        reason_code=_text(facts, "reason", where),
        text=_text(facts, "text", where),
        due_on=due_on,
        value=_text(facts, "value", where) if "value" in facts else None,
    )


def _refuse_stranger(workspace: Workspace, by: str, where: str) -> None:
    """Says where in the file somebody is named who may not decide here."""
    try:
        reviewer(workspace, by)
    except NotTheReviewer as error:
        raise BadDecisions(error.title, facts=f"{where}：{error.facts}", advice=error.advice) from error


def _line_id(filing: Filing, named: str, where: str) -> str:
    if not named:
        return ""
    lines = [line for place in LINES for line in lines_of(filing.content, place)]
    found = [line for line in lines if line.id == named] or [line for line in lines if name_of(line) == named]
    if len(found) != 1:
        raise _bad("没有这一行" if not found else "有几行都叫这个名称", f"{where}：{named}")
    return found[0].id


def _object(said: object, known: frozenset[str], where: str) -> Mapping[str, Any]:
    if not isinstance(said, dict):
        raise _bad("要是一个对象", where)
    if strange := sorted(set(said) - known):
        raise _bad("有不认识的项", f"{where}：{'、'.join(strange)}")
    return said


def _text(facts: Mapping[str, Any], name: str, where: str) -> str:
    value = facts.get(name, "")
    if not isinstance(value, str):
        raise _bad("要是文字", f"{where}：{name}")
    return value.strip()


def _bad(what: str, facts: str) -> BadDecisions:
    return BadDecisions(
        f"审核结果文件{what}，没有保存。", facts=facts, advice="请按帮助里的样子改好文件，再试一次。"
    )
