"""What the operating system says, in words."""

from __future__ import annotations

import errno
import os

import pytest

from jxdesk.domain.disk_words import disk_words


@pytest.mark.parametrize(
    ("number", "words"),
    [(errno.ENOSPC, "磁盘满了"), (errno.EACCES, "没有权限"), (errno.EROFS, "写保护，只能读")],
)
def test_a_usual_fault_of_a_disk_is_said_in_chinese(number: int, words: str) -> None:
    assert disk_words(OSError(number, os.strerror(number))) == words


def test_what_windows_says_of_an_open_file_goes_before_its_number() -> None:
    fault = OSError(errno.EACCES, "Permission denied")
    fault.winerror = 32  # type: ignore[attr-defined]
    assert disk_words(fault) == "正被别的程序打开"


def test_a_rare_fault_keeps_the_words_of_the_system() -> None:
    assert disk_words(OSError(errno.EXDEV, "Invalid cross-device link")) == "Invalid cross-device link"
    assert disk_words(OSError("odd")) == "odd"
