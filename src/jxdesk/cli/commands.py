"""The commands: each calls one errand and prints its answer in Chinese, or as the JSON that the contract names."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable
from pathlib import Path

from jxdesk.cli import (
    data_commands,
    enrol_commands,
    handover_command,
    hub_command,
    import_command,
    paper_commands,
    receive_command,
    road_commands,
    rollup_command,
    wire_commands,
)
from jxdesk.cli.answers import print_json
from jxdesk.cli.passphrases import passphrase
from jxdesk.domain.errors import ExitCode, JxError
from jxdesk.domain.records.filings import Form, MoneyUnit
from jxdesk.domain.values.money import format_fen

Arguments = argparse.Namespace


def run(arguments: Arguments) -> ExitCode:
    """Runs the command that the arguments name."""
    if arguments.version:
        return version(arguments)
    doors: dict[str, Callable[[Arguments], ExitCode]] = {
        "doctor": doctor,
        "demo": demo,
        "init": init,
        "read": read,
        "score": read,
        "check": check,
        "verify": verify,
        "import": import_command.take_in,
        "undo": data_commands.undo,
        "backup": data_commands.backup,
        "restore": data_commands.restore,
        "backups": data_commands.backups,
        "export": paper_commands.export,
        "seal": paper_commands.seal,
        "enrol": enrol_commands.enrol,
        "receive": receive_command.receive,
        "inbox": road_commands.inbox,
        "review": road_commands.review,
        "receipt": road_commands.receipt,
        "publish": road_commands.publish,
        "handover": handover_command.handover,
        "hub": hub_command.hub,
        "rollup": rollup_command.rollup,
        "outbox": wire_commands.outbox,
        "upload": wire_commands.upload,
        "fetch": wire_commands.fetch,
    }
    return doors[arguments.command](arguments)


def version(arguments: Arguments) -> ExitCode:
    """The versions of the program, the data schema, the package format and the shipped rules."""
    import jxdesk
    from jxdesk.exchange.manifest import FORMAT
    from jxdesk.store.schema.versions import VERSION
    from jxdesk.store.shipped.forms import DEFAULT_RULE_PACK, rule_packs

    pack = rule_packs()[DEFAULT_RULE_PACK]
    rules = f"{pack.id} {pack.version}"
    if arguments.json:
        print_json(
            {"version": jxdesk.__version__, "schema": VERSION, "package_format": FORMAT, "rules": rules}
        )
    else:
        print(f"绩效桌面 {jxdesk.__version__}")
        print(f"数据格式 {VERSION}，数据包格式 {FORMAT}，规则包 {rules}")
    return ExitCode.DONE


def doctor(arguments: Arguments) -> ExitCode:
    """The self-check, with the window's part where asked for."""
    from jxdesk.actions.doctor import State, examine, examine_program

    looked_at = examine_program() if arguments.program else examine(arguments.home)
    answers = [answer.as_dict() for answer in looked_at]
    if arguments.qt:
        answers += arguments.qt_checks()
    whole = not any(answer["state"] == State.ERROR for answer in answers)
    bundle = ""
    if arguments.bundle is not None:
        from jxdesk.actions.support import write_bundle
        from jxdesk.store.safety.folder import default_home

        bundle = str(write_bundle(answers, arguments.home or default_home(), arguments.bundle))
    if arguments.json:
        print_json({"ok": whole, "checks": answers, **({"bundle": bundle} if bundle else {})})
    else:
        marks = {"ok": "[好]", "warning": "[注意]", "error": "[有错]"}
        for answer in answers:
            print(f"{marks[answer['state']]} {answer['name']}：{answer['message']}")
            if answer["advice"]:
                print(f"       {answer['advice']}")
        if bundle:
            print(f"支持包存好了：{bundle}")
    return ExitCode.DONE if whole else ExitCode.REFUSED


def demo(arguments: Arguments) -> ExitCode:
    """Makes the practice county."""
    from jxdesk.actions.demo import make_practice_county
    from jxdesk.domain.practice import Scale

    made = make_practice_county(needed_home(arguments), Scale(arguments.scale))
    total = format_fen(made.total_fen, MoneyUnit.WAN)
    print(f"练习县建好了：{made.home}")
    print(
        f"{made.offices} 个单位，{made.projects} 个项目，{total} 万元；年度 {'、'.join(map(str, made.years))}"
    )
    print("里面的名称都是虚构的；练习县封的数据包，正式的程序不收。")
    return ExitCode.DONE


