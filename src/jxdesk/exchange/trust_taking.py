"""Taking trust: what a desk believes once it has taken over a trust package from the office above, or why it refuses to."""

from __future__ import annotations

from dataclasses import dataclass

from jxdesk.domain.errors import JxError
from jxdesk.domain.records.offices import Office, with_path
from jxdesk.exchange.certificates import Certificate
from jxdesk.exchange.fingerprint import fingerprint, matches
from jxdesk.exchange.trust import Trust, chain_from, newest_of_each


class FingerprintDiffers(JxError):  # noqa: N818 - a verdict on what was typed
    """What was typed from the paper is not the fingerprint of the key in the file."""

    code = "JX-FINGERPRINT"


class TrustRefused(JxError):  # noqa: N818 - a verdict on what came
    """A trust package is whole but not for this desk, or it would change whom this desk believes."""

    code = "JX-TRUST"


@dataclass(frozen=True, slots=True, kw_only=True)
class Taken:
    """What is believed from now on, the desk's own certificate first in ``chain``.

    ``is_list`` where the package brought no certificate for this desk; ``stopped`` is the reason where a list of such a
    package names this desk's own key.
    """

    kept: Trust
    chain: tuple[Certificate, ...]
    is_new_root: bool = False
    is_list: bool = False
    stopped: str = ""


def take(
    before: Trust | None,
    came: Trust,
    *,
    public_key: bytes,
    office: Office,
    root_typed: str,
    where: str,
    is_blind: bool = False,
) -> Taken:
    """Holds a trust package against what a desk believes so far and answers what it believes then.

    ``is_blind`` says that the desk cannot tell any more whom it believed: then a person names the topmost key.

    Raises: PackageRefused, TrustRefused, FingerprintDiffers.
    """
    own = next((one for one in came.certificates if one.public_key == public_key), None)
    if (
        own is None
        and before is not None
        and (held := _own_above_which(before, public_key, came)) is not None
    ):
        return _take_lists(held, before, came)
    if own is None or own.is_self_signed:
        raise TrustRefused(
            "这份证书不是发给本机密钥的，没有安装。",
            facts=f"{where}：发给 {came.certificates[0].name if came.certificates else '（空）'}",
            advice="请核对是不是拿错了文件；换过电脑或重新建过密钥的，请用现在的密钥重新申请登记。",
        )
    if own.org != office.path:
        raise TrustRefused(
            "证书上的单位和本单位不一样，没有安装。",
            facts=f"证书：{with_path(own.name, own.org)}；本单位：{with_path(office.name, office.path)}",
            advice="请核对单位路径，再让上级按正确的路径重新发一份。",
        )
    chain = chain_from(came, own)
    _refuse_older(before, own)
    is_new = _refuse_other_root(before, own, chain[-1], root_typed, is_blind=is_blind)
    kept = _kept(chain, before, came)
    if (stopped := kept.revocation_of(own)) is not None:
        raise TrustRefused(
            "这份证书已经停用，没有安装。",
            facts=f"停用原因：{stopped.reason}",
            advice="请重新申请登记；不清楚原因的，问发证的上级财政部门。",
        )
    return Taken(kept=kept, chain=chain, is_new_root=is_new)


def _kept(chain: tuple[Certificate, ...], before: Trust | None, came: Trust) -> Trust:
    """The chain with the newest lists of its members."""
    lists = newest_of_each((*(before.lists if before is not None else ()), *came.lists))
    known = {one.key for one in chain}
    return Trust(certificates=chain, lists=tuple(one for one in lists if one.issuer in known))


def _refuse_other_root(
    before: Trust | None, own: Certificate, root: Certificate, typed: str, *, is_blind: bool
) -> bool:
    """Refuses a topmost key that this desk does not believe yet, unless a person has typed its fingerprint."""
    held = before.certificates if before is not None else ()
    if any(one.key == root.key and one.is_self_signed for one in held):
        return False
    # So far this desk believed nobody but itself.
    is_first = not is_blind and all(one.key == own.key for one in held)
    if is_first and not typed.strip():
        return True
    if not typed.strip():
        raise TrustRefused(
            "这份证书要本机改信另一个最上级的密钥，没有安装。",
            # Not its fingerprint: that is typed from paper, never copied from the file that is doubted.
            facts=f"新的最上级：{with_path(root.name, root.org)}",
            advice="请找上级盖了章的登记表或文件，照着输入最上级的指纹，再装一次。",
            code="JX-TRUST-ROOT",
        )
    if not matches(fingerprint(root.key), typed):
        raise FingerprintDiffers(
            "输入的指纹和证书里最上级的不一样，没有安装。",
            facts=f"输入的是 {typed.strip()}",
            advice="请照上级盖章的文件重新输入；仍不一样的，不要装这份文件，告诉上级。",
        )
    return True


def _refuse_older(before: Trust | None, own: Certificate) -> None:
    """Refuses a certificate that is older than the one this desk has for the same key."""
    held = before.find(own.key) if before is not None else None
    if held is not None and not held.is_self_signed and held.not_before > own.not_before:
        raise TrustRefused(
            "本机装着的证书比这一份新，没有安装。",
            facts=f"本机：{held.not_before} 发；这一份：{own.not_before} 发",
            advice="请核对是不是拿错了文件；本机的证书照常用。",
        )


def _own_above_which(before: Trust, public_key: bytes, came: Trust) -> Certificate | None:
    """This desk's certificate where a package holds only keys that stand above it already; None where it is for others."""
    own = next((one for one in before.certificates if one.public_key == public_key), None)
    known = {one.key for one in before.certificates}
    is_for_all = bool(came.lists) and all(one.key in known for one in came.certificates)
    return own if own is not None and not own.is_self_signed and is_for_all else None


def _take_lists(own: Certificate, before: Trust, came: Trust) -> Taken:
    """Keeps the newest of all lists; one that stops this desk's own key is kept like any other, and told."""
    above = {one.key: one for one in before.certificates} | {one.key: one for one in came.certificates}
    chain = chain_from(Trust(certificates=tuple(above.values())), own)
    kept = _kept(chain, before, came)
    stopped = kept.revocation_of(own)
    return Taken(kept=kept, chain=chain, is_list=True, stopped=stopped.reason if stopped is not None else "")
