"""The table of moves: every pair of standing and move at both desks, against the same table drawn by hand; refusals in words."""

from __future__ import annotations

from itertools import product
from pathlib import Path

import pytest

from jxdesk.domain.records.filings import FilingState
from jxdesk.domain.road.moves import MOVE_WORDS, TABLE, Move, after, moves_open
from jxdesk.domain.road.refusals import NEXT_STEPS, MoveError
from jxdesk.domain.road.standings import (
    EDITABLE,
    FROZEN,
    ON_THE_ROAD,
    PASSED,
    SETTLED,
    STANDING_WORDS,
    Desk,
    Standing,
    Whereabouts,
    standing_of,
    state_of,
)

S, M = Standing, Move

STANDINGS = {
    "ab": S.ABSENT,
    "dr": S.DRAFT,
    "fi": S.FINISHED,
    "se": S.SENT,
    "rc": S.RECEIVED,
    "im": S.IMPORTED,
    "nt": S.NOT_TAKEN,
    "wd": S.WITHDRAWN,
    "rt": S.RETURNED,
    "am": S.AMENDED,
    "wa": S.WAITING,
    "ac": S.ACCEPTED,
    "aw": S.ACCEPTED_WITH_CHANGES,
    "rj": S.REJECTED,
    "mg": S.MERGED,
    "fw": S.FORWARDED,
    "ra": S.RECEIVED_ABOVE,
    "na": S.NOT_TAKEN_ABOVE,
    "rf": S.RETURNED_FROM_ABOVE,
    "pa": S.PASSED_ABOVE,
    "ap": S.APPROVED,
    "aj": S.ADJUSTING,
    "rp": S.REPLACED,
    "de": S.DELETED,
}
MOVES = {
    "beg": M.BEGIN,
    "fin": M.FINISH,
    "reo": M.REOPEN,
    "sea": M.SEAL,
    "aga": M.SEND_AGAIN,
    "wdr": M.WITHDRAW,
    "req": M.REQUEST_ADJUSTMENT,
    "dro": M.DROP_ADJUSTMENT,
    "rep": M.REPLACE,
    "tak": M.TAKE_IN,
    "acc": M.ACCEPT,
    "acw": M.ACCEPT_WITH_CHANGES,
    "ret": M.RETURN,
    "bak": M.TAKE_BACK,
    "rej": M.REJECT,
    "mer": M.MERGE,
    "del": M.DELETE,
    "for": M.FORWARD,
    "app": M.APPROVE,
    "h-w": M.HEAR_WITHDRAWN,
    "rcv": M.HEAR_RECEIVED,
    "imp": M.HEAR_IMPORTED,
    "nta": M.HEAR_NOT_TAKEN,
    "h-a": M.HEAR_ACCEPTED,
    "haw": M.HEAR_ACCEPTED_WITH_CHANGES,
    "h-r": M.HEAR_RETURNED,
    "hrj": M.HEAR_REJECTED,
    "h-m": M.HEAR_MERGED,
    "hap": M.HEAR_APPROVED,
    "h-d": M.HEAR_DELETED,
}

