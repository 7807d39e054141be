"""The commands that let something out: official forms, and signed packages."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from jxdesk.cli.answers import print_json
from jxdesk.cli.forms_text import WEIGHTS
from jxdesk.cli.parser import FORMATS
from jxdesk.cli.passphrases import passphrase
from jxdesk.domain.errors import ExitCode, JxError
from jxdesk.domain.records.filings import Form, MoneyUnit
from jxdesk.domain.values.money import format_fen

Arguments = argparse.Namespace


def export(arguments: Arguments) -> ExitCode:
    """Writes official forms, or the narratives of self-evaluations."""
    target = Path(arguments.to)
    kind = arguments.format or target.suffix.lower().removeprefix(".")
    if kind not in FORMATS:
        raise JxError(
            "没有说导出成什么格式。",
            facts=str(target),
            advice="请把文件名写成以 .pdf、.xlsx 或 .docx 结尾；导出到文件夹时用 --format 写明格式。",
            code="JX-TARGET",
            exit_code=ExitCode.USAGE,
        )
    if kind == "docx" and target.suffix.lower() in (".pdf", ".xlsx"):
        raise JxError(
            "文件名的后缀和导出的格式不一致。",
            facts=f"{target.name}，格式 {kind}",
            advice="请把文件名改成以 .docx 结尾，或改选格式；写文件夹名就一份报告一个文件。",
            code="JX-TARGET",
            exit_code=ExitCode.USAGE,
        )
    return _export_reports(arguments, target) if kind == "docx" else _export_forms(arguments, target, kind)


def _export_forms(arguments: Arguments, target: Path, kind: str) -> ExitCode:
    from jxdesk.actions.export import ExportFormat
    from jxdesk.actions.export import export as write
    from jxdesk.actions.workspace import Workspace

    with Workspace.open_existing(arguments.home) as workspace:
        result = write(
            workspace,
            form=Form(arguments.form),
            year=arguments.year,
            period=arguments.period,
            project_code=arguments.project or "",
            format=ExportFormat(kind),
            to=target,
            with_earlier=arguments.all_versions,
        )
    for placed in result.findings:
        print(
            f"[{WEIGHTS[placed.finding.severity]}] {placed.office} {placed.project}：{placed.finding.message}"
        )
    where = result.files[0] if len(result.files) == 1 else target
    print(f"导出了 {result.filings} 张表，{len(result.files)} 个文件：{where}")
    if result.earlier:
        print(
            f"只导出了正在执行的一版；另有 {result.earlier} 张是被替换的旧版或还没批复的调整，要一起导出请加 --all-versions。"
        )
    if result.left_out:
        print(f"有 {result.left_out} 张没有导出，原因见上。", file=sys.stderr)
    return ExitCode.REFUSED if result.left_out else ExitCode.DONE


def _export_reports(arguments: Arguments, target: Path) -> ExitCode:
    from jxdesk.actions.report import write_reports
    from jxdesk.actions.workspace import Workspace
    from jxdesk.store.views.chosen_filings import Choice

    choice = Choice(
        Form(arguments.form),
        arguments.year,
        arguments.period,
        arguments.project or "",
        with_earlier=arguments.all_versions,
    )
    with Workspace.open_existing(arguments.home) as workspace:
        written = write_reports(workspace, choice, target)
    for one in written:
        for finding in one.findings:
            print(f"[{WEIGHTS[finding.severity]}] {one.office} {one.project}：{finding.message}")
        if one.missing:
            print(f"{one.path.name}：有 {one.missing} 处标着 [待填]，请在 WPS 里补上。")
    where = written[0].path if len(written) == 1 else target
    print(f"写了 {len(written)} 份自评报告：{where}")
    return ExitCode.DONE


def seal(arguments: Arguments) -> ExitCode:
    """Seals the finished filings into a signed package."""
    from jxdesk.actions.seal import seal as seal_package
    from jxdesk.actions.workspace import Workspace
    from jxdesk.domain.records.packages import Task
    from jxdesk.domain.sending.selection import Choice

    task = Task(form=Form(arguments.form), year=arguments.year, period=arguments.period)
    target = Path(arguments.to)
    with Workspace.open_existing(arguments.home) as workspace:
        result = seal_package(
            workspace,
            Choice(task=task, project_code=arguments.project or ""),
            to=target,
            passphrase=passphrase(arguments),
        )
        cover = None
        if arguments.cover:
            from jxdesk.actions.cover import save_cover

            cover = save_cover(workspace, result.cover, result.path.with_suffix(".送达单.pdf"))
    if arguments.json:
        print_json({**result.as_json(), "cover": str(cover) if cover else None})
        return result.exit_code
    total = format_fen(result.cover.totals.amount_fen, MoneyUnit.WAN)
    print(f"封好并核对无误：{result.path}")
    print(
        f"{len(result.sealed)} 张表，{result.cover.totals.projects} 个项目，{total} 万元；第 {result.cover.seq} 号"
    )
    print(f"指纹 {result.fingerprint}")
    if cover:
        print(f"送达单：{cover}")
    for left in result.left_out:
        print(f"没有送出：{left.office} {left.project}", file=sys.stderr)
        for reason in left.reasons:
            print(f"    {reason}", file=sys.stderr)
    return result.exit_code
