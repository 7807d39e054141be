"""The command of the receiving service: runs it, gives it a list of stopped keys, or holds its ledger against its files."""

from __future__ import annotations

import argparse
import os
import sys
from pathlib import Path

from jxdesk.cli.answers import print_json
from jxdesk.domain.errors import ExitCode, JxError

Arguments = argparse.Namespace
STORE_VARIABLE = "JXDESK_HUB_STORE"
"""Where the database may stand instead of on the command line, which everybody on the server can read."""


class WrongAddress(JxError):  # noqa: N818 - names what is wrong with what was typed
    """What was given as the address is none, or TLS is only half given."""

    code = "JX-USAGE"
    exit_code = ExitCode.USAGE


def hub(arguments: Arguments) -> ExitCode:
    """Runs the receiving service until it is stopped."""
    if arguments.stopped:
        return _stop(arguments.home or Path.cwd(), Path(arguments.stopped), as_json=arguments.json)
    from jxdesk.actions.hub.health import check
    from jxdesk.actions.hub.service import open_service

    host, port = _address(arguments.listen)
    certificate, key = arguments.tls_cert, arguments.tls_key
    if (certificate is None) is not (key is None):
        raise WrongAddress(
            "--tls-cert 和 --tls-key 要一起给。", advice="一个是证书，一个是它的私钥，都是 PEM 文件。"
        )
    for file in filter(None, (certificate, key)):
        if not Path(file).is_file():
            raise WrongAddress(
                "TLS 的文件打不开。", facts=file, advice="请核对文件名，以及运行服务的用户有没有读的权限。"
            )
    home = arguments.home or Path.cwd()
    url = arguments.store or os.environ.get(STORE_VARIABLE, "")
    service = open_service(home, url=url, practice=arguments.practice)
    if not arguments.check:
        arguments.serve(service, host=host, port=port, certificate=certificate, key=key)
        return ExitCode.DONE
    try:
        found = check(service)
    finally:
        service.close()
    if arguments.json:
        print_json({"whole": found.whole, "faults": list(found.faults)})
    else:
        for fault in found.faults:
            print(fault, file=sys.stderr)
        print(f"核对过 {found.whole} 个数据包，{len(found.faults)} 处不对。")
    return ExitCode.REFUSED if found.faults else ExitCode.DONE


def _stop(home: Path, file: Path, *, as_json: bool) -> ExitCode:
    """Lays a list of stopped keys where the service takes it, running or not."""
    from jxdesk.actions.hub.service import HubFolder
    from jxdesk.actions.hub.trusting import lay_ready
    from jxdesk.store.faults import Refused

    folder = HubFolder(home)
    try:
        found = lay_ready(folder.keys, folder.lists, file)
    except OSError as error:
        raise Refused("停用名单打不开，或者放不进接收服务的文件夹。", facts=str(error)) from error
    lists = [
        {
            "org": one.issuer.org,
            "name": one.issuer.name,
            "version": one.list.version,
            "stopped": len(one.list.entries),
        }
        for one in found
    ]
    if as_json:
        print_json({"lists": lists})
        return ExitCode.DONE
    for one in lists:
        print(f"{one['name']}（{one['org']}）停用名单第 {one['version']} 版，{one['stopped']} 把密钥。")
    print("核对过了，交给了接收服务：正在运行的马上就认，没有运行的启动时认；比已有的旧的不算。")
    return ExitCode.DONE


def _address(text: str) -> tuple[str, int]:
    host, _, port = text.rpartition(":")
    if not host or not port.isascii() or not port.isdigit() or not 0 < int(port) < 65536:
        raise WrongAddress("--listen 不对。", facts=text, advice="写成 地址:端口，例如 0.0.0.0:8443。")
    return host.strip("[]"), int(port)
