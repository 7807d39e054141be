"""Disk words: what the operating system says of a file or a disk, in the words of the person at the desk."""

from __future__ import annotations

import errno

_BY_NUMBER = {
    errno.ENOSPC: "磁盘满了",
    errno.EDQUOT: "分给您的空间用完了",
    errno.EACCES: "没有权限",
    errno.EPERM: "没有权限",
    errno.EROFS: "写保护，只能读",
    errno.ENOENT: "没有这个文件或文件夹",
    errno.ENOTDIR: "不是文件夹",
    errno.EISDIR: "是文件夹，不是文件",
    errno.EIO: "读写出错，盘可能有坏的地方",
    errno.EBUSY: "正被别的程序占用",
    errno.ENAMETOOLONG: "文件名太长",
    errno.EINVAL: "文件名里有这个盘不能用的字",
    errno.EFBIG: "文件太大，这个盘放不下",
    errno.ENODEV: "盘已经拔出",
    errno.ENXIO: "盘已经拔出",
    errno.EMFILE: "打开的文件太多",
}
_BY_WINDOWS_NUMBER = {
    32: "正被别的程序打开",
    33: "正被别的程序打开",
    21: "盘没有准备好",
    1117: "读写出错，盘可能有坏的地方",
}


def disk_words(error: OSError) -> str:
    """The reason in a few words; a rare one keeps the system's own, so that the help desk can look it up."""
    known = _BY_WINDOWS_NUMBER.get(getattr(error, "winerror", None) or 0) or _BY_NUMBER.get(error.errno or 0)
    return known or error.strerror or str(error)