def init(arguments: Arguments) -> ExitCode:
    """Makes a workspace with its office and key."""
    from jxdesk.actions.start import start
    from jxdesk.domain.records.offices import OfficeLevel

    started = start(
        needed_home(arguments),
        name=arguments.name,
        level=OfficeLevel(arguments.level),
        code=arguments.code,
        credit_code=arguments.credit_code,
        passphrase=passphrase(arguments),
    )
    print(f"建好了：{started.office.name}（{started.office.path}），数据在 {started.home}")
    print(f"密钥指纹 {started.key.fingerprint}")
    for finding in started.findings:
        print(f"请核实：{finding.message}{finding.advice}")
    if not started.key.is_locked:
        print("密钥还没有口令；正式使用前请在“设置”里加上，或用 --key-passphrase-file 建。")
    return ExitCode.DONE


def read(arguments: Arguments) -> ExitCode:
    """What a form says, with the recomputed scores for ``score``."""
    from jxdesk.actions import read as reading
    from jxdesk.cli.forms_text import print_forms

    scoring = arguments.command == "score"
    found = reading.read_file(Path(arguments.file), rule_pack=(arguments.rules or "") if scoring else "")
    if arguments.json:
        print_json(reading.answer(found, with_scores=scoring))
    else:
        print_forms(found, with_scores=scoring)
    return ExitCode.REFUSED if found.has_errors else ExitCode.DONE


def check(arguments: Arguments) -> ExitCode:
    """Every finding of a workspace."""
    from jxdesk.actions.checking import check_filings
    from jxdesk.actions.workspace import Workspace
    from jxdesk.cli.forms_text import WEIGHTS
    from jxdesk.domain.findings import has_errors

    with Workspace.open_existing(arguments.home) as workspace:
        checked = check_filings(
            workspace,
            project_code=arguments.project or "",
            form=Form(arguments.form) if arguments.form else None,
            year=arguments.year,
            period=arguments.period,
        )
    if arguments.json:
        print_json(
            {
                "years": list(checked.years),
                "filings": checked.filings,
                "findings": [placed.as_json() for placed in checked.findings],
            }
        )
    else:
        for placed in checked.findings:
            finding = placed.finding
            print(
                f"[{WEIGHTS[finding.severity]}] {placed.year} {placed.office} {placed.project}：{finding.message}"
            )
            if finding.advice:
                print(f"         {finding.advice}")
        print(f"核对了 {checked.filings} 张表，{len(checked.findings)} 条问题。")
    return ExitCode.REFUSED if has_errors(placed.finding for placed in checked.findings) else ExitCode.DONE


def verify(arguments: Arguments) -> ExitCode:
    """Whether a package is whole, and who signed it."""
    from jxdesk.actions.verify import verify as verify_package

    trust = Path(arguments.trust) if arguments.trust else None
    answer = verify_package(Path(arguments.package), trust)
    if arguments.json:
        print_json(answer.as_json())
    else:
        out = sys.stdout if answer.is_whole else sys.stderr
        print(f"{answer.title}（{answer.code}）", file=out)
        for line in (answer.facts, answer.advice):
            if line:
                print(f"  {line}", file=out)
        if answer.manifest is not None and answer.totals is not None:
            total = format_fen(answer.totals.amount_fen, MoneyUnit.WAN)
            print(f"  {answer.manifest.sender_name}（{answer.manifest.sender_org}）")
            print(f"  {answer.totals.projects} 个项目，{total} 万元，{answer.totals.indicators} 条指标")
            print(f"  指纹 {answer.fingerprint}")
    return answer.exit_code


def needed_home(arguments: Arguments) -> Path:
    """The data folder that must be named, because it will be made."""
    if arguments.home is None:
        raise JxError(
            "没有说建在哪里。",
            advice="请用 --home 写上数据文件夹，例如 --home D:\\绩效桌面数据。",
            code="JX-USAGE",
            exit_code=ExitCode.USAGE,
        )
    home: Path = arguments.home
    return home