# A row is where the filing stands, a column what happens, a cell where it stands then; a dot is refused.
FILLING = """
      beg fin reo sea aga wdr req dro rep h-w rcv imp nta h-a haw h-r hrj h-m hap h-d
ab    dr  .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .
dr    .   fi  .   se  .   .   .   .   .   dr  dr  dr  dr  ac  aw  rt  rj  mg  ap  de
fi    .   .   dr  se  .   .   .   .   .   fi  fi  fi  fi  ac  aw  rt  rj  mg  ap  de
se    .   .   .   .   se  wd  .   .   .   wd  rc  im  nt  ac  aw  rt  rj  mg  ap  de
rc    .   .   .   .   rc  wd  .   .   .   wd  rc  im  nt  ac  aw  rt  rj  mg  ap  de
im    .   .   .   .   im  wd  .   .   .   wd  im  im  im  ac  aw  rt  rj  mg  ap  de
nt    .   .   .   .   se  wd  .   .   .   wd  rc  im  nt  ac  aw  rt  rj  mg  ap  de
wd    .   .   dr  .   .   .   .   .   .   wd  wd  wd  wd  ac  aw  rt  rj  mg  ap  de
rt    .   am  .   se  .   wd  .   .   .   rt  rt  rt  rt  ac  aw  rt  rj  mg  ap  de
am    .   .   rt  se  .   wd  .   .   .   am  am  am  am  ac  aw  rt  rj  mg  ap  de
ac    .   .   .   .   ac  .   aj  .   .   .   ac  ac  ac  ac  aw  rt  rj  mg  ap  ac
aw    .   .   .   .   aw  .   aj  .   .   .   aw  aw  aw  ac  aw  rt  rj  mg  ap  aw
rj    .   .   .   .   .   .   .   .   .   .   rj  rj  rj  .   .   .   rj  .   .   rj
mg    .   .   .   .   .   .   .   .   .   .   mg  mg  mg  .   .   .   .   mg  .   mg
ap    .   .   .   .   ap  .   aj  .   .   .   ap  ap  ap  ap  ap  .   .   .   ap  ap
aj    .   .   .   .   .   .   .   ap  rp  .   aj  aj  aj  aj  aj  .   .   .   aj  aj
rp    .   .   .   .   .   .   .   .   rp  .   rp  rp  rp  rp  rp  .   .   .   rp  rp
de    .   .   dr  .   .   .   .   .   .   .   de  de  de  .   .   .   .   .   .   de
"""
REVIEWING = """
      tak acc acw ret bak rej mer del for app h-w aga req dro rep rcv imp nta h-a haw h-r hrj h-m hap h-d
ab    wa  .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .
wa    wa  ac  aw  rt  .   rj  mg  de  .   .   wd  .   .   .   .   wa  wa  wa  pa  pa  rf  rj  mg  ap  wa
rt    wa  .   .   .   wa  .   .   de  .   .   wd  .   .   .   .   rt  rt  rt  .   .   rt  .   .   .   rt
wd    wa  .   .   .   .   .   .   de  .   .   wd  .   .   .   .   wd  wd  wd  .   .   .   .   .   .   .
de    wa  .   .   .   .   .   .   .   .   .   de  .   .   .   .   de  de  de  .   .   .   .   .   .   .
ac    .   .   .   .   .   .   .   .   fw  ap  .   .   aj  .   .   ra  ra  na  pa  pa  rf  rj  mg  ap  na
aw    .   .   .   .   .   .   .   .   fw  ap  .   .   aj  .   .   ra  ra  na  pa  pa  rf  rj  mg  ap  na
rj    .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   rj  rj  rj  .   .   .   rj  .   .   rj
mg    .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   mg  mg  mg  .   .   .   .   mg  .   mg
fw    .   .   .   .   .   .   .   .   .   ap  .   fw  aj  .   .   ra  ra  na  pa  pa  rf  rj  mg  ap  na
ra    .   .   .   .   .   .   .   .   .   ap  .   ra  aj  .   .   ra  ra  na  pa  pa  rf  rj  mg  ap  na
na    .   .   .   .   .   .   .   .   fw  ap  .   fw  aj  .   .   ra  ra  na  pa  pa  rf  rj  mg  ap  na
rf    .   .   .   rt  .   .   .   .   .   .   .   .   .   .   .   rf  rf  rf  .   .   rf  .   .   .   rf
pa    .   .   .   .   .   .   .   .   .   ap  .   pa  aj  .   .   pa  pa  pa  pa  pa  rf  rj  mg  ap  pa
ap    .   .   .   .   .   .   .   .   ap  .   .   ap  aj  .   .   ap  ap  ap  ap  ap  .   .   .   ap  ap
aj    .   .   .   .   .   .   .   .   .   .   .   .   .   ap  rp  aj  aj  aj  aj  aj  .   .   .   aj  aj
rp    .   .   .   .   .   .   .   .   .   .   .   .   .   .   rp  rp  rp  rp  rp  rp  .   .   .   rp  rp
"""


def read_grid(text: str) -> dict[tuple[Standing, Move], Standing]:
    heading, *rows = (line.split() for line in text.strip().splitlines())
    moves = [MOVES[name] for name in heading]
    found: dict[tuple[Standing, Move], Standing] = {}
    for name, *cells in rows:
        assert len(cells) == len(moves)
        found |= {
            (STANDINGS[name], move): STANDINGS[cell]
            for move, cell in zip(moves, cells, strict=True)
            if cell != "."
        }
    return found


DRAWN = {Desk.FILLING: read_grid(FILLING), Desk.REVIEWING: read_grid(REVIEWING)}
ALLOWED = [(desk, *pair) for desk, grid in DRAWN.items() for pair in grid]
REFUSED = [
    (desk, standing, move)
    for desk, standing, move in product(Desk, Standing, Move)
    if (standing, move) not in DRAWN[desk]
]


