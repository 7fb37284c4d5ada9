"""Unpack whole pages (gzip, Zstandard) in small steps, under the limits on size and ratio."""

from __future__ import annotations

import io
import zlib
from typing import IO, cast

from detente.errors import TooCompressed, TooLarge, Undecodable
from detente.settings import Settings
from detente.source.packed import ZSTANDARD, unpacking

_MAGIC = b"\x1f\x8b\x08"
_STEP = 65_536
#: Unpacked content up to this many bytes is harmless whatever its ratio (short texts that repeat themselves).
_HARMLESS = 65_536
#: gzip within gzip within gzip is as deep as honest files get.
_MAX_LAYERS = 3


def is_packed(content: bytes) -> bool:
    """Whether the bytes are gzip or Zstandard, by the first of them."""
    return content.startswith((_MAGIC, ZSTANDARD))


def unpack(content: bytes, name: str, settings: Settings) -> bytes:
    """Take off every layer of gzip or Zstandard.

    Args:
        content: The bytes as they came, packed or not.
        name: What to call them in an error.
        settings: `max_bytes` and `max_ratio` apply to what comes out, against the bytes as they came.

    Returns:
        The bytes without packing around them.

    Raises:
        TooCompressed: More than `max_ratio` times as many bytes come out, or it is packed again and again.
        TooLarge: More than `max_bytes` come out.
        Undecodable: The packed data is damaged or breaks off.
    """
    packed = len(content)
    layers = 0
    while is_packed(content):
        if layers == _MAX_LAYERS:
            raise TooCompressed(
                f"{name} is packed within packing within packing, more than {_MAX_LAYERS} times.",
                "Unpack it by hand if you trust it.",
            )
        unpacked = _one_layer if content.startswith(_MAGIC) else _one_frame
        content = unpacked(content, packed, name, settings)
        layers += 1
    return content


def _one_layer(content: bytes, packed: int, name: str, settings: Settings) -> bytes:
    out = bytearray()
    rest = memoryview(content)
    while bytes(rest[:3]) == _MAGIC:  # one file may hold several members, one after the other
        member = zlib.decompressobj(wbits=31)
        at = 0
        pending = b""
        while not member.eof:
            if not pending:
                pending = bytes(rest[at : at + _STEP])
                at += len(pending)
            if not pending:
                raise Undecodable(
                    f"The gzip data of {name} breaks off after {len(out):,} bytes.", "Get the whole file again."
                )
            try:
                out += member.decompress(pending, _STEP)
            except zlib.error as error:
                raise Undecodable(
                    f"The gzip data of {name} is damaged ({error}).", "Get the file again."
                ) from None
            pending = member.unconsumed_tail
            used = len(content) - len(rest) + at - len(pending)
            _check(len(out), packed, used / len(content), name, settings)
        rest = rest[at - len(member.unused_data) :]
    return bytes(out)


def _one_frame(content: bytes, packed: int, name: str, settings: Settings) -> bytes:
    out = bytearray()
    with unpacking(cast("IO[bytes]", io.BytesIO(content)), name, settings) as stream:
        while step := stream.read(_STEP):
            out += step
            _check(len(out), packed, 1.0, name, settings)
    return bytes(out)


def _check(unpacked: int, packed: int, share: float, name: str, settings: Settings) -> None:
    """Check what came out of the first `share` of the packed bytes."""
    too_much = unpacked > settings.max_bytes
    # Beyond the size limit the ratio so far tells a bomb from a large file.
    weight = packed * share if too_much else packed
    if unpacked > _HARMLESS and unpacked > settings.max_ratio * weight:
        raise TooCompressed(
            f"{name} unpacks to more than {settings.max_ratio:g} times its {packed:,} bytes.",
            "Unpack it by hand if you trust it, or raise DETENTE_MAX_RATIO.",
        )
    if too_much:
        raise TooLarge(
            f"{name} unpacks to more than {settings.max_bytes:,} bytes.",
            "Split it into its pages, or raise DETENTE_MAX_BYTES.",
        )
