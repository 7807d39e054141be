"""Situations: key lost, another clerk, another PC, a broken one, restored from a backup; for each the steps, who does them, and the button."""

from __future__ import annotations

from enum import StrEnum
from typing import NamedTuple


class Act(StrEnum):
    """What the button of a step opens."""

    PEOPLE = "people"
    PASSPHRASE = "passphrase"
    KEY = "key"
    RENEW = "renew"
    REQUEST = "request"
    FORM = "form"
    INSTALL = "install"
    BELOW = "below"
    BACKUPS = "backups"
    TRAY = "tray"
    KEY_LOST = "key-lost"
    BROKEN = "pc-broken"
    HAND_OVER = "hand-over"
    TAKE_BACK = "take-back"
    SEIZE = "seize"
    RECEIVE = "receive"
    RETURNED = "returned"


class Who(StrEnum):
    """Who does a step; the value is the word on the screen."""

    OFFICE = "本单位"
    SUPERIOR = "上级"
    OLD_PC = "旧电脑"
    NEW_PC = "新电脑"
    HEAD = "负责人"
    BOTH = "两个人一起"


class Step(NamedTuple):
    """One step: who does it, what, and its button; a step of the superior has its button only where this desk is one."""

    who: Who
    text: str
    verb: str = ""
    act: Act | None = None


class Situation(NamedTuple):
    """One situation: its card of help, its title, when it is met, what is good to know first, and the steps in their order.

    ``shows_forgotten`` asks for the packages that were sent and that the restored data has forgotten, ``shows_pen`` for
    where the pen is and how it got there.
    """

    card: str
    title: str
    icon: str
    when: str
    first: str
    steps: tuple[Step, ...]
    shows_forgotten: bool = False
    shows_pen: bool = False


ASK = (
    Step(Who.OFFICE, "写登记申请到 U 盘。", "生成登记申请", Act.REQUEST),
    Step(
        Who.OFFICE, "打印登记表，在“换了密钥”前面打勾，签字盖章，和 U 盘一起交上级。", "打印登记表", Act.FORM
    ),
)
TAKE = Step(Who.OFFICE, "装入上级给的证书。装好了，送出的包上级又认得了。", "装入上级发的证书", Act.INSTALL)