def at(desk: Desk, standing: Standing, number: int = 2) -> Whereabouts:
    return Whereabouts(desk=desk, standing=standing, round=number)


def test_the_drawn_table_names_every_standing_and_every_move() -> None:
    assert set(STANDINGS.values()) == set(Standing)
    assert set(MOVES.values()) == set(Move)
    assert {standing for grid in DRAWN.values() for standing, _ in grid} == set(Standing)
    assert {move for grid in DRAWN.values() for _, move in grid} == set(Move)
    assert len(ALLOWED) + len(REFUSED) == len(Desk) * len(Standing) * len(Move) == 1440


@pytest.mark.parametrize(("desk", "standing", "move"), ALLOWED)
def test_an_allowed_move_leads_where_the_drawn_table_says(desk: Desk, standing: Standing, move: Move) -> None:
    assert after(at(desk, standing), move, round_of_package=3).standing is DRAWN[desk][standing, move]
    assert move in moves_open(at(desk, standing))


def test_every_other_pair_is_refused_and_says_which_filing_where_it_stands_and_what_to_do() -> None:
    for desk, standing, move in REFUSED:
        with pytest.raises(MoveError) as caught:
            after(at(desk, standing), move, record="《农村公路养护》2026 年绩效自评", round_of_package=3)
        error = caught.value
        assert (error.where.standing, error.move) == (standing, move)
        assert "《农村公路养护》2026 年绩效自评" in error.title + error.facts
        assert STANDING_WORDS[standing] in error.facts
        assert MOVE_WORDS[move] in error.title
        assert error.advice
        assert move not in moves_open(at(desk, standing))


def test_a_refusal_names_both_standings_who_and_when_and_the_next_click() -> None:
    with pytest.raises(MoveError) as caught:
        after(
            at(Desk.REVIEWING, S.APPROVED),
            M.RETURN,
            record="白岩镇《农村公路养护》2026 年绩效目标",
            since="县财政局 李某 3 月 2 日",
        )
    error = caught.value
    assert error.code == "JX-MOVE"
    assert error.title == "现在不能“退回”：白岩镇《农村公路养护》2026 年绩效目标，已批复。"
    assert "现在是“已批复”（第 2 次报送，县财政局 李某 3 月 2 日），“退回”以后会是“已退回”" in error.facts
    assert error.advice == "批复过的不再改。内容要改，由填报单位“申请调整”。"


@pytest.mark.parametrize(
    ("desk", "standing", "move", "end"),
    [
        (Desk.FILLING, S.ABSENT, M.HEAR_RECEIVED, S.RECEIVED),
        (Desk.FILLING, S.SENT, M.REPLACE, S.REPLACED),
        (Desk.REVIEWING, S.RETURNED, M.HEAR_ACCEPTED, S.PASSED_ABOVE),
        (Desk.REVIEWING, S.FORWARDED, M.TAKE_IN, S.WAITING),
    ],
)
def test_a_refusal_names_where_the_move_leads_and_not_where_it_changes_nothing(
    desk: Desk, standing: Standing, move: Move, end: Standing
) -> None:
    with pytest.raises(MoveError) as caught:
        after(at(desk, standing), move)
    assert f"以后会是“{STANDING_WORDS[end]}”" in caught.value.facts


@pytest.mark.parametrize(
    ("desk", "move", "title"),
    [
        (Desk.FILLING, M.ACCEPT, "“通过”要由审核单位来做。"),
        (Desk.REVIEWING, M.WITHDRAW, "“撤回”要由填报单位来做。"),
    ],
)
def test_what_the_other_desk_does_is_refused_by_naming_it(desk: Desk, move: Move, title: str) -> None:
    with pytest.raises(MoveError) as caught:
        after(at(desk, S.RETURNED), move)
    assert caught.value.title == title


def test_each_standing_that_a_desk_can_have_has_its_next_click_and_every_word_is_said() -> None:
    for desk in Desk:
        assert NEXT_STEPS[desk].keys() == TABLE[desk].keys()
        reached = {to for row in TABLE[desk].values() for to in row.values()}
        assert reached <= TABLE[desk].keys()
    assert STANDING_WORDS.keys() == set(Standing)
    assert len(set(STANDING_WORDS.values())) == len(Standing)
    assert len(set(MOVE_WORDS.values())) == len(Move)


