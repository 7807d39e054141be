"""The command ``handover``: the books and the pen go to the office's other PC, or the pen is taken without them."""

from __future__ import annotations

import argparse
from pathlib import Path

from jxdesk.cli.answers import print_json
from jxdesk.cli.passphrases import passphrase
from jxdesk.domain.errors import ExitCode, JxError


def handover(arguments: argparse.Namespace) -> ExitCode:
    """Writes the handover into a folder; with ``--force`` takes the pen here and logs the reason."""
    from jxdesk.actions.handing_over.hand_over import hand_over, seize_pen
    from jxdesk.actions.workspace import Workspace

    if arguments.force == bool(arguments.to):
        raise JxError(
            "交接要写明 --to 文件夹；强制接管写 --force 和 --reason，不写 --to。",
            advice="例如 handover --to D:\\ ，或 handover --force --reason 旧电脑坏了。",
            code="JX-USAGE",
            exit_code=ExitCode.USAGE,
        )
    with Workspace.open_existing(arguments.home) as workspace:
        if arguments.force:
            pen = seize_pen(workspace, arguments.reason)
            answer: dict[str, object] = {"turn": pen.turn, "event": pen.event.value, "reason": pen.reason}
            words = f"笔已经接管到这台电脑（第 {pen.turn} 次换手），原因已记下。"
        else:
            done = hand_over(
                workspace,
                to=Path(arguments.to),
                receiver=arguments.receiver,
                passphrase=passphrase(arguments),
            )
            answer = done.as_json()
            words = f"已写出交接包：{done.path}（{done.filings} 张表）。这台电脑从现在起只能看。"
    if arguments.json:
        print_json(answer)
    else:
        print(words)
    return ExitCode.DONE
