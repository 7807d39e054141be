"""Agreement with the final accounts: what an office spent by its accounts against its own form and the forms of its projects.

Amounts that were typed agree to the last 分; what an imported form printed may be off by what its printing cut off.
"""

from __future__ import annotations

from collections.abc import Iterator

from jxdesk.domain.agreement.disagreement import Disagreement, OfficeYear, Seat, of_office, seat
from jxdesk.domain.agreement.money import same_amount, unit_words, wan
from jxdesk.domain.records.accounts import ITEM_WORDS, KIND_WORDS, AccountItem, AccountKind
from jxdesk.domain.records.filings import Filing, MoneyKey
from jxdesk.domain.records.form_words import heading_of
from jxdesk.domain.values.money import half_a_printed_place

_ROWS = {
    MoneyKey.TOTAL: AccountItem.TOTAL,
    MoneyKey.BASIC: AccountItem.BASIC,
    MoneyKey.PROJECTS: AccountItem.PROJECTS,
}
"""The row of an office's own form in which each figure of the accounts has to stand again."""


def accounts_disagreements(year: OfficeYear) -> Iterator[Disagreement]:
    """Everything that does not agree with the final accounts of an office."""
    yield from _within(year)
    yield from _against_projects(year)
    if year.result is not None:
        yield from _against_form(year, year.result)
        yield from _against_tasks(year, year.result)


def _within(year: OfficeYear) -> Iterator[Disagreement]:
    """支出合计 is 基本支出 and 项目支出; where one of them is not known, no less than the other."""
    whole = year.accounts_fen(AccountItem.TOTAL)
    known = [
        (item, fen)
        for item in (AccountItem.BASIC, AccountItem.PROJECTS)
        if (fen := year.accounts_fen(item)) is not None
    ]
    if whole is None or not known:
        return
    added = sum(fen for _, fen in known)
    if whole == added or (len(known) == 1 and whole > added):
        return
    parts = " + ".join(ITEM_WORDS[item] for item, _ in known)
    off = "相差" if len(known) > 1 else "少了"
    yield of_office(
        year,
        "accounts-parts-differ",
        f"部门决算的{ITEM_WORDS[AccountItem.TOTAL]}是 {wan(whole)}，{parts}是 {wan(added)}，{off} {wan(abs(whole - added))}。"
        + unit_words(whole, added),
        "请对照部门决算表，改正录错的一项；有经营支出、上缴上级支出的，先核对口径再录。",
        here=_book(AccountItem.TOTAL, whole),
        there=Seat(words=f"{KIND_WORDS[AccountKind.FINAL]}的{parts}", value=wan(added)),
    )


def _against_projects(year: OfficeYear) -> Iterator[Disagreement]:
    """The projects' self-evaluations together, once each of them says what it spent."""
    spent = [
        (one.result, total)
        for one in year.projects
        if one.result is not None
        and (total := one.result.content.total_line) is not None
        and total.executed_fen is not None
    ]
    if not spent or len(spent) < len(year.projects):
        return
    added = sum(total.executed_fen or 0 for _, total in spent)
    allowed = sum(
        half_a_printed_place(total.executed_text, filing.content.money_unit)
        for filing, total in spent
        if filing.imported_from
    )
    words = f"{len(spent)} 个项目自评的执行数合计"
    projects, whole = year.accounts_fen(AccountItem.PROJECTS), year.accounts_fen(AccountItem.TOTAL)
    if projects is not None and abs(added - projects) > allowed:
        item, fen = AccountItem.PROJECTS, projects
    elif projects is None and whole is not None and added - whole > allowed:
        item, fen = AccountItem.TOTAL, whole
    else:
        return
    yield of_office(
        year,
        "final-accounts-sum-differs",
        f"{words} {wan(added)}，部门决算的{ITEM_WORDS[item]} {wan(fen)}，相差 {wan(abs(added - fen))}。"
        + unit_words(added, fen),
        "请看是漏了项目、多了项目，还是有项目的执行数不对。",
        here=Seat(words=words, value=wan(added)),
        there=_book(item, fen),
    )


def _against_form(year: OfficeYear, result: Filing) -> Iterator[Disagreement]:
    """The rows of the office's own self-evaluation that the accounts know too."""
    for line in result.content.money_lines:
        item = _ROWS.get(line.key)
        fen = year.accounts_fen(item) if item is not None else None
        stated = line.executed_fen
        if item is None or fen is None or stated is None or stated == fen:
            continue
        if result.imported_from and same_amount(line, "executed", fen, result.content.money_unit):
            continue
        yield of_office(
            year,
            "department-accounts-differ",
            f"{heading_of(result.content)}的{_label(line.label, item)}执行数是 {wan(stated)}，部门决算的{ITEM_WORDS[item]}是"
            f" {wan(fen)}，相差 {wan(abs(stated - fen))}。{unit_words(stated, fen)}",
            "整体自评和决算一起公开，数要一致；请核对后改过来，口径不同的在“其他需说明事项”里写明。",
            here=seat(result, wan(stated), line_id=line.id, field="executed", words=_label(line.label, item)),
            there=_book(item, fen),
        )


def _against_tasks(year: OfficeYear, result: Filing) -> Iterator[Disagreement]:
    """What the tasks cost together is never more than the office spent."""
    whole = year.accounts_fen(AccountItem.TOTAL)
    spent = [task.executed_fen for task in result.content.task_lines]
    known = [fen for fen in spent if fen is not None]
    if whole is None or not known or sum(known) <= whole:
        return
    yield of_office(
        year,
        "tasks-above-accounts",
        f"{heading_of(result.content)}里 {len(known)} 项重点任务的实际支出合计 {wan(sum(known))}，超过部门决算的"
        f"{ITEM_WORDS[AccountItem.TOTAL]} {wan(whole)}。{unit_words(sum(known), whole)}",
        "请看是否有项目挂在两项任务下重复算了，或者金额单位填错了。",
        here=seat(result, wan(sum(known)), field="task_lines", words="重点任务"),
        there=_book(AccountItem.TOTAL, whole),
    )


def _label(label: str, item: AccountItem) -> str:
    """What the row is called, without what stands before it on paper (其中：)."""
    return label.rpartition("：")[2].strip() or ITEM_WORDS[item]


def _book(item: AccountItem, fen: int) -> Seat:
    return Seat(words=f"{KIND_WORDS[AccountKind.FINAL]}的{ITEM_WORDS[item]}", value=wan(fen))
