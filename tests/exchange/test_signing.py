"""Signatures and envelopes: published vectors, and what an envelope's signature covers."""

from __future__ import annotations

import pytest
from package_builder import signer

from jxdesk.exchange import envelope
from jxdesk.exchange.refusals import PackageRefused, Refusal
from jxdesk.exchange.signing import ED25519_SHA256, Ed25519Signer, is_signed, key_id

# RFC 8032, section 7.1: secret key, public key, message, signature.
RFC_8032 = (
    (
        "9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60",
        "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a",
        "",
        "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b",
    ),
    (
        "4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb",
        "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c",
        "72",
        "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00",
    ),
    (
        "c5aa8df43f9f837bedb7442f31dcb7b166d38535076f094b85ce3a2e0b4458f7",
        "fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025",
        "af82",
        "6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac18ff9b538d16f290ae67f760984dc6594a7c15e9716ed28dc027beceea1ec40a",
    ),
    (
        "833fe62409237b9d62ec77587520911e9a759cec1d19755b7da901b96dca3d42",
        "ec172b93ad5e563bf4932c70e1245034c35467ef2efd4d64ebf819683467e2bf",
        "ddaf35a193617abacc417349ae20413112e6fa4e89a97ea20a9eeee64b55d39a2192992a274fc1a836ba3c23a3feebbd454d4423643ce80e2a9ac94fa54ca49f",
        "dc2a4459e7369633a52b1bf277839a00201009a3efbf3ecb69bea2186c26b58909351fc9ac90b3ecfdfbc7c66431e0303dca179c138ac17ad9bef1177331a704",
    ),
)


@pytest.mark.parametrize(("secret", "public", "message", "signature"), RFC_8032)
def test_signatures_are_those_of_rfc_8032(secret: str, public: str, message: str, signature: str) -> None:
    one = Ed25519Signer(bytes.fromhex(secret))
    said, signed = bytes.fromhex(message), bytes.fromhex(signature)
    assert one.public_key.hex() == public
    assert one.sign(said) == signed
    assert is_signed(ED25519_SHA256, one.public_key, signed, said)


def test_any_turned_bit_of_signature_key_or_message_is_noticed() -> None:
    public, message, signature = (bytes.fromhex(text) for text in RFC_8032[2][1:])
    for bit in range(512):
        turned = bytearray(signature)
        turned[bit // 8] ^= 1 << bit % 8
        assert not is_signed(ED25519_SHA256, public, bytes(turned), message)
    for bit in range(256):
        turned = bytearray(public)
        turned[bit // 8] ^= 1 << bit % 8
        assert not is_signed(ED25519_SHA256, bytes(turned), signature, message)
    assert not is_signed(ED25519_SHA256, public, signature, message + b"\x00")
    assert not is_signed("sm2-sm3", public, signature, message)


def test_the_signed_bytes_are_those_of_the_dsse_protocol() -> None:
    # The example of DSSE's protocol.md.
    assert (
        envelope.signed_bytes("http://example.com/HelloWorld", b"hello world")
        == b"DSSEv1 29 http://example.com/HelloWorld 11 hello world"
    )


def test_a_key_is_named_by_its_suite_and_its_bytes() -> None:
    one = signer()
    assert key_id(one.suite, one.public_key) != key_id("sm2-sm3", one.public_key)
    assert len(key_id(one.suite, one.public_key)) == 64


def test_an_envelope_comes_back_from_its_bytes_and_its_type_is_signed() -> None:
    one = signer()
    made = envelope.sign(envelope.PACKAGE_TYPE, b'{"a":1}', (one, signer(2)))
    read = envelope.from_bytes(envelope.to_bytes(made), where="x")
    assert read == made
    assert is_signed(one.suite, one.public_key, read.signatures[0].raw, read.signed_bytes)
    other = envelope.signed_bytes(envelope.CERTIFICATE_TYPE, read.payload)
    assert not is_signed(one.suite, one.public_key, read.signatures[0].raw, other)


@pytest.mark.parametrize("text", ["AAA", "AA-_", "AAAA\n", "AB==", "AAAA=", "ＡＡＡＡ"])
def test_base64_has_one_spelling(text: str) -> None:
    data = envelope.to_bytes(envelope.sign(envelope.PACKAGE_TYPE, b"{}", (signer(),)))
    changed = data.replace(b'"payload":"e30="', f'"payload":"{text}"'.replace("\n", "\\n").encode())
    assert changed != data
    with pytest.raises(PackageRefused) as refused:
        envelope.from_bytes(changed, where="x")
    assert refused.value.refusal is Refusal.MANIFEST
