"""Errors of reading: files that are no workbook, are broken, locked or too big, each with the way out."""

from __future__ import annotations

from jxdesk.domain.errors import ExitCode, JxError


class WorkbookError(JxError):
    """A file that cannot be read as a workbook."""

    code = "JX-DAMAGED"
    exit_code = ExitCode.BROKEN


def damaged(detail: str = "") -> WorkbookError:
    """Bytes that are a workbook in part only."""
    return WorkbookError(
        "这个表格文件已损坏，读不出来。",
        facts=detail,
        advice="请在 WPS 或 Excel 里打开原文件，另存为一份新的 .xlsx 再读；打不开的，请报表的人重新发一份。",
    )


def truncated() -> WorkbookError:
    """A workbook that ends too early."""
    return WorkbookError(
        "这个表格文件不完整，只有前一部分。",
        facts="文件的结尾缺失，多半是复制或下载时中断了。",
        advice="请从原来的地方重新复制或下载一次。",
        code="JX-TRUNCATED",
    )


def empty_file() -> WorkbookError:
    """A file of zero bytes."""
    return WorkbookError("这个文件是空的（0 字节）。", advice="请从原来的地方重新复制一次。", code="JX-EMPTY")


def too_big(facts: str) -> WorkbookError:
    """More than a form can be."""
    return WorkbookError(
        "这个表格文件太大，不像是一张填报表，没有读取。",
        facts=facts,
        advice="请在 WPS 或 Excel 里把需要的工作表复制到一个新文件，再读新文件。",
        code="JX-TOO-BIG",
    )


def over_limit(facts: str) -> WorkbookError:
    """A file built to fill the memory."""
    return WorkbookError(
        "这个文件解开后的大小不正常，为安全起见没有读取。",
        facts=facts,
        advice="请不要使用这个文件，并问清楚它的来历。",
        code="JX-LIMIT",
    )


def forbidden_xml() -> WorkbookError:
    """A document type declaration, which no office program writes into a workbook."""
    return WorkbookError(
        "这个文件里有不该出现的内容（DOCTYPE 声明），为安全起见没有读取。",
        advice="请不要使用这个文件，并问清楚它的来历。",
        code="JX-LIMIT",
    )


def locked() -> WorkbookError:
    """A workbook behind a password."""
    return WorkbookError(
        "这个表格文件设有打开密码，读不了。",
        advice="请用密码在 WPS 或 Excel 里打开，在“文件—文档加密”里去掉密码，保存后再读。",
        code="JX-PASSWORD",
    )


def other_kind(kind: str, advice: str) -> WorkbookError:
    """A file of another kind, whatever its name ends with."""
    return WorkbookError(f"这不是 Excel 表格，而是{kind}。", advice=advice, code="JX-NOT-WORKBOOK")


def missing_file(path: str) -> WorkbookError:
    """A path where no file is."""
    return WorkbookError(
        "找不到这个文件。",
        facts=path,
        advice="请检查文件名和所在的文件夹。",
        code="JX-NO-FILE",
        exit_code=ExitCode.USAGE,
    )


def is_folder(path: str) -> WorkbookError:
    """A folder where a file is asked for."""
    return WorkbookError(
        "这是一个文件夹，不是文件。",
        facts=path,
        advice="请选择里面的一个表格，或用“导入整个文件夹”。",
        code="JX-NO-FILE",
        exit_code=ExitCode.USAGE,
    )


def unreadable_file(path: str) -> WorkbookError:
    """A file that the system does not let us open."""
    return WorkbookError(
        "打不开这个文件。",
        facts=path,
        advice="如果它正在 WPS 或 Excel 里打开，请先关闭；也可能没有读取权限。",
        code="JX-NO-ACCESS",
    )
