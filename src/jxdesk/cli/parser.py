"""The words of the command line: commands, options and their Chinese help, as the contract names them."""

from __future__ import annotations

import argparse
import re
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import NoReturn

from jxdesk.domain.errors import ExitCode
from jxdesk.domain.records.filings import Form
from jxdesk.domain.records.offices import OfficeLevel
from jxdesk.domain.rollup.grouping import By
from jxdesk.domain.sending.publications import PublicationKind

COMMANDS = (
    "doctor",
    "demo",
    "init",
    "read",
    "score",
    "import",
    "undo",
    "check",
    "export",
    "seal",
    "verify",
    "backup",
    "restore",
    "backups",
    "enrol",
    "receive",
    "inbox",
    "review",
    "receipt",
    "publish",
    "handover",
    "hub",
    "rollup",
    "outbox",
    "upload",
    "fetch",
)
FORMATS = ("xlsx", "pdf", "docx")

# argparse speaks English; these are its sentences as a clerk's help desk reads them.
_SENTENCES = (
    (r"the following arguments are required: (.+)", r"缺少参数：\1"),
    (r"unrecognized arguments: (.+)", r"不认识的参数：\1"),
    (r"argument (\S+): invalid choice: (.+?) \(choose from (.+)\)", r"\1 不能是 \2，只能是：\3"),
    (r"argument (\S+): invalid \S+ value: (.+)", r"\1 的值 \2 不对，要一个整数"),
    (r"argument (\S+): expected (?:one|at least one) argument", r"\1 后面要跟一个值"),
    (r"argument (\S+): not allowed with argument (\S+)", r"\1 和 \2 不能一起用"),
    (r"one of the arguments (.+) is required", r"这几个参数要给一个：\1"),
)


class ChineseParser(argparse.ArgumentParser):
    """An argument parser whose refusals are Chinese."""

    def error(self, message: str) -> NoReturn:
        """Prints the refusal with the usage line and leaves with the exit code for wrong usage."""
        for pattern, chinese in _SENTENCES:
            message, changed = re.subn(pattern, chinese, message)
            if changed:
                break
        print(f"用法：{self.format_usage().removeprefix('usage: ').strip()}", file=sys.stderr)
        print(f"参数不对：{message}", file=sys.stderr)
        raise SystemExit(int(ExitCode.USAGE))


def _shared() -> ChineseParser:
    """Options that every command takes, before or after its name."""
    shared = ChineseParser(add_help=False, argument_default=argparse.SUPPRESS)
    shared.add_argument("--home", metavar="DIR", type=Path, help="数据文件夹；不写就用第一次启动时选定的")
    shared.add_argument("--debug", action="store_true", help="出错时打印完整的调用过程")
    return shared


