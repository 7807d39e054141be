"""Words: how an office stands with its certificate, as the page, its dialogs and the first page say it."""

from __future__ import annotations

import datetime as dt
from typing import assert_never

from jxdesk.actions.enrolled import EnrolmentState, OwnEnrolment
from jxdesk.desktop.theme import Tone

STATES = {
    EnrolmentState.NONE: ("未登记", Tone.PLAIN),
    EnrolmentState.ASKED: ("已申请", Tone.INFO),
    EnrolmentState.VALID: ("已登记", Tone.OK),
    EnrolmentState.ENDING: ("快到期", Tone.WARN),
    EnrolmentState.GRACE: ("宽限期", Tone.WARN),
    EnrolmentState.OVER: ("已过期", Tone.ERROR),
    EnrolmentState.STOPPED: ("已停用", Tone.ERROR),
}


def own_state(own: OwnEnrolment) -> tuple[str, Tone]:
    """The word and tint of how this desk stands; an office that certifies others may be the topmost itself."""
    word, tone = STATES[own.state]
    return ("最上级" if own.state is EnrolmentState.NONE and own.certifies else word), tone


def day_words(day: dt.date | None) -> str:
    """A day as the window writes it, empty where there is none."""
    return f"{day.year}年{day.month}月{day.day}日" if day is not None else ""


def own_words(own: OwnEnrolment) -> str:
    """How this desk stands and what comes next, in one or two sentences."""
    if not own.fingerprint:
        return "这台电脑上没有单位密钥，不能签名。先从最近的备份恢复，密钥会跟着回来；回不来的，照右边“密钥丢失”换一把。"
    until, above = day_words(own.not_after), own.issuer or "上级"
    match own.state:
        case EnrolmentState.NONE if own.certifies:
            return "本单位没有上级发的证书，自己就是最上级：下级都认本单位的密钥。要登记到上一级的，照下面三步办。"
        case EnrolmentState.NONE:
            return "还没有登记。上级收到没登记的单位送的包，只能看出没有被改过，认不出是谁送的。照下面三步办一次，管三年。"
        case EnrolmentState.ASKED:
            return f"{day_words(own.asked_on)}写过登记申请。把申请文件和盖了章的登记表交给上级，拿回证书后做第三步。"
        case EnrolmentState.VALID:
            return f"{above}发的证书，有效期到{until}。到期前或者换了密钥，照下面三步再办一次。"
        case EnrolmentState.ENDING:
            return f"证书{until}到期。请现在就照下面三步续期：密钥不用换，申请写好，登记表盖章，一起交给{above}。"
        case EnrolmentState.GRACE:
            return f"证书{until}到期了。过期后 90 天以内送出的包照收，请马上照下面三步续期。"
        case EnrolmentState.OVER:
            return f"证书{until}到期，90 天宽限也过了，现在送出的包上级不收。请马上照下面三步续期。"
        case EnrolmentState.STOPPED:
            return (
                f"{above}已经停用本单位的密钥：{own.stopped}。请先问清楚原因；要换密钥的，看右边“密钥丢失”。"
            )
        case _:
            assert_never(own.state)


def reminder_words(own: OwnEnrolment) -> tuple[str, Tone] | None:
    """What the first page says about the certificate, and how gravely; None where nothing is to be done."""
    until = day_words(own.not_after)
    match own.state:
        case EnrolmentState.ENDING if own.asked_on is not None:
            return f"单位证书{until}到期，申请写过了；把上级发的新证书装进来", Tone.INFO
        case EnrolmentState.ENDING:
            return f"单位证书{until}到期，现在就办续期，密钥不用换", Tone.WARN
        case EnrolmentState.GRACE:
            return f"单位证书{until}到期了，宽限 90 天，请马上续期", Tone.ERROR
        case EnrolmentState.OVER:
            return f"单位证书{until}到期，宽限也过了，送出的包上级不收", Tone.ERROR
        case EnrolmentState.STOPPED:
            return f"单位密钥被{own.issuer}停用了：{own.stopped}", Tone.ERROR
        case EnrolmentState.NONE | EnrolmentState.ASKED | EnrolmentState.VALID:
            return None
        case _:
            assert_never(own.state)