def test_sent_is_never_shown_as_received() -> None:
    assert STANDING_WORDS[S.SENT] == "已送出，待接收"
    assert after(at(Desk.FILLING, S.SENT), M.SEND_AGAIN).standing is S.SENT
    heard = {move for move, to in TABLE[Desk.FILLING][S.SENT].items() if to is not S.SENT}
    assert all(move is M.WITHDRAW or move.startswith("hear_") for move in heard)


def test_sealing_counts_a_round_and_sending_again_counts_none() -> None:
    first = after(Whereabouts(desk=Desk.FILLING, standing=S.FINISHED), M.SEAL)
    assert first.round == 1
    assert after(first, M.SEND_AGAIN) == first
    returned = after(first, M.HEAR_RETURNED, round_of_package=1)
    assert after(after(returned, M.FINISH), M.SEAL).round == 2


@pytest.mark.parametrize("came", [1, 2])
def test_a_package_of_an_earlier_or_the_same_round_overrides_nothing(came: int) -> None:
    with pytest.raises(MoveError, match=f"来件是第 {came} 次报的") as caught:
        after(at(Desk.REVIEWING, S.RETURNED), M.TAKE_IN, round_of_package=came, record="云坪镇 10 月监控")
    assert "第 2 次报送" in caught.value.facts


@pytest.mark.parametrize(
    "standing",
    [S.ACCEPTED, S.ACCEPTED_WITH_CHANGES, S.FORWARDED, S.RECEIVED_ABOVE, S.PASSED_ABOVE, S.APPROVED],
)
def test_a_dropped_adjustment_leaves_the_filing_as_it_was(standing: Standing) -> None:
    before = at(Desk.REVIEWING, standing)
    asked = after(before, M.REQUEST_ADJUSTMENT)
    assert asked.standing is S.ADJUSTING
    late = after(asked, M.HEAR_RECEIVED, round_of_package=1)
    assert after(late, M.DROP_ADJUSTMENT) == before
    assert after(late, M.REPLACE) == at(Desk.REVIEWING, S.REPLACED)


def test_the_sets_of_standings_fit_the_table() -> None:
    assert PASSED < FROZEN
    assert not EDITABLE & (FROZEN | ON_THE_ROAD | SETTLED)
    for standing in SETTLED:
        for desk in Desk:
            assert set(TABLE[desk][standing].values()) == {standing}
    for standing in FROZEN & TABLE[Desk.REVIEWING].keys():
        assert M.TAKE_IN not in TABLE[Desk.REVIEWING][standing]


@pytest.mark.parametrize("state", list(FilingState))
def test_a_filing_from_before_the_road_stands_where_its_state_says(state: FilingState) -> None:
    assert state_of(standing_of(state)) is state
    assert state_of(standing_of(state, came_by_road=True)) is state


def test_what_may_be_edited_is_a_draft_to_the_pages_of_the_form() -> None:
    drafts = {standing for standing in Standing if state_of(standing) is FilingState.DRAFT}
    assert drafts == EDITABLE | {S.ABSENT}
    assert standing_of(FilingState.SEALED, came_by_road=True) is S.WAITING


README = Path(__file__).parents[3] / "README.md"
DECIDED = {S.ACCEPTED, S.ACCEPTED_WITH_CHANGES, S.RETURNED, S.REJECTED, S.MERGED, S.APPROVED, S.DELETED}
DECIDED_ABOVE = {S.PASSED_ABOVE, S.RETURNED_FROM_ABOVE, S.REJECTED, S.MERGED, S.APPROVED}
GROUPS = {"任一审核结果": DECIDED, "任一上级结果": DECIDED_ABOVE, "到头了": set[Standing]()}


def test_the_readme_says_of_every_standing_what_may_come_next_at_both_desks() -> None:
    of_words = {word: {standing} for standing, word in STANDING_WORDS.items()} | GROUPS
    text = README.read_text(encoding="utf-8").split("### 一张表在各单位之间怎么走")[1].split("\n##")[0]
    rows = [[cell.strip() for cell in line.split("|")[1:4]] for line in text.splitlines() if line[:2] == "| "]
    told = {row[0]: row[1:] for row in rows[1:]}
    assert told.keys() == set(STANDING_WORDS.values())
    for standing, word in STANDING_WORDS.items():
        for desk, cell in zip(Desk, told[word], strict=True):
            next_ones = set().union(*(of_words[name] for name in cell.split(" · ") if name)) - {standing}
            drawn = {to for (origin, _), to in DRAWN[desk].items() if origin is standing} - {standing}
            assert next_ones == drawn, (word, desk)
            assert bool(cell) is (standing in TABLE[desk])