def build_parser() -> argparse.ArgumentParser:
    """The parser of all commands."""
    shared = _shared()
    parser = ChineseParser(
        prog="jxdesk", parents=[shared], description="绩效桌面：县乡财政预算绩效管理，不联网也能用。"
    )
    parser.add_argument("--version", action="store_true", help="程序、数据、数据包和规则包的版本")
    parser.add_argument("--json", action="store_true", help=argparse.SUPPRESS)
    commands = parser.add_subparsers(dest="command", metavar="命令", parser_class=ChineseParser)

    def command(name: str, text: str, *, json: bool = False) -> argparse.ArgumentParser:
        one = commands.add_parser(name, help=text, description=text, parents=[shared])
        if json:
            one.add_argument("--json", action="store_true", help="只打印一个 JSON 对象")
        return one

    doctor = command("doctor", "自检：数据文件夹、磁盘、数据库、字体、密钥、时钟", json=True)
    doctor.add_argument("--qt", action="store_true", help="连同窗口部分一起检查")
    doctor.add_argument(
        "--bundle",
        metavar="文件夹",
        type=Path,
        help="把自检结果和出错记录存成支持包（不含数据、名称、金额）",
    )
    doctor.add_argument(
        "--program", action="store_true", help="只核对程序文件，逐个比对并写实到磁盘（安装程序用）"
    )

    demo = command("demo", "建一个练习县（名称都是虚构的）")
    demo.add_argument(
        "--scale", choices=("small", "wuding", "yuxi"), default="small", help="规模，默认 small"
    )

    init = command("init", "新建本单位的数据文件夹和密钥")
    init.add_argument("--name", required=True, help="单位名称")
    init.add_argument("--level", required=True, choices=[level.value for level in OfficeLevel], help="级别")
    init.add_argument("--code", required=True, help="单位路径，例如 53-23-99-103")
    init.add_argument("--credit-code", default="", help="统一社会信用代码（18 位）")
    _passphrase(init)

    read = command("read", "读一张表说了什么（不入库）", json=True)
    read.add_argument("file", metavar="FILE")
    score = command("score", "读自评表并重算每一分（不入库）", json=True)
    score.add_argument("file", metavar="FILE")
    score.add_argument("--rules", metavar="PACK", help="规则包的编号，默认按表的年度用随程序带的")

    take_in = command("import", "导入填报表、项目清单、国库支付表或整个文件夹", json=True)
    take_in.add_argument("files", metavar="FILE", nargs="+")
    take_in.add_argument("--dry-run", action="store_true", help="只看会有什么变化，不入库")
    undo = command("undo", "撤销一次导入", json=True)
    undo.add_argument("import_id", metavar="IMPORT")

    check = command("check", "核对：列出所有问题", json=True)
    check.add_argument("--project", metavar="CODE", help="只核对这个项目")
    check.add_argument("--form", choices=[form.value for form in Form], metavar="FORM", help="只核对这种表")
    check.add_argument("--year", type=int, metavar="Y", help="只核对这一年")
    _with_period(check)

    export = command("export", "导出正式表样，或自评报告（.docx）")
    _which_filings(export)
    export.add_argument(
        "--format", choices=FORMATS, help="xlsx、pdf 是正式表样，docx 是自评报告；--to 是一个文件时可以不写"
    )
    export.add_argument(
        "--to",
        required=True,
        metavar="PATH",
        help="以 .pdf、.xlsx、.docx 结尾是一个文件，否则是文件夹，一张表一个文件",
    )
    export.add_argument(
        "--all-versions",
        action="store_true",
        help="连被替换的旧版和没批复的调整一起导出；不写只要正在执行的一版",
    )

    seal = command("seal", "把填好的表封成签名数据包，写到文件夹或 U 盘", json=True)
    _which_filings(seal)
    seal.add_argument("--to", required=True, metavar="DIR")
    seal.add_argument("--cover", action="store_true", help="同时存一份送达单")
    _passphrase(seal)

    verify = command("verify", "验证一个数据包（不需要数据文件夹）", json=True)
    verify.add_argument("package", metavar="PACKAGE")
    verify.add_argument("--trust", metavar="FILE", help="信任文件；不给时只说签发单位未核实")

    backup = command("backup", "备份并核对")
    backup.add_argument("--to", metavar="DIR", help="备份到别的文件夹或 U 盘")
    restore = command("restore", "从备份恢复（原数据另存，不删除）")
    restore.add_argument("file", metavar="FILE")
    command("backups", "列出备份", json=True)
    _enrolment(command("enrol", "登记：申请证书、发证书、装证书、停用密钥、换密钥"), shared)
    receive = command("receive", "接收数据包：核对签名，看会有什么变化，再装入并给回执", json=True)
    receive.add_argument(
        "packages",
        metavar="PACKAGE|DIR",
        nargs="+",
        help="数据包，或U盘、文件夹：里面给本单位的包和回执一次收完",
    )
    receive.add_argument("--dry-run", action="store_true", help="只看会有什么变化，不装入")
    _passphrase(receive)
    command("inbox", "收件箱：收到了什么，还有什么要办", json=True)
    review = command("review", "审核一个收到的包，把结果写成退回包", json=True)
    review.add_argument("--package", required=True, metavar="DIGEST", help="包的编号，可以只写开头，至少六位")
    which = review.add_mutually_exclusive_group(required=True)
    which.add_argument("--accept-all", action="store_true", help="包里待审的全部通过")
    which.add_argument("--decisions", metavar="FILE.json", help="逐张的审核结果和逐格的意见")
    review.add_argument("--by", default="", metavar="NAME", help="审核人，不写就是本机的经办人")
    review.add_argument("--to", required=True, metavar="DIR")
    _passphrase(review)
    receipt = command("receipt", "收下上级的回执文件，或电话里报的 16 位电话码", json=True)
    receipt.add_argument("receipt", metavar="FILE|CODE")
    publish = command("publish", "下发：批复、指标库、评分规则、表样、名单、区划、期限、节假日", json=True)
    publish.add_argument(
        "--kind",
        required=True,
        choices=("approval", *(kind.value for kind in PublicationKind)),
        metavar="KIND",
        help="approval、" + "、".join(kind.value for kind in PublicationKind),
    )
    publish.add_argument(
        "--form", choices=[form.value for form in Form], metavar="FORM", help="批复的是哪种表"
    )
    publish.add_argument("--year", type=int, metavar="Y", help="批复或期限的年度")
    _with_period(publish)
    which = publish.add_mutually_exclusive_group()
    which.add_argument("--project", metavar="CODE", help="只要这个项目")
    which.add_argument("--all", action="store_true", help="全部（默认）")
    publish.add_argument("--to", required=True, metavar="DIR")
    _passphrase(publish)
    handover = command("handover", "交接：全部数据和笔交给本单位另一台电脑，本机以后只能看", json=True)
    handover.add_argument("--to", metavar="DIR", help="交接包、恢复用副本写到哪个文件夹")
    handover.add_argument("--receiver", default="", metavar="WORDS", help="交给谁，例如“李明的新电脑”")
    handover.add_argument("--force", action="store_true", help="强制接管：拿着笔的电脑坏了或不在了")
    handover.add_argument("--reason", default="", metavar="WORDS", help="强制接管的原因，会留在记录里")
    handover.add_argument(
        "--restore-copy",
        default="",
        metavar="CODE",
        help="上级用：下级单位（写路径）的电脑坏了，把这里有的它的数据写成恢复用副本",
    )
    _passphrase(handover)
    _hub(command("hub", "接收服务：州市的服务器上用，收下联网上传的数据包（要装 jxdesk[hub]）"))
    _rollup(command("rollup", "汇总：谁交了谁没交，加起来是多少，每个数都说明范围、截止和口径"))
    _wire(
        command("outbox", "发件箱：什么还等着回执，什么已经送达；也在这里写接收服务的地址", json=True),
        command("upload", "联网上传：把等着的数据包送到接收服务，取回签名的回执", json=True),
        command("fetch", "联网取件：取回给本单位的包和回执，不用人选的直接装入", json=True),
    )
    return parser


