"""Refusals of moves, in words that a clerk can follow: which filing, where it stands, where the move would lead, the next click."""

from __future__ import annotations

from jxdesk.domain.errors import JxError
from jxdesk.domain.road.standings import STANDING_WORDS, Desk, Standing, Whereabouts

_PASSED = "已经通过，内容不再改。确需改动，点“申请调整”，写明依据和原因。"
_JUDGED = "已经通过，可以“批复”或“上报”。内容要改，由填报单位“申请调整”。"
_FILLING_STEPS = {
    Standing.ABSENT: "先在项目页点“开始填”。",
    Standing.DRAFT: "先点“标为已填好”，再点“封装送出”。",
    Standing.FINISHED: "可以“封装送出”；还要改，先点“改回填写中”。",
    Standing.SENT: "等对方的回执。不知道送到没有，点“再送一次”，送的是同一个包；内容要改，先点“撤回”。",
    Standing.RECEIVED: "等对方装入和审核；内容要改，先点“撤回”，并告诉审核人。",
    Standing.IMPORTED: "等对方审核；内容要改，先点“撤回”，并告诉审核人。",
    Standing.NOT_TAKEN: "看回执上没有收下的原因：包坏了，点“再送一次”；内容要改，点“撤回”。",
    Standing.WITHDRAWN: "要改，点“改回填写中”，改好再“封装送出”。",
    Standing.RETURNED: "点“按意见逐条改”，每条标“已改”或写“说明”，再点“封装送出”重报。",
    Standing.AMENDED: "点“封装送出”重报；还要改，先点“改回填写中”。",
    Standing.ACCEPTED: _PASSED,
    Standing.ACCEPTED_WITH_CHANGES: _PASSED,
    Standing.REJECTED: "这份填报到此为止。要再报，先和审核单位说好，另填一份新的。",
    Standing.MERGED: "到它并入的那一份里去填。",
    Standing.APPROVED: "批复过的不再改。确需改动，点“申请调整”，写明依据和原因。",
    Standing.ADJUSTING: "在调整申请里改；不调整了，点“撤回调整申请”。",
    Standing.REPLACED: "这是调整前的一份，只供查看。打开调整后的那一份。",
    Standing.DELETED: "看审核单位写的原因。要再报，点“改回填写中”，核对后重新“封装送出”。",
}
_REVIEWING_STEPS = {
    Standing.ABSENT: "还没有收到这份填报，先装入来件。",
    Standing.WAITING: "可以“通过”“带意见通过”“退回”“不予通过”或“并入别的填报”。",
    Standing.RETURNED: "已经退回，等填报单位重报；重报的包装入以后再审。退错了，点“收回退回”，并告诉填报单位。",
    Standing.WITHDRAWN: "填报单位撤回了，等它重报；重报的包装入以后再审。",
    Standing.DELETED: "本单位已经删除；填报单位重报的包装入以后再审。",
    Standing.ACCEPTED: _JUDGED,
    Standing.ACCEPTED_WITH_CHANGES: _JUDGED,
    Standing.REJECTED: "已经不予通过。填报单位要再报，另填一份新的。",
    Standing.MERGED: "打开它并入的那一份。",
    Standing.FORWARDED: "等上级的回执。不知道送到没有，点“再送一次”，送的是同一个包。",
    Standing.RECEIVED_ABOVE: "等上级审核。内容要改，由填报单位“申请调整”。",
    Standing.NOT_TAKEN_ABOVE: "看回执上的原因，再点“上报”。",
    Standing.RETURNED_FROM_ABOVE: "点“退回”，把上级的意见转给填报单位。",
    Standing.PASSED_ABOVE: "上级已经通过，可以“批复”。内容要改，由填报单位“申请调整”。",
    Standing.APPROVED: "批复过的不再改。内容要改，由填报单位“申请调整”。",
    Standing.ADJUSTING: "正在申请调整，到调整申请里去审；申请撤回以后，这一份照旧有效。",
    Standing.REPLACED: "这是调整前的一份，只供查看。打开调整后的那一份。",
}
NEXT_STEPS = {Desk.FILLING: _FILLING_STEPS, Desk.REVIEWING: _REVIEWING_STEPS}
"""The next click at each desk; a standing that the desk cannot have is not there."""


class MoveError(JxError):
    """A move that is not allowed from where the filing stands; nothing was changed. ``where`` and ``move`` name the pair."""

    code = "JX-MOVE"

    def __init__(self, where: Whereabouts, move: str, *, title: str, facts: str, advice: str) -> None:
        super().__init__(title, facts=facts, advice=advice)
        self.where = where
        self.move = move


def refused(
    where: Whereabouts, move: str, word: str, leads_to: Standing, *, record: str, since: str
) -> MoveError:
    """The refusal of a move that does not follow on this standing; ``word`` is the move's, ``leads_to`` where it ends."""
    now = STANDING_WORDS[where.standing]
    return MoveError(
        where,
        move,
        title=f"现在不能“{word}”：{_named(record)}{now}。",
        facts=f"现在是“{now}”{_since(where, since)}，“{word}”以后会是“{STANDING_WORDS[leads_to]}”。没有改动任何数据。",
        advice=_next_step(where),
    )


def refused_at_this_desk(where: Whereabouts, move: str, word: str, *, record: str) -> MoveError:
    """The refusal of a move that another desk makes."""
    doer = "审核单位" if where.desk is Desk.FILLING else "填报单位"
    return MoveError(
        where,
        move,
        title=f"“{word}”要由{doer}来做。",
        facts=f"{_named(record)}在本机是“{STANDING_WORDS[where.standing]}”。没有改动任何数据。",
        advice=_next_step(where),
    )


def refused_as_older(where: Whereabouts, came: int, *, record: str, since: str) -> MoveError:
    """The refusal of a package whose round is no newer than the one that is here."""
    return MoveError(
        where,
        "take_in",
        title=f"来件是第 {came} 次报的，不比这里的新，没有用它覆盖。",
        facts=f"{_named(record)}这里是“{STANDING_WORDS[where.standing]}”{_since(where, since)}。",
        advice="请填报单位看看是不是拿错了包；要改，请它重新封装再送。",
    )


def _named(record: str) -> str:
    return f"{record}，" if record else "这份填报"


def _since(where: Whereabouts, since: str) -> str:
    told = "，".join(part for part in (f"第 {where.round} 次报送" if where.round else "", since) if part)
    return f"（{told}）" if told else ""


def _next_step(where: Whereabouts) -> str:
    return NEXT_STEPS[where.desk].get(where.standing, "请在列表里按 F5 刷新，再看它现在是什么状态。")
