"""The command ``handover``: the books and the pen go to the office's other PC, the pen is taken by force, or an office below gets its books back."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from jxdesk.cli.answers import print_json
from jxdesk.cli.passphrases import passphrase
from jxdesk.domain.errors import ExitCode, JxError

if TYPE_CHECKING:
    from jxdesk.actions.workspace import Workspace

Answer = tuple[dict[str, object], str]


def handover(arguments: argparse.Namespace) -> ExitCode:
    """Writes a handover, with ``--restore-copy`` what is held of an office below; with ``--force`` takes the pen here and logs the reason."""
    from jxdesk.actions.workspace import Workspace

    _check_usage(arguments)
    with Workspace.open_existing(arguments.home) as workspace:
        if arguments.force:
            answer, words = _seized(workspace, arguments)
        elif arguments.restore_copy:
            answer, words = _given_back(workspace, arguments)
        else:
            answer, words = _handed_over(workspace, arguments)
    if arguments.json:
        print_json(answer)
    else:
        print(words)
    return ExitCode.DONE


def _check_usage(arguments: argparse.Namespace) -> None:
    if arguments.force and arguments.restore_copy:
        raise JxError("--force 和 --restore-copy 不能一起用。", code="JX-USAGE", exit_code=ExitCode.USAGE)
    if arguments.force == bool(arguments.to):
        raise JxError(
            "交接和恢复用副本要写明 --to 文件夹；强制接管写 --force 和 --reason，不写 --to。",
            advice="例如 handover --to D:\\ ，或 handover --force --reason 旧电脑坏了。",
            code="JX-USAGE",
            exit_code=ExitCode.USAGE,
        )


def _seized(workspace: Workspace, arguments: argparse.Namespace) -> Answer:
    from jxdesk.actions.handing_over.hand_over import seize_pen

    pen = seize_pen(workspace, arguments.reason)
    answer: dict[str, object] = {"turn": pen.turn, "event": pen.event.value, "reason": pen.reason}
    return answer, f"笔已经接管到这台电脑（第 {pen.turn} 次换手），原因已记下。"


def _given_back(workspace: Workspace, arguments: argparse.Namespace) -> Answer:
    from jxdesk.actions.handing_over.restore_copy import write_restore_copy

    done = write_restore_copy(
        workspace, arguments.restore_copy, to=Path(arguments.to), passphrase=passphrase(arguments)
    )
    words = (
        f"已写出{done.name}的恢复用副本：{done.path}（{done.filings} 张表，收到过 {done.packages} 个包）。"
    )
    return done.as_json(), f"{words}请该单位在换好的电脑上用 receive 装入。"


def _handed_over(workspace: Workspace, arguments: argparse.Namespace) -> Answer:
    from jxdesk.actions.handing_over.hand_over import hand_over

    done = hand_over(
        workspace, to=Path(arguments.to), receiver=arguments.receiver, passphrase=passphrase(arguments)
    )
    return done.as_json(), f"已写出交接包：{done.path}（{done.filings} 张表）。这台电脑从现在起只能看。"
