"""The first lines of the frozen program: where a file of it is missing, they say so in words instead of a traceback."""

import os
import sys


def main() -> int:
    """Starts the program; answers its exit code."""
    _give_back_library_path()
    try:
        # Read by a thread beside the window; missing there, it would leave the window empty without a word.
        import _sqlite3  # noqa: F401

        from jxdesk.__main__ import main as begin
    except (ImportError, OSError) as error:
        return _say_incomplete(error)
    try:
        return begin()
    except ImportError as error:  # the window and its libraries are loaded by the doors, when they are opened
        return _say_incomplete(error)


def _give_back_library_path() -> None:
    """Lets other programs that this one opens (an office, a file manager) load their own libraries, not ours.

    On Linux the freezer's loader puts this program's folder first; the loader of this process has read that already.
    """
    own = os.environ.pop("LD_LIBRARY_PATH_ORIG", None)
    if own is not None:
        os.environ["LD_LIBRARY_PATH"] = own
    elif sys.platform.startswith("linux") and getattr(sys, "frozen", False):
        os.environ.pop("LD_LIBRARY_PATH", None)


def _say_incomplete(error: Exception) -> int:
    text = (
        "绩效桌面的程序文件不全，打不开。多半是杀毒软件把文件隔离了。\n\n"
        "请在杀毒软件的隔离区里恢复并信任，再把安装包重新运行一遍。\n"
        f"您的数据没有动。\n\n（{error}）"
    )
    if sys.platform == "win32" and sys.stderr is None:
        import ctypes

        stop_sign = 0x10
        ctypes.windll.user32.MessageBoxW(None, text, "绩效桌面", stop_sign)
    else:
        if (
            not sys.stderr.isatty()
        ):  # a console says Chinese by itself; a file and a pipe get what scripts read
            sys.stderr.reconfigure(encoding="utf-8")
        print(text, file=sys.stderr)
    return 4


if __name__ == "__main__":
    sys.exit(main())