SITUATIONS = (
    Situation(
        card="key-lost",
        title="密钥丢失",
        icon="key",
        when="密钥文件坏了、没了，或者口令谁也不记得。",
        first="密钥丢了，数据不丢：填过的表都在，以前送出的包照旧有效。只有一个人忘了口令、别人还记得的，不用换密钥，"
        "请记得的人在“设置 → 本单位”里给他加一个。",
        steps=(
            Step(
                Who.OFFICE,
                "先打电话告诉上级：哪个单位，哪天发现的。怀疑被别人拿走的，说清楚最后一个可信的包是第几号。",
                "看收发箱",
                Act.TRAY,
            ),
            Step(
                Who.SUPERIOR,
                "在“下级单位”里选中这个单位，停用密钥，写原因，写明到第几号为止算数；再把停用名单发下去。",
                "去停用",
                Act.BELOW,
            ),
            Step(
                Who.OFFICE,
                "密钥文件被误删的，先从最近的备份恢复：密钥会跟着回来，后面几步不用做，也不用停用。",
                "看备份",
                Act.BACKUPS,
            ),
            Step(
                Who.OFFICE,
                "回不来的，换一把新密钥，至少让两个人各设一个口令。",
                "换一把新密钥",
                Act.RENEW,
            ),
            *ASK,
            Step(Who.SUPERIOR, "照盖了章的登记表输指纹，发新证书。", "去发证书", Act.BELOW),
            TAKE,
            Step(
                Who.SUPERIOR,
                "县、州自己的密钥丢了，也照这样办；换好以后，在“下级单位”里点“全部再写一份”，"
                "发给每个下级装入，下级不用重新登记。",
                "去写",
                Act.BELOW,
            ),
        ),
    ),
    Situation(
        card="clerk-change",
        title="换人经办",
        icon="office",
        when="填报的人调走，新人接手。",
        first="证书是发给单位的，换人不用重新登记。趁走的人还在，一起办前三步。",
        steps=(
            Step(Who.HEAD, "把新人加进人员名单，走的人点“离开”。", "去加人", Act.PEOPLE),
            Step(
                Who.BOTH,
                "密钥设了口令的：走的人输入现在的口令，新人设一个自己的。没设口令的，这时候设上。",
                "加口令",
                Act.PASSPHRASE,
            ),
            Step(
                Who.HEAD,
                "去掉走的人的口令：在“单位密钥”那一栏点“去掉一个口令”。",
                "去掉口令",
                Act.KEY,
            ),
            Step(
                Who.OFFICE,
                "走的人联系不上、口令没交出来，或者信不过他：换一把新密钥，照“密钥丢失”从头办。",
                "看“密钥丢失”怎么办",
                Act.KEY_LOST,
            ),
        ),
    ),
    Situation(
        card="new-pc",
        title="换电脑",
        icon="copy",
        when="旧电脑还能用，搬到新电脑上。",
        first="一本账，一支笔：账和笔交到新电脑，旧电脑就只能看。两台都填，会变成两份，要逐格重选。"
        "旧电脑已经坏了、打不开的，看“电脑坏了”。",
        steps=(
            Step(Who.NEW_PC, "装好程序，第一次打开时，单位名称和路径照旧电脑一模一样地填。"),
            Step(
                Who.NEW_PC, "新电脑的密钥是新的，要登记一次：写登记申请到 U 盘。", "生成登记申请", Act.REQUEST
            ),
            ASK[1]._replace(who=Who.NEW_PC),
            Step(
                Who.SUPERIOR,
                "照登记表输指纹，发新证书。旧电脑的密钥先不停用：交接包还要用它认。",
                "去发证书",
                Act.BELOW,
            ),
            TAKE._replace(who=Who.NEW_PC, text="装入上级给的证书。"),
            Step(
                Who.OLD_PC,
                "把账和笔写成交接包，存到 U 盘。写好以后旧电脑只能看。旧电脑没有登记过的，交接包新电脑认不出来，"
                "先在旧电脑上登记。",
                "把账和笔交出去",
                Act.HAND_OVER,
            ),
            Step(
                Who.NEW_PC,
                "装入交接包。装好，看看项目数、待办对不对，就在这里接着填。",
                "装入交接包",
                Act.RECEIVE,
            ),
            Step(
                Who.SUPERIOR,
                "新电脑装好以后，停用旧电脑的密钥，写明到第几号为止算数。",
                "去停用",
                Act.BELOW,
            ),
            Step(
                Who.OLD_PC,
                "新电脑装不进去、不换了：在旧电脑上把笔收回，写原因。",
                "收回笔",
                Act.TAKE_BACK,
            ),
        ),
        shows_pen=True,
    ),
    Situation(
        card="pc-broken",
        title="电脑坏了",
        icon="warning",
        when="电脑坏了、丢了、重装了系统，数据打不开。",
        first="有备份的先恢复备份；报送过的，上级还能写一份恢复用副本给您，报过的都回得来。"
        "没有备份、也没有报送过的，只能重填。",
        steps=(
            Step(Who.OFFICE, "打电话告诉上级：哪天坏的，最后送的是第几号。"),
            Step(Who.NEW_PC, "装好程序，第一次打开时，单位名称和路径照原来一模一样地填。"),
            Step(
                Who.NEW_PC,
                "有备份文件的（U 盘上、另一个盘上），点“从别的备份文件恢复”。没有的跳过。",
                "去恢复",
                Act.BACKUPS,
            ),
            Step(Who.NEW_PC, "密钥是新的，要登记一次：写登记申请到 U 盘。", "生成登记申请", Act.REQUEST),
            ASK[1]._replace(who=Who.NEW_PC),
            Step(
                Who.SUPERIOR,
                "发新证书，停用坏电脑的密钥；再在“下级单位”里选中这个单位，点“写恢复用副本”。",
                "去办",
                Act.BELOW,
            ),
            TAKE._replace(who=Who.NEW_PC, text="先装入上级给的证书。"),
            Step(
                Who.NEW_PC,
                "再装入恢复用副本。报过的显示对方已装入，不用也不能再报一遍；备份里更新的不动，两边都改过的逐格选。",
                "装入恢复用副本",
                Act.RECEIVE,
            ),
            Step(
                Who.NEW_PC,
                "有退回的，照意见接着改。上级下发过的指标库、表样、规则，请上级再发一次。",
                "看退回的表",
                Act.RETURNED,
            ),
            Step(
                Who.HEAD,
                "登记接管，写明原因：坏电脑以后修好了，也不能再填。",
                "登记接管",
                Act.SEIZE,
            ),
        ),
        shows_pen=True,
    ),
    Situation(
        card="after-restore",
        title="恢复备份以后",
        icon="restore",
        when="刚从备份恢复过数据。",
        first="恢复的是备份那一刻的数据。那以后送出的包、收到的证书，恢复的数据里可能没有，但送出去的还是送出去了。",
        steps=(
            Step(
                Who.OFFICE,
                "看看单位数、项目数、合计对不对；对了，点“就是它，继续自动备份”。",
                "去核对",
                Act.BACKUPS,
            ),
            Step(
                Who.OFFICE,
                "看本单位的登记还在不在。不在的，把上级给过的证书再装一次；文件没留着的，请上级“再写一份证书”，不用重新登记。",
                "装入上级发的证书",
                Act.INSTALL,
            ),
            Step(
                Who.SUPERIOR,
                "下面列着有包的，打电话告诉上级；上级在“下级单位”里选中这个单位，点“写恢复用副本”，给它带回去。",
                "去写",
                Act.BELOW,
            ),
            Step(
                Who.OFFICE,
                "装入恢复用副本：上级收到过的、退回的都补上，本机更新的不动。装好以后下面还列着的，上级没有收到，"
                "点“再写一份”送去，不要重新封装。",
                "装入恢复用副本",
                Act.RECEIVE,
            ),
            Step(
                Who.SUPERIOR,
                "发证的单位恢复以后：发过的证书和停用名单另存在密钥文件夹里，备份以后发的也在，不用再发。"
                "数据文件夹整个丢了、换了新密钥的，照“密钥丢失”办。",
                "看下级单位",
                Act.BELOW,
            ),
        ),
        shows_forgotten=True,
    ),
)
