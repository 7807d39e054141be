"""Practice: beginning a guided task, what of it is done by the data, beginning it again, and the slip for the trainer."""

from __future__ import annotations

import datetime as dt
import tomllib
from dataclasses import dataclass, replace
from io import BytesIO
from pathlib import Path

from jxdesk.actions.workspace import Workspace
from jxdesk.documents import write_workbook
from jxdesk.documents.layout import form_sheet
from jxdesk.documents.papers import paper_sheet
from jxdesk.documents.pdf import write_pdf
from jxdesk.domain.disk_words import disk_words
from jxdesk.domain.errors import JxError
from jxdesk.domain.practice.tasks import GUIDES, PracticeFacts, PracticeTask, done_steps
from jxdesk.domain.records.filings import Filing, FilingContent, Form, MoneyKey, MoneyUnit
from jxdesk.domain.scoring.score import score
from jxdesk.domain.templates.paper_layouts import PaperLayout
from jxdesk.domain.values.money import exact_text
from jxdesk.shipped_files import resource
from jxdesk.store.engine.database import Transaction
from jxdesk.store.records import filings, practice_tasks, projects, undoing
from jxdesk.store.records.practice_tasks import KeptTask
from jxdesk.store.safety import atomic
from jxdesk.store.shipped.forms import rules_for, templates
from jxdesk.store.views import first_page, project_sheet, screens
from jxdesk.store.views.list_stages import ListStage
from jxdesk.store.views.screens import ProjectQuery

SELF_EVALUATION = Form.PROJECT_SELF_EVALUATION
PASTED = 8
"""So many projects have a figure to paste. Source: own choice."""
MATERIALS = "练习材料"


class NotForPractice(JxError):  # noqa: N818 - a state of the data, named as people say it
    """The task cannot be done here: no practice county, or nothing left in it to do it with."""

    code = "JX-PRACTICE"


@dataclass(frozen=True, slots=True, kw_only=True)
class TaskState:
    """How far a task is; ``project_ids`` and ``material`` are what it works on, empty before it is begun."""

    task: PracticeTask
    is_begun: bool = False
    done: tuple[bool, ...] = ()
    finished_at: str = ""
    project_ids: tuple[str, ...] = ()
    material: str = ""

    @property
    def is_finished(self) -> bool:
        """Whether all its steps are done."""
        return bool(self.done) and all(self.done)


def states(workspace: Workspace) -> tuple[TaskState, ...]:
    """How far all tasks are, held against the data; the first time that all steps are done is kept."""
    return workspace.transact(lambda tx: tuple(_state(tx, task) for task in PracticeTask), errand="practice")


def begin(workspace: Workspace, task: PracticeTask) -> TaskState:
    """Begins a task: chooses what it works on and lays out its material.

    Raises: NotForPractice.
    """
    if not workspace.practice:
        raise NotForPractice("现在打开的不是练习县。", advice="请先在“练习”里打开练习县。")
    folder = workspace.folder.root / MATERIALS

    def job(tx: Transaction) -> TaskState:
        kept = replace(_prepared(tx, task, folder), begun_at=tx.now(), since=practice_tasks.last_line(tx))
        practice_tasks.put(tx, kept)
        return _state(tx, task)

    return workspace.transact(job, errand="practice")


def reset(workspace: Workspace, task: PracticeTask) -> None:
    """Takes back what was done in a task, newest first, and forgets it; the other tasks stay as they are.

    Raises: Refused where something else was built on it.
    """
    kept = workspace.read(lambda tx: practice_tasks.get(tx, task.value))
    if kept is None:
        return
    if task is not PracticeTask.SEAL:
        for errand_id in workspace.read(lambda tx: practice_tasks.errands_since(tx, kept)):
            workspace.transact(lambda tx, one=errand_id: undoing.undo(tx, one), errand="undo")  # type: ignore[misc]
    workspace.transact(lambda tx: practice_tasks.remove(tx, task.value), errand="practice")


def write_slip(workspace: Workspace, to: Path) -> Path:
    """Writes the slip of finished tasks for the trainer as a PDF.

    Raises: NotForPractice where none is finished or the file cannot be written.
    """
    every = states(workspace)
    finished = [one for one in every if one.is_finished]
    if not finished:
        raise NotForPractice("还没有做完的练习。", advice="做完一项再打印完成单。")
    facts = workspace.facts
    values = {
        "office": facts.office.name if facts.office is not None else "",
        "person": facts.person,
        "printed_on": dt.datetime.fromisoformat(workspace.database.now()).strftime("%Y年%m月%d日"),
        "summary": f"{len(every)} 项练习，做完 {len(finished)} 项",
    }
    rows = [
        {
            "number": str(number),
            "title": GUIDES[one.task].title,
            "steps": "\n".join(
                f"{'√' if done else '—'} {step}"
                for step, done in zip(GUIDES[one.task].steps, one.done or (False,) * 9, strict=False)
            ),
            "finished": one.finished_at.replace("T", " ")[:16],
        }
        for number, one in enumerate(every, 1)
    ]
    layout = PaperLayout.from_mapping(
        tomllib.loads(resource("papers", "practice-slip.toml").read_text(encoding="utf-8"))
    )
    sheet, buffer = paper_sheet(layout, values, rows, is_practice=workspace.practice), BytesIO()
    write_pdf((sheet,), buffer, title=sheet.title)
    _write(to, buffer)
    return to


# ---- what a task works on ---------------------------------------------------------------------------------------


