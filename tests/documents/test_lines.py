"""Line breaking: the rules of Chinese typesetting, numbers with their units, and texts of any kind."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from jxdesk.documents.lines import NO_END, NO_START, Breaker, EmWidths, visible

breaker = Breaker(EmWidths())


def test_a_text_that_fits_stays_on_one_line_and_an_empty_one_has_none() -> None:
    assert breaker.lines("养护农村公路", 6) == ("养护农村公路",)
    assert breaker.lines("", 6) == ()


def test_line_breaks_that_were_typed_stay() -> None:
    assert breaker.lines("年度\n总体\n目标", 6) == ("年度", "总体", "目标")


def test_no_line_begins_with_a_closing_sign() -> None:
    assert breaker.lines("养护农村公路，保障出行", 6) == ("养护农村公", "路，保障出行")


def test_no_line_ends_with_an_opening_sign() -> None:
    assert breaker.lines("养护农村公（路）", 6) == ("养护农村公", "（路）")


def test_a_number_stays_with_its_sign_and_unit() -> None:
    assert breaker.lines("完成养护≥ 186 公里", 8) == ("完成养护", "≥ 186 公里")
    assert breaker.lines("合格率达到98.5%以上", 7) == ("合格率达到", "98.5%以上")


def test_a_date_breaks_between_year_and_month() -> None:
    assert breaker.lines("二〇二三年即2023年12月", 8) == ("二〇二三年即", "2023年12月")


def test_a_number_wider_than_the_line_gives_up_its_unit_before_its_digits() -> None:
    assert breaker.lines("（≥ 186 公里）", 4) == ("（≥ 186", "公里）")


def test_a_word_wider_than_the_line_is_broken_rather_than_lost() -> None:
    assert breaker.lines("abcdefghij", 2) == ("abcd", "efgh", "ij")


def test_latin_words_and_long_codes_are_not_broken_while_they_fit() -> None:
    assert breaker.lines("编码53000026T0000", 7) == ("编码", "53000026T0000")


@given(
    st.text(alphabet="养护农村公路里程，。（）“”、 0123456789%≥.abcXYZ\n年月日㛃𬭚", max_size=120),
    st.integers(2, 20),
)
def test_nothing_is_lost_and_no_line_is_too_wide(text: str, room: int) -> None:
    lines = breaker.lines(text, room)
    assert "".join("".join(lines).split()) == "".join(text.split())
    assert all(breaker.width(line) <= room + 1e-6 for line in lines)


@given(st.text(alphabet="养护农村公路里程，。（）、", max_size=80), st.integers(4, 20))
def test_signs_stand_where_they_may_as_long_as_the_line_has_room(text: str, room: int) -> None:
    lines = breaker.lines(text, room)
    longest = max((len(run) for run in _sign_runs(text)), default=0)
    if longest + 2 <= room:
        assert not [line for line in lines[1:] if line[0] in NO_START]
        assert not [line for line in lines[:-1] if line[-1] in NO_END]


def _sign_runs(text: str) -> list[str]:
    """What may not be broken at all."""
    runs = [""]
    for sign in text:
        glued = sign in NO_START or (runs[-1] and runs[-1][-1] in NO_END)
        if glued:
            runs[-1] += sign
        else:
            runs.append(sign)
    return runs


def test_shapeless_characters_are_left_out_and_line_ends_made_plain() -> None:
    assert visible("一\r\n二\t三\u200b四\ufeff五\ufe0f") == "一\n二 三四五"
    assert visible("一般文字　abc") == "一般文字　abc"
