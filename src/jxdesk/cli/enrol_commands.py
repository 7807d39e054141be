"""The commands of enrolment: asking for a certificate, giving one, installing what came back, and stopping a key."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from pathlib import Path

from jxdesk.cli.answers import print_json
from jxdesk.cli.passphrases import passphrase
from jxdesk.domain.errors import ExitCode

Arguments = argparse.Namespace


def enrol(arguments: Arguments) -> ExitCode:
    """Runs the step of enrolment that the arguments name."""
    steps: dict[str, Callable[[Arguments], ExitCode]] = {
        "request": request,
        "certify": certify,
        "install": install,
        "revoke": revoke,
    }
    return steps[arguments.step](arguments)


def request(arguments: Arguments) -> ExitCode:
    """Writes the request of this office."""
    from jxdesk.actions import enrol as errand
    from jxdesk.actions.workspace import Workspace

    with Workspace.open_existing(arguments.home) as workspace:
        asked = errand.request(workspace, Path(arguments.to), passphrase=passphrase(arguments))
    if arguments.json:
        print_json({"fingerprint": asked.fingerprint, "file": str(asked.file)})
        return ExitCode.DONE
    print(f"登记申请写好了：{asked.file}")
    print(f"指纹 {asked.fingerprint}")
    print("请打印登记表，盖章后连同这个文件一起交给上级财政部门。")
    return ExitCode.DONE


def certify(arguments: Arguments) -> ExitCode:
    """Gives the asking office its certificate."""
    from jxdesk.actions import enrol as errand
    from jxdesk.actions.workspace import Workspace

    with Workspace.open_existing(arguments.home) as workspace:
        given = errand.certify(
            workspace,
            Path(arguments.file),
            typed=arguments.fingerprint,
            to=Path(arguments.to),
            passphrase=passphrase(arguments),
        )
    one = given.enrolment
    if arguments.json:
        answer = {"serial": one.serial, "org": one.org, "name": one.name, "not_after": str(one.not_after)}
        others = [{"serial": other.serial, "fingerprint": other.fingerprint} for other in given.others]
        print_json({**answer, "file": str(given.file), "others": others})
        return ExitCode.DONE
    print(f"已给 {one.name}（{one.org}）发证书，有效期到 {one.not_after}：{given.file}")
    print(f"编号 {one.serial}")
    for other in given.others:
        print(f"这个单位还有一把密钥没有停用：{other.fingerprint}，编号 {other.serial}")
    return ExitCode.DONE


def install(arguments: Arguments) -> ExitCode:
    """Installs what the office above handed down."""
    from jxdesk.actions import enrol as errand
    from jxdesk.actions.workspace import Workspace

    with Workspace.open_existing(arguments.home) as workspace:
        done = errand.install(workspace, Path(arguments.file), root_typed=arguments.root_fingerprint)
    if arguments.json:
        print_json(
            {
                "issuer": done.issuer,
                "not_after": str(done.not_after),
                "root": {"name": done.root, "fingerprint": done.root_fingerprint},
                "new_root": done.is_new_root,
            }
        )
        return ExitCode.DONE
    print(f"登记好了：{done.issuer}发的证书，有效期到 {done.not_after}")
    if done.is_new_root:
        print(f"最上级是 {done.root}，指纹 {done.root_fingerprint}，请与上级盖章的文件核对。")
    return ExitCode.DONE


def revoke(arguments: Arguments) -> ExitCode:
    """Stops a key that was certified here."""
    from jxdesk.actions import enrol as errand
    from jxdesk.actions.workspace import Workspace

    with Workspace.open_existing(arguments.home) as workspace:
        done = errand.revoke(
            workspace,
            arguments.serial,
            reason=arguments.reason,
            after_seq=arguments.after_seq,
            passphrase=passphrase(arguments),
        )
    one = done.enrolment
    if arguments.json:
        print_json({"serial": one.serial, "org": one.org, "list_version": done.version})
        return ExitCode.DONE
    print(f"{one.name}（{one.org}）的这把密钥已停用：{one.revoked_reason}")
    print(f"停用名单第 {done.version} 版，随以后下发的每份登记证书带下去。")
    return ExitCode.DONE