def _prepared(tx: Transaction, task: PracticeTask, folder: Path) -> KeptTask:
    year = next(iter(first_page.years(tx)), 0)
    blank = KeptTask(id=task.value, begun_at="")
    match task:
        case PracticeTask.TARGET:
            return replace(blank, project_ids=_projects(tx, year, ListStage(Form.PROJECT_TARGET), "none")[:1])
        case PracticeTask.MONITORING:
            stage = ListStage(Form.PROJECT_MONITORING, practice_tasks.MONITORED)
            ids = _projects(tx, year, stage, "none")[:PASTED]
            return replace(blank, project_ids=ids, material=_figures(tx, ids))
        case PracticeTask.SELF_EVALUATION:
            return replace(blank, project_ids=_projects(tx, year, ListStage(SELF_EVALUATION), "problem")[:1])
        case PracticeTask.SEAL:
            return replace(blank, project_ids=_projects(tx, year, ListStage(SELF_EVALUATION), "finished"))
        case PracticeTask.RETURNED:
            ids = _projects(tx, year, ListStage(SELF_EVALUATION), "finished")[-1:]
            found = practice_tasks.form_of(tx, ids[0], SELF_EVALUATION)
            filing = filings.get(tx, found[0]) if found is not None else None
            assert filing is not None
            to, expected = _returned(filing, folder)
            return replace(blank, project_ids=ids, material=str(to), expected=expected)


def _projects(tx: Transaction, year: int, stage: ListStage, state: str) -> tuple[str, ...]:
    """The projects of a year that stand so in a stage.

    Raises: NotForPractice.
    """
    project_sheet.bring_sheet_up(tx, stage)
    rows = screens.project_rows(tx, ProjectQuery(year=year, stage=stage, state=state))
    found = tuple(cells[1] for cells in screens.project_block(tx, rows, stage) if not cells[15])
    if not found:
        raise NotForPractice("练习县里没有可以拿来练这一项的项目了。", advice="请点上面的“从头再来”。")
    return found


def _figures(tx: Transaction, ids: tuple[str, ...]) -> str:
    """Execution up to July to paste, code and 万元; the third one was written in 元 by mistake."""
    lines = []
    for number, project_id in enumerate(ids):
        project = projects.get(tx, project_id)
        assert project is not None
        budget = project.budgets[-1].amount_fen if project.budgets else 0
        executed = budget * (45 + 3 * number) // 100
        text = exact_text(executed, MoneyUnit.YUAN if number == 2 else MoneyUnit.WAN)
        lines.append(f"{project.code}\t{text}")
    return "\n".join(lines)


def _returned(filing: Filing, folder: Path) -> tuple[Path, str]:
    """The form as somebody sent it back: something was spent above the budget, by a slip of the pen."""
    content = _spoilt(filing.content)
    rules, template = rules_for(content), templates()[content.template_id]
    sheet = form_sheet(content, template, scorecard=score(content, rules), rules=rules, is_practice=True)
    buffer = BytesIO()
    write_workbook((sheet,), buffer, title=sheet.title)
    to = folder / "寄回来的自评表.xlsx"
    _write(to, buffer)
    total = next(line for line in content.money_lines if line.key is MoneyKey.TOTAL)
    return to, str(total.executed_fen)


def _spoilt(content: FilingContent) -> FilingContent:
    lines = tuple(
        replace(line, executed_fen=(line.revised_budget_fen or 0) + 3_000_000)
        if line.key is MoneyKey.TOTAL
        else line
        for line in content.money_lines
    )
    return replace(content, money_lines=lines)


# ---- how far a task is ------------------------------------------------------------------------------------------


def _state(tx: Transaction, task: PracticeTask) -> TaskState:
    kept = practice_tasks.get(tx, task.value)
    if kept is None:
        return TaskState(task=task)
    done = done_steps(task, _facts(tx, task, kept))
    if all(done) and not kept.finished_at:
        kept = replace(kept, finished_at=tx.now())
        practice_tasks.put(tx, kept)
    return TaskState(
        task=task,
        is_begun=True,
        done=done,
        finished_at=kept.finished_at,
        project_ids=kept.project_ids,
        material=kept.material,
    )


def _facts(tx: Transaction, task: PracticeTask, kept: KeptTask) -> PracticeFacts:
    form = Form.PROJECT_TARGET if task is PracticeTask.TARGET else SELF_EVALUATION
    _, state, errors = practice_tasks.form_of(tx, kept.project_ids[0], form) or ("", "", None)
    filled, at_once, above = practice_tasks.monitored(tx, kept)
    sealed, was_written = practice_tasks.sealed_since(tx, kept)
    return PracticeFacts(
        state=state,
        errors=errors,
        was_changed=practice_tasks.was_changed(tx, kept),
        filled=filled,
        at_once=at_once,
        above=above,
        sealed=sealed,
        was_written=was_written,
        was_imported=practice_tasks.imported_since(tx, kept),
        is_taken_over=bool(kept.expected) and _executed(tx, kept) == kept.expected,
    )


def _executed(tx: Transaction, kept: KeptTask) -> str:
    found = practice_tasks.form_of(tx, kept.project_ids[0], SELF_EVALUATION)
    filing = filings.get(tx, found[0]) if found is not None else None
    lines = filing.content.money_lines if filing is not None else ()
    return next((str(line.executed_fen) for line in lines if line.key is MoneyKey.TOTAL), "")


def _write(to: Path, buffer: BytesIO) -> None:
    try:
        to.parent.mkdir(parents=True, exist_ok=True)
        atomic.write_whole(to, buffer.getvalue())
    except OSError as error:
        raise NotForPractice(
            "文件没有写成。",
            facts=f"{to}：{disk_words(error)}",
            advice="请看磁盘是否已满、同名文件是否正开着，再试一次。",
        ) from error
