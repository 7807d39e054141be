"""The commands of enrolment: asking for a certificate, giving one, installing what came back, stopping and replacing a key."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from pathlib import Path

from jxdesk.cli.answers import print_json
from jxdesk.cli.passphrases import passphrase
from jxdesk.domain.errors import ExitCode

Arguments = argparse.Namespace

STATE_WORDS = {
    "none": "未登记",
    "asked": "已申请，等上级发证书",
    "valid": "已登记",
    "ending": "已登记，快到期",
    "grace": "已过期，在宽限期里",
    "over": "已过期，不再有效",
    "stopped": "密钥已停用",
}


def enrol(arguments: Arguments) -> ExitCode:
    """Runs the step of enrolment that the arguments name."""
    steps: dict[str, Callable[[Arguments], ExitCode]] = {
        "request": request,
        "certify": certify,
        "install": install,
        "revoke": revoke,
        "status": status,
        "list": list_below,
        "again": again,
        "stopped": stopped,
        "form": form,
        "hub": set_up_hub,
        "renew-key": renew_key,
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


def set_up_hub(arguments: Arguments) -> ExitCode:
    """Writes the key of this office's receiving service."""
    from jxdesk.actions import enrol_hub as errand
    from jxdesk.actions.workspace import Workspace

    with Workspace.open_existing(arguments.home) as workspace:
        made = errand.set_up_hub(workspace, Path(arguments.to), passphrase=passphrase(arguments))
    if arguments.json:
        print_json({"folder": str(made.folder), "fingerprint": made.fingerprint, "serial": made.serial})
        return ExitCode.DONE
    print(f"接收服务的密钥写好了：{made.folder}")
    print(f"指纹 {made.fingerprint}，编号 {made.serial}")
    print("请把 keys 整个文件夹拷到服务器上接收服务的文件夹里，只让运行服务的用户能读，再把这里的删掉。")
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
                "list": done.is_list,
                "stopped": done.stopped,
            }
        )
        return ExitCode.DONE
    if done.is_list:
        print(f"{done.issuer}的停用名单收下了，本单位的证书有效期到 {done.not_after}")
        if done.stopped:
            print(f"注意：名单里有本单位的密钥，已停用：{done.stopped}")
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


def status(arguments: Arguments) -> ExitCode:
    """Says how this office stands with its certificate."""
    from jxdesk.actions.enrolled import own_enrolment
    from jxdesk.actions.workspace import Workspace

    with Workspace.open_existing(arguments.home) as workspace:
        own = own_enrolment(workspace)
    if own is None:
        answer: dict[str, object] = {"state": "none", "org": "", "fingerprint": ""}
    else:
        answer = {
            "state": own.state.value,
            "org": own.office.path,
            "fingerprint": own.fingerprint,
            "asked_on": str(own.asked_on or ""),
            "issuer": own.issuer,
            "not_after": str(own.not_after or ""),
            "serial": own.serial,
            "root": {"name": own.root, "fingerprint": own.root_fingerprint},
            "stopped": own.stopped,
        }
    if arguments.json:
        print_json(answer)
        return ExitCode.DONE
    print(f"状态：{STATE_WORDS[str(answer['state'])]}")
    if own is not None:
        print(f"单位 {own.office.name}（{own.office.path}），指纹 {own.fingerprint or '还没有密钥'}")
    if own is not None and own.not_after is not None:
        print(f"{own.issuer}发的证书，有效期到 {own.not_after}，编号 {own.serial}")
    return ExitCode.DONE


def list_below(arguments: Arguments) -> ExitCode:
    """Lists how the offices below stand that ask here."""
    from jxdesk.actions.enrolled import offices_below
    from jxdesk.actions.workspace import Workspace

    with Workspace.open_existing(arguments.home) as workspace:
        below = offices_below(workspace)
    rows = [
        {
            "org": one.org,
            "name": one.name,
            "state": one.state.value,
            "not_after": str(one.enrolment.not_after) if one.enrolment is not None else "",
            "serial": one.enrolment.serial if one.enrolment is not None else "",
            "asked_on": str(one.asked_on or ""),
        }
        for one in below
    ]
    if arguments.json:
        print_json({"offices": rows})
        return ExitCode.DONE
    for row in rows:
        until = f"，有效期到 {row['not_after']}，编号 {row['serial']}" if row["serial"] else ""
        print(f"{row['name']}（{row['org']}）：{STATE_WORDS[row['state']]}{until}")
    print(f"共 {len(rows)} 个单位")
    return ExitCode.DONE


def again(arguments: Arguments) -> ExitCode:
    """Writes certificates that were given before once more."""
    from jxdesk.actions import enrol as errand
    from jxdesk.actions.enrolled import offices_below
    from jxdesk.actions.workspace import Workspace

    with Workspace.open_existing(arguments.home) as workspace:
        serials = arguments.serial or [
            one.enrolment.serial
            for one in offices_below(workspace)
            if one.enrolment is not None and one.enrolment.revoked_on is None
        ]
        done = errand.certify_again(
            workspace, serials, to=Path(arguments.to), passphrase=passphrase(arguments)
        )
    if arguments.json:
        print_json({"file": str(done.file), "certificates": done.count, "list_version": done.version})
        return ExitCode.DONE
    print(f"{done.count} 份证书写好了：{done.file}")
    return ExitCode.DONE


def stopped(arguments: Arguments) -> ExitCode:
    """Writes the newest list of stopped keys."""
    from jxdesk.actions import enrol as errand
    from jxdesk.actions.workspace import Workspace

    with Workspace.open_existing(arguments.home) as workspace:
        done = errand.hand_out(workspace, Path(arguments.to), passphrase=passphrase(arguments))
    if arguments.json:
        print_json({"file": str(done.file), "list_version": done.version})
        return ExitCode.DONE
    print(f"停用名单第 {done.version} 版写好了：{done.file}")
    return ExitCode.DONE


def form(arguments: Arguments) -> ExitCode:
    """Writes the form to be stamped, or the slip of a certificate, as a PDF."""
    from jxdesk.actions import enrolment_papers
    from jxdesk.actions.workspace import Workspace

    with Workspace.open_existing(arguments.home) as workspace:
        to = Path(arguments.to)
        if arguments.serial:
            written = enrolment_papers.save_slip(workspace, arguments.serial, to)
        else:
            written = enrolment_papers.save_form(workspace, to)
    if arguments.json:
        print_json({"file": str(written)})
        return ExitCode.DONE
    print(f"存好了：{written}")
    return ExitCode.DONE


def renew_key(arguments: Arguments) -> ExitCode:
    """Makes another key for the office."""
    from jxdesk.actions.renew_key import renew_key as errand
    from jxdesk.actions.workspace import Workspace

    with Workspace.open_existing(arguments.home) as workspace:
        card = errand(
            workspace,
            reason=arguments.reason,
            passphrase=passphrase(arguments),
            holder=workspace.facts.person,
        )
    if arguments.json:
        print_json({"fingerprint": card.fingerprint, "locked": card.is_locked})
        return ExitCode.DONE
    print(f"换好了，新密钥的指纹 {card.fingerprint}；旧的另存在 keys 文件夹里。")
    print("请再写一份登记申请，打印登记表盖章，交上级换发证书，并请上级停用旧密钥。")
    return ExitCode.DONE
