"""The guided practice tasks: what each asks for, step by step, and which steps the data say are done."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

ENOUGH = 5
"""So many projects have to be filled by one paste. Source: own choice."""


class PracticeTask(StrEnum):
    """The five tasks; the value is the id under which the progress of one is kept."""

    TARGET = "target"
    MONITORING = "monitoring"
    SELF_EVALUATION = "self-evaluation"
    SEAL = "seal"
    RETURNED = "returned"


@dataclass(frozen=True, slots=True)
class Guide:
    """What a task is called, what is wrong on purpose, its steps, and the page on which it begins."""

    title: str
    story: str
    steps: tuple[str, ...]


GUIDES: Mapping[PracticeTask, Guide] = {
    PracticeTask.TARGET: Guide(
        "从上年开始填一张目标",
        "这个项目还没有今年的绩效目标。沿用上年的开始填；照抄来的指标值、缺的内容会标成问题，要改好。",
        ("开始填这个项目的目标", "改好必须改的问题，一处不剩", "标为已填好"),
    ),
    PracticeTask.MONITORING: Guide(
        "粘贴填 7 月监控",
        "把国库导来的执行数一次粘贴进监控页。里面有一个数把元当成了万元，比预算还大，要找出来改掉。",
        (
            f"7 月监控里至少 {ENOUGH} 个项目填了执行数",
            f"其中至少 {ENOUGH} 个是一次粘贴进去的",
            "没有一个项目的执行数超过预算",
        ),
    ),
    PracticeTask.SELF_EVALUATION: Guide(
        "改好一张有问题的自评",
        "这张自评里故意放了常见的错。按右边的提示逐条改，看总分怎么变。",
        ("动手改了这张自评", "改好必须改的问题，一处不剩", "标为已填好"),
    ),
    PracticeTask.SEAL: Guide(
        "封装送出",
        "把填好的自评封成一个签名的数据包，存到一个文件夹（就当是 U 盘）。有问题的会自己留下来。",
        ("封装了至少两张表", "数据包写到了文件夹里"),
    ),
    PracticeTask.RETURNED: Guide(
        "收回别人填过的 Excel",
        "乡镇用 WPS 改过的自评表寄回来了，文件在下面写的地方。导入它，看清改了哪几格再收；里面有一处填错。",
        ("导入了这个文件", "表里已经是寄回来的数", "改好必须改的问题，一处不剩"),
    ),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class PracticeFacts:
    """What the data say of a task since it was begun.

    ``filled`` counts projects with an execution, ``at_once`` the most of them that one step filled, ``above`` those above
    their budget. ``errors`` is None where there is no form yet, or it was never checked.
    """

    state: str = ""
    errors: int | None = None
    was_changed: bool = False
    filled: int = 0
    at_once: int = 0
    above: int = 0
    sealed: int = 0
    was_written: bool = False
    was_imported: bool = False
    is_taken_over: bool = False


def done_steps(task: PracticeTask, facts: PracticeFacts) -> tuple[bool, ...]:
    """Which steps of a task are done, in their order."""
    clean = facts.errors == 0
    finished = facts.state in ("finished", "sealed")
    match task:
        case PracticeTask.TARGET:
            return bool(facts.state), bool(facts.state) and clean, finished and clean
        case PracticeTask.MONITORING:
            enough = facts.filled >= ENOUGH
            return enough, facts.at_once >= ENOUGH, enough and not facts.above
        case PracticeTask.SELF_EVALUATION:
            return facts.was_changed, facts.was_changed and clean, facts.was_changed and finished and clean
        case PracticeTask.SEAL:
            return facts.sealed >= 2, facts.sealed >= 2 and facts.was_written
        case PracticeTask.RETURNED:
            taken = facts.was_imported and facts.is_taken_over
            return (
                facts.was_imported,
                taken or (facts.was_imported and facts.was_changed),
                (facts.was_imported and clean),
            )
