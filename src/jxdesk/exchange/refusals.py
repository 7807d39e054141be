"""Refusals: the codes under which a package is not taken, with the words for the clerk and the exit code."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from jxdesk.domain.errors import ExitCode, JxError


class Refusal(StrEnum):
    """Why a package is refused; the codes are published and stay.

    Source: exchange format 1, threats and refusals.
    """

    EMPTY = "JX-EMPTY"
    TRUNCATED = "JX-TRUNCATED"
    CONTAINER = "JX-CONTAINER"
    TRAILING = "JX-TRAILING"
    DAMAGED = "JX-DAMAGED"
    NAME = "JX-NAME"
    LIMIT = "JX-LIMIT"
    TOO_BIG = "JX-TOO-BIG"
    JSON_SIZE = "JX-JSON-SIZE"
    JSON_UTF8 = "JX-JSON-UTF8"
    JSON_DEPTH = "JX-JSON-DEPTH"
    JSON_NAN = "JX-JSON-NAN"
    JSON_FLOAT = "JX-JSON-FLOAT"
    JSON_INT = "JX-JSON-INT"
    JSON_DUPKEY = "JX-JSON-DUPKEY"
    JSON_KEY = "JX-JSON-KEY"
    JSON_SYNTAX = "JX-JSON-SYNTAX"
    JSON_NONCANON = "JX-JSON-NONCANON"
    MANIFEST = "JX-MANIFEST"
    RECORD = "JX-RECORD"
    ENV_TYPE = "JX-ENV-TYPE"
    SIG_BAD = "JX-SIG-BAD"
    SIG_UNKNOWN = "JX-SIG-UNKNOWN"
    SIG_ALG = "JX-SIG-ALG"
    SIG_REVOKED = "JX-SIG-REVOKED"
    SIG_EXPIRED = "JX-SIG-EXPIRED"
    SENDER_SCOPE = "JX-SENDER-SCOPE"
    PRACTICE = "JX-PRACTICE"
    REAL = "JX-REAL"
    RECIPIENT = "JX-RECIPIENT"
    OLDER = "JX-OLDER"
    FORK = "JX-FORK"
    CRITICAL = "JX-CRITICAL"
    FORMAT_FUTURE = "JX-FORMAT-FUTURE"
    SCHEMA_FUTURE = "JX-SCHEMA-FUTURE"
    ATT_TYPE = "JX-ATT-TYPE"


@dataclass(frozen=True, slots=True)
class Words:
    """What the clerk reads, and whether the file is whole (refused) or not (broken)."""

    title: str
    advice: str
    exit_code: ExitCode = ExitCode.BROKEN


_COPY_AGAIN = "请从原电脑重新拷贝一次；还不行，请对方重新送出。"
_SEND_AGAIN = "请不要用压缩软件打开或改动数据包；请对方把原来的文件再拷贝一次。"
_TELL_SENDER = "请把错误码告诉送出单位，由对方升级程序后重新送出。"
_UPGRADE = "请先升级程序；升级包随上级下发的数据包一起来。"
_FORMAT_WRONG = "数据格式错误。"

WORDS: dict[Refusal, Words] = {
    Refusal.EMPTY: Words("文件是空的。", _COPY_AGAIN),
    Refusal.TRUNCATED: Words("文件不完整，请重新拷贝。", _COPY_AGAIN),
    Refusal.CONTAINER: Words("这不是绩效数据包，或数据包被其他软件改动过。", _SEND_AGAIN),
    Refusal.TRAILING: Words("数据包后面多出了别的内容，被其他软件改动过。", _SEND_AGAIN),
    Refusal.DAMAGED: Words("数据包已损坏或被改动。", _COPY_AGAIN),
    Refusal.NAME: Words("数据包内容不合规：里面有不允许的文件名。", _TELL_SENDER),
    Refusal.LIMIT: Words("数据包超出数量限制。", _TELL_SENDER),
    Refusal.TOO_BIG: Words("数据包超出大小限制。", _TELL_SENDER),
    Refusal.JSON_SIZE: Words("数据包的封面超出大小限制。", _SEND_AGAIN),
    Refusal.JSON_UTF8: Words(_FORMAT_WRONG, _TELL_SENDER),
    Refusal.JSON_DEPTH: Words(_FORMAT_WRONG, _TELL_SENDER),
    Refusal.JSON_NAN: Words(_FORMAT_WRONG, _TELL_SENDER),
    Refusal.JSON_FLOAT: Words(_FORMAT_WRONG, _TELL_SENDER),
    Refusal.JSON_INT: Words(_FORMAT_WRONG, _TELL_SENDER),
    Refusal.JSON_DUPKEY: Words(_FORMAT_WRONG, _TELL_SENDER),
    Refusal.JSON_KEY: Words(_FORMAT_WRONG, _TELL_SENDER),
    Refusal.JSON_SYNTAX: Words(_FORMAT_WRONG, _TELL_SENDER),
    Refusal.JSON_NONCANON: Words(_FORMAT_WRONG, _TELL_SENDER),
    Refusal.MANIFEST: Words("数据包内容不合规：清单有错。", _TELL_SENDER),
    Refusal.RECORD: Words("数据包内容不合规：有一条数据不合规定。", _TELL_SENDER),
    Refusal.ENV_TYPE: Words(
        "这是另一种签名文件，不是数据包。", "请到对应的地方打开它，或核对是否拷错了文件。", ExitCode.REFUSED
    ),
    Refusal.SIG_BAD: Words(
        "签名无效，内容不是签名单位送出的样子。", "请不要使用，请对方当面重新送出。", ExitCode.REFUSED
    ),
    Refusal.SIG_UNKNOWN: Words(
        "签名的单位尚未登记，无法确认是谁送出的。",
        "请先让该单位办理登记，或核对所用的信任文件。",
        ExitCode.REFUSED,
    ),
    Refusal.SIG_ALG: Words("签名的算法与证书不符，或本程序不认识。", _UPGRADE, ExitCode.REFUSED),
    Refusal.SIG_REVOKED: Words(
        "签名的密钥已经停用。",
        "请该单位用新办的密钥重新送出；不清楚原因的，问发证的上级财政部门。",
        ExitCode.REFUSED,
    ),
    Refusal.SIG_EXPIRED: Words(
        "签名的证书已经过期，宽限期也过了。",
        "请该单位向上级财政部门换发证书，再重新送出。",
        ExitCode.REFUSED,
    ),
    Refusal.SENDER_SCOPE: Words(
        "签名的单位无权代表包里写的单位。", "请核对送出单位；如确为代报，请由上级签发证书。", ExitCode.REFUSED
    ),
    Refusal.PRACTICE: Words(
        "这是练习包，正式数据里不收。", "请到练习库里打开它，或请对方从正式数据里送出。", ExitCode.REFUSED
    ),
    Refusal.REAL: Words(
        "这是正式的数据包，练习库里不收。",
        "请退出练习，到正式数据里装入它；要练习的，请对方从练习库里送出。",
        ExitCode.REFUSED,
    ),
    Refusal.RECIPIENT: Words(
        "这个包不是发给本单位的。",
        "请交给包上写的收件单位；确实该发给这里的，请对方重新封装。",
        ExitCode.REFUSED,
    ),
    Refusal.OLDER: Words(
        "这个包比已收到的旧，只存档，没有改动已有的内容。",
        "不用处理；对方确实要退回到旧内容的，请它改好后重新封装送出。",
        ExitCode.REFUSED,
    ),
    Refusal.FORK: Words(
        "同一单位有两份并行的数据，没有装入。",
        "请该单位核对是不是两台电脑各报各的，或恢复过备份；由它合并成一份后重新送出。",
        ExitCode.REFUSED,
    ),
    Refusal.CRITICAL: Words("数据包用到了本程序不认识的内容。", _UPGRADE, ExitCode.REFUSED),
    Refusal.FORMAT_FUTURE: Words("数据包是更新版本的程序送出的。", _UPGRADE, ExitCode.REFUSED),
    Refusal.SCHEMA_FUTURE: Words("数据包的数据是更新版本的。", _UPGRADE, ExitCode.REFUSED),
    Refusal.ATT_TYPE: Words(
        "附件含宏或类型不允许。",
        "附件只收 PDF、图片、OFD 和不带宏的 Office、WPS 文件。",
        ExitCode.REFUSED,
    ),
}


class PackageRefused(JxError):  # noqa: N818 - a verdict on what came, named as the screen names it
    """A package, or a signed statement, is not taken; nothing of it was used.

    ``digest`` is the package's identity where its signature could be checked before the refusal.
    """

    def __init__(self, refusal: Refusal, facts: str = "") -> None:
        words = WORDS[refusal]
        super().__init__(
            words.title,
            facts=facts,
            advice=words.advice,
            code=refusal.value,
            exit_code=words.exit_code,
        )
        self.refusal = refusal
        self.digest = ""


def refuse_other_kind(facts: str, *, practice: bool, here: bool) -> None:
    """Refuses what was practised where work is real, and what is real where practice goes on.

    Raises: PackageRefused.
    """
    if practice is not here:
        raise PackageRefused(Refusal.PRACTICE if practice else Refusal.REAL, facts)
