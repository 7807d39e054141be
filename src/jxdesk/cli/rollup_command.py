"""The command rollup: who has handed in and what it adds up to, with filter, cut-off and denominator, as words, JSON or a workbook."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING, Any

from jxdesk.cli.answers import print_json
from jxdesk.domain.errors import ExitCode, JxError
from jxdesk.domain.records.filings import Form
from jxdesk.domain.rollup.figures import FigureKind
from jxdesk.domain.rollup.grouping import BY_WORDS, By
from jxdesk.domain.rollup.handed import DUE, NOT_DUE, OUTSTANDING

if TYPE_CHECKING:
    from jxdesk.actions.rollup import RollUp, Wanted
    from jxdesk.actions.workspace import Workspace
    from jxdesk.domain.rollup.grouping import Part
    from jxdesk.domain.rollup.proof import Proof
    from jxdesk.domain.rollup.shown import RolledItem

Arguments = argparse.Namespace

PERIODIC = frozenset({Form.PROJECT_MONITORING, Form.DEPARTMENT_MONITORING})


def rollup(arguments: Arguments) -> ExitCode:
    """Rolls up one form of a year."""
    from jxdesk.actions.rollup import items_of, rolled_up
    from jxdesk.actions.workspace import Workspace

    to = _workbook(arguments)
    with Workspace.open_existing(arguments.home) as workspace:
        answer = rolled_up(workspace, _wanted(workspace, arguments))
        found = _proof(workspace, answer) if arguments.prove else None
        if arguments.json:
            print_json(_as_json(answer, items_of(workspace, answer, handed=OUTSTANDING), found))
        else:
            _print(answer, found)
            if to is not None:
                _write(workspace, answer, to)
    return ExitCode.DONE if found is None or found.is_equal else ExitCode.REFUSED


def _proof(workspace: Workspace, answer: RollUp) -> Proof:
    from jxdesk.actions.prove_rollup import proof

    return proof(workspace, answer.asked)


def _workbook(arguments: Arguments) -> Path | None:
    if not arguments.to:
        return None
    to = Path(arguments.to)
    if to.suffix.lower() != ".xlsx":
        raise _wrong_usage("汇总只写成 Excel 工作簿。", str(to), "请把 --to 写成以 .xlsx 结尾的文件。")
    return to


def _wanted(workspace: Workspace, arguments: Arguments) -> Wanted:
    from jxdesk.actions.rollup import Wanted, office_named
    from jxdesk.domain.records.stages import YearStage

    stage = None
    if arguments.form:
        form = Form(arguments.form)
        if (form in PERIODIC) != (arguments.period is not None):
            raise _wrong_usage(
                "监控的表要说截止到哪个月，别的表没有月份。", form.value, "请加上或去掉 --period。"
            )
        stage = YearStage(form=form, period=arguments.period)
    elif arguments.period is not None:
        stage = YearStage(form=Form.PROJECT_MONITORING, period=arguments.period)
    return Wanted(
        year=arguments.year,
        stage=stage,
        office_id=office_named(workspace, arguments.office) if arguments.office else "",
        by=By(arguments.by),
    )


def _wrong_usage(title: str, facts: str, advice: str) -> JxError:
    return JxError(title, facts=facts, advice=advice, code="JX-USAGE", exit_code=ExitCode.USAGE)


def _write(workspace: Workspace, answer: RollUp, to: Path) -> None:
    from jxdesk.actions.table_out import shown_out
    from jxdesk.domain.rollup.shown import parts_list

    count = shown_out(workspace, parts_list(answer.basis, answer.by, answer.parts, answer.whole), to)
    print(f"已写成 {count} 行：{to}")


# ---- answers -------------------------------------------------------------------------------------------------------


def _as_json(answer: RollUp, outstanding: tuple[RolledItem, ...], found: Proof | None) -> dict[str, Any]:
    basis = answer.basis
    return {
        "year": basis.year,
        "form": basis.stage.form.value,
        "period": basis.stage.period,
        "office": {"name": answer.office.name, "org": answer.office.path},
        "by": answer.by.value,
        "filter": basis.filter_words,
        "cut_off": basis.cut_off_words,
        "as_of": basis.as_of.isoformat(),
        "due_on": basis.due_on.isoformat() if basis.due_on is not None else None,
        "practice": answer.is_practice,
        "figures": {one.kind.value: one.as_json() for one in answer.figures},
        "rows": [_row_json(answer, part) for part in answer.parts],
        "missing": [
            {
                "name": one.name,
                "office": one.office_name,
                "org": one.office_path,
                "state": one.handed.value,
            }
            for one in outstanding
        ],
        **({"proof": found.as_json()} if found is not None else {}),
    }


def _row_json(answer: RollUp, part: Part) -> dict[str, Any]:
    tally = part.tally
    office = answer.forest.offices.get(part.key) if answer.by is By.OFFICE else None
    return {
        "key": office.path if office is not None else part.key,
        "label": part.label,
        "below": part.opens,
        "due": tally.due,
        "handed_in": tally.handed_in,
        **{one.value: tally.count(one) for one in (*DUE, *NOT_DUE)},
        "late": tally.late,
        "coverage": tally.coverage,
        "budget_fen": tally.budget_fen,
        "without_budget": tally.without_budget,
        "executed_fen": tally.executed_fen,
        "base_fen": tally.base_fen,
        "with_rate": tally.with_rate,
        "execution_rate": tally.execution_rate,
        "reached_hundredths": tally.reached_hundredths,
        "points_hundredths": tally.points_hundredths,
        "with_points": tally.with_points,
        "achievement": tally.achievement,
        "scored": tally.scored,
    }


def _print(answer: RollUp, found: Proof | None) -> None:
    basis = answer.basis
    print(f"范围：{basis.filter_words}")
    print(f"截止：{basis.cut_off_words}")
    for one in answer.figures:
        print(f"{one.name} {one.text}（{one.denominator}）")
        if one.missing and one.kind in (FigureKind.COVERAGE, FigureKind.BUDGET):
            print(f"    没有算在内：{one.missing}")
    print(f"按{BY_WORDS[answer.by]}：")
    for part in answer.parts:
        tally = part.tally
        rates = " ".join(
            f"{name} {_percent(rate)}"
            for name, rate in (
                ("覆盖率", tally.coverage),
                ("执行率", tally.execution_rate),
                ("目标完成", tally.achievement),
            )
            if rate is not None
        )
        print(f"  {part.label}：应报 {tally.due:,}，已报 {tally.handed_in:,}　{rates}")
    names = [one.name for one in answer.outstanding_offices()]
    if names:
        print(f"还有没交的单位 {len(names)} 个：{'、'.join(names)}")
    if found is not None:
        print(found.words)
        for words in (*(one.words for one in found.differences), *(one.words for one in found.faults)):
            print(f"  {words}")


def _percent(rate: int) -> str:
    from jxdesk.domain.reports.chart_figures import tenths

    return f"{tenths(rate)}%"