def _wire(
    outbox: argparse.ArgumentParser, upload: argparse.ArgumentParser, fetch: argparse.ArgumentParser
) -> None:
    outbox.add_argument(
        "--hub", metavar="URL", help="记下接收服务的地址，例如 https://jx.example.gov.cn:8443"
    )
    outbox.add_argument("--hub-ca", metavar="FILE", help="记下网站证书机构的证书（PEM），州市自己发证书的要")
    outbox.add_argument("--proxy", metavar="P", help="记下代理：system、none 或 地址:端口")
    outbox.add_argument("--automatic", choices=("on", "off"), help="封好以后有网就自动上传")
    for one in (upload, fetch):
        one.add_argument("--hub", default="", metavar="URL", help="这一次用的地址，不写就用记下的")
    fetch.add_argument("--dry-run", action="store_true", help="只取回来看会有什么变化，不装入")
    _passphrase(fetch)


def _hub(hub: argparse.ArgumentParser) -> None:
    hub.add_argument(
        "--store", default="", metavar="URL", help="数据库，例如 postgresql://…；不写就用文件夹里的 SQLite"
    )
    hub.add_argument(
        "--listen", default="127.0.0.1:8443", metavar="HOST:PORT", help="地址和端口，默认 127.0.0.1:8443"
    )
    hub.add_argument("--tls-cert", metavar="FILE", help="TLS 证书（PEM）")
    hub.add_argument("--tls-key", metavar="FILE", help="TLS 证书的私钥（PEM）")
    hub.add_argument("--practice", action="store_true", help="练习用：只收练习包，密钥自己做")
    hub.add_argument(
        "--stopped",
        metavar="FILE",
        help="不启动，把停用名单（enrol stopped 写出的文件）给接收服务；正在运行的也马上认",
    )
    hub.add_argument("--check", action="store_true", help="不启动，只把账和文件逐个核对一遍")
    hub.add_argument("--json", action="store_true", help="核对、停用名单的结果只打印一个 JSON 对象")


def _rollup(rollup: argparse.ArgumentParser) -> None:
    rollup.add_argument("--year", required=True, type=int, metavar="Y")
    rollup.add_argument(
        "--by",
        choices=[by.value for by in By],
        default=By.OFFICE.value,
        help="按什么分：单位、四本预算、资金来源、项目级次、行业、自评等级；默认单位",
    )
    rollup.add_argument(
        "--form",
        choices=[form.value for form in Form],
        metavar="FORM",
        help="汇总哪种表，不写就是办到的那一步",
    )
    _with_period(rollup)
    rollup.add_argument("--office", metavar="CODE", help="只汇总这个单位和它下面的，写单位路径")
    rollup.add_argument("--prove", action="store_true", help="逐个核对留存的数据包，重新加一遍，和本机比较")
    answer = rollup.add_mutually_exclusive_group()
    answer.add_argument("--json", action="store_true", help="只打印一个 JSON 对象")
    answer.add_argument("--to", metavar="FILE.xlsx", help="写成 Excel，带范围、口径和合计行")


