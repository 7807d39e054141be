"""A number cell is read as what it shows, and nothing that was typed is lost."""

from __future__ import annotations

from decimal import Decimal

import pytest

from jxdesk.documents.reading.shown import shown, typed_value


@pytest.mark.parametrize(
    ("stored", "code", "text"),
    [
        (1, "0%", "100%"),
        (0.98, "0%", "98%"),
        (0.8624, "0%", "86.24%"),
        (0.1446153846153846, "0.00%", "14.46%"),
        (0.1446153846153846, "0%", "14%"),
        (0.958, "General", "0.958"),
        (0.98 * 100, "General", "98"),
        (0.1 + 0.2, "General", "0.3"),
        (387664.61999999999, "General", "387664.62"),
        (387664.62, "0.00", "387664.62"),
        (387664.62, "#,##0.00", "387,664.62"),
        (3309840, "#,##0.00", "3,309,840.00"),
        (12.5, "#,##0.00_ ;[Red]\\-#,##0.00\\ ", "12.50"),
        (-12.5, '_ ¥* #,##0.00_ ;_ ¥* \\-#,##0.00_ ;_ ¥* "-"??_ ;_ @_ ', "¥-12.50"),
        (10, "0", "10"),
        (10, "0.00", "10.00"),
        (7.5, "0", "7.5"),
        (735, '0"人"', "735人"),
        (95, '"≥"0"%"', "≥95%"),
        (7.29, '0.00"万元"', "7.29万元"),
        (7.29, "@", "7.29"),
        (1.0 / 3, "General", "0.333333"),
        (1.0 / 3, "0.00", "0.33"),
        (12.345678, "0.00", "12.345678"),
        (6900000000000, "General", "6900000000000"),
        (6900000000000, "0.00E+00", "6900000000000"),
        (0, '0.00_);[Red]"("0.00")"', "0.00"),
        (0, "General", "0"),
    ],
)
def test_a_number_is_shown_by_its_format(stored: float, code: str, text: str) -> None:
    assert shown(typed_value(stored), code) == text


@pytest.mark.parametrize(
    ("serial", "code", "text"),
    [
        (45291, "yyyy/m/d", "2023-12-31"),
        (45291, 'yyyy"年"m"月"d"日"', "2023年12月31日"),
        (45291, 'yyyy"年"m"月";@', "2023年12月"),
        (45291, 'm"月"d"日"', "12月31日"),
        (45291, "[$-804]yyyy\\年m\\月", "2023年12月"),
        (45291, "yyyy-mm", "2023-12"),
        (45291, "mmm-yy", "2023-12"),
        (45291, "d-mmm", "12月31日"),
        (0.5, "h:mm", "12:00"),
    ],
)
def test_a_date_is_shown_as_a_date(serial: float, code: str, text: str) -> None:
    assert shown(Decimal(str(serial)), code) == text


def test_a_workbook_that_counts_from_1904_has_other_serials() -> None:
    assert shown(Decimal(43829), "yyyy-mm-dd", since_1904=True) == "2023-12-31"