def _enrolment(enrol: argparse.ArgumentParser, shared: ChineseParser) -> None:
    """The steps of enrolment, each with its own words."""
    steps = enrol.add_subparsers(dest="step", metavar="步骤", required=True, parser_class=ChineseParser)

    def step(name: str, text: str, *, signs: bool = True) -> argparse.ArgumentParser:
        one = steps.add_parser(name, help=text, description=text, parents=[shared])
        one.add_argument("--json", action="store_true", help="只打印一个 JSON 对象")
        if signs:
            _passphrase(one)
        return one

    request = step("request", "写出本单位的登记申请（.jxreq）")
    request.add_argument("--to", required=True, metavar="DIR")
    certify = step("certify", "按盖章的登记表核对指纹，给下级发证书")
    certify.add_argument("file", metavar="FILE.jxreq")
    certify.add_argument(
        "--fingerprint", required=True, metavar="F", help="从盖章的登记表上照着输入，至少前 8 位"
    )
    certify.add_argument("--to", required=True, metavar="DIR")
    install = step("install", "安装上级发来的登记证书", signs=False)
    install.add_argument("file", metavar="FILE")
    install.add_argument(
        "--root-fingerprint", default="", metavar="F", help="最上级换了密钥时，照盖章的文件输入新指纹"
    )
    revoke = step("revoke", "停用一把发过证书的密钥")
    revoke.add_argument("serial", metavar="SERIAL", help="证书编号")
    revoke.add_argument("--reason", required=True, metavar="R", help="停用的原因")
    revoke.add_argument("--after-seq", type=int, default=0, metavar="N", help="第 N 号包为止仍然有效，默认 0")
    step("status", "看本单位的登记：证书、有效期、指纹", signs=False)
    step("list", "看下级单位的登记", signs=False)
    again = step("again", "把发过的证书再写一份；本单位换过密钥的，换成新密钥签的")
    again.add_argument("serial", metavar="SERIAL", nargs="*", help="证书编号，不写就是全部在用的")
    again.add_argument("--to", required=True, metavar="DIR")
    stopped = step("stopped", "写出最新的停用名单，发给下级")
    stopped.add_argument("--to", required=True, metavar="DIR")
    form = step("form", "存成登记表（PDF），打印盖章；写了证书编号的，存成登记凭证", signs=False)
    form.add_argument("serial", metavar="SERIAL", nargs="?", default="")
    form.add_argument("--to", required=True, metavar="FILE.pdf")
    service = step("hub", "给州市的接收服务做一把密钥，写出 keys 文件夹，拷到服务器上")
    service.add_argument("--to", required=True, metavar="DIR")
    renew = step("renew-key", "密钥丢失时换一把新的，旧的另存")
    renew.add_argument("--reason", required=True, metavar="R", help="换密钥的原因")


def _with_period(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--period", type=int, choices=range(1, 13), metavar="P", help="监控的截止月份 1–12")


def _which_filings(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--form", required=True, choices=[form.value for form in Form], metavar="FORM")
    parser.add_argument("--year", required=True, type=int, metavar="Y")
    _with_period(parser)
    which = parser.add_mutually_exclusive_group()
    which.add_argument("--project", metavar="CODE", help="只要这个项目")
    which.add_argument("--all", action="store_true", help="全部项目（默认）")


def _passphrase(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--key-passphrase-file", metavar="F", help="存有密钥口令的文件（也可用 JXDESK_PASSPHRASE_FILE 指定）"
    )


def desktop_arguments(argv: Sequence[str]) -> argparse.Namespace:
    """The data folder and the file that the desktop is asked to open, both or neither given."""
    parser = ChineseParser(prog="jxdesk", parents=[_shared()], description="打开绩效桌面的窗口。")
    parser.add_argument("file", metavar="FILE", nargs="?", type=Path, help="要打开的数据包或表格")
    arguments = parser.parse_args(argv, argparse.Namespace(home=None, file=None))
    if arguments.file is not None and not arguments.file.exists():
        parser.error(f"没有这个命令，也没有这个文件：{arguments.file}（命令有：{'、'.join(COMMANDS)}）")
    return arguments


def wants_command(argv: Sequence[str]) -> bool:
    """Whether the arguments name a command, the version or help, and so belong to the command line."""
    skip = False
    for word in argv:
        if skip:
            skip = False
        elif word == "--home":
            skip = True
        elif word in COMMANDS or word in ("--version", "-h", "--help"):
            return True
        elif not word.startswith("-"):
            return False
    return False
