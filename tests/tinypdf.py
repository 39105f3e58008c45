"""Write small PDFs by hand, so that a test knows every byte of what it opens."""

from __future__ import annotations

import hashlib
import zlib

PADDING = bytes.fromhex("28bf4e5e4e758a4164004e56fffa01082e2e00b6d0683e802f0ca9fe6453697a")
"""PDF 1.7, algorithm 2: the padding of a password."""

FONT = b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>"


def stream(data: bytes, entries: bytes = b"") -> bytes:
    return b"<<%s/Length %d>>\nstream\n%s\nendstream" % (entries, len(data), data)


def assemble(objects: list[bytes], *, trailer: bytes = b"") -> bytes:
    """Return a PDF of `objects`, numbered from 1; object 1 is the catalog."""
    data, offsets = b"%PDF-1.7\n", []
    for number, body in enumerate(objects, start=1):
        offsets.append(len(data))
        data += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    start = len(data)
    data += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    data += b"".join(b"%010d 00000 n \n" % offset for offset in offsets)
    data += b"trailer\n<</Root 1 0 R/Size %d%s>>\n" % (len(objects) + 1, trailer)
    return data + b"startxref\n%d\n%%%%EOF\n" % start


def pdf(
    *contents: bytes,
    page: bytes = b"/MediaBox[0 0 612 792]",
    resources: bytes = b"",
    extra: tuple[bytes, ...] = (),
    catalog: bytes = b"",
    trailer: bytes = b"",
) -> bytes:
    """Return a PDF of one page for each content stream.

    Objects: 1 catalog, 2 page tree, 3 font /F, then `extra` from 4, then pages and contents.
    """
    first = 4 + len(extra)
    kids = b" ".join(b"%d 0 R" % (first + 2 * i) for i in range(len(contents)))
    objects = [
        b"<</Type/Catalog/Pages 2 0 R%s>>" % catalog,
        b"<</Type/Pages/Count %d/Kids[%s]>>" % (len(contents), kids),
        FONT,
        *extra,
    ]
    for index, content in enumerate(contents):
        objects.append(
            b"<</Type/Page/Parent 2 0 R/Contents %d 0 R/Resources<</Font<</F 3 0 R>>%s>>%s>>"
            % (first + 2 * index + 1, resources, page)
        )
        objects.append(stream(content))
    return assemble(objects, trailer=trailer)


def text(words: bytes, x: float, y: float, *, size: float = 12, before: bytes = b"") -> bytes:
    return b"q BT %s /F %g Tf %g %g Td (%s) Tj ET Q " % (before, size, x, y, words)


def gray_image(side: int = 100, level: int = 255) -> bytes:
    """Return an image XObject, `side` pixels square, of one gray."""
    entries = b"/Type/XObject/Subtype/Image/Width %d/Height %d" % (side, side)
    entries += b"/ColorSpace/DeviceGray/BitsPerComponent 8/Filter/FlateDecode"
    return stream(zlib.compress(bytes([level]) * side * side), entries)


def rc4(key: bytes, data: bytes) -> bytes:
    box, j = list(range(256)), 0
    for i in range(256):
        j = (j + box[i] + key[i % len(key)]) % 256
        box[i], box[j] = box[j], box[i]
    out, i, j = bytearray(), 0, 0
    for byte in data:
        i = (i + 1) % 256
        j = (j + box[i]) % 256
        box[i], box[j] = box[j], box[i]
        out.append(byte ^ box[(box[i] + box[j]) % 256])
    return bytes(out)


def encrypted_pdf(content: bytes, *, user_password: bytes) -> bytes:
    """Return a one-page PDF in 40-bit RC4 (PDF 1.7, algorithms 2 and 4) with that user password."""
    owner, identity, permissions = bytes(range(32)), b"0123456789abcdef", -4
    secret = (user_password + PADDING)[:32] + owner
    secret += permissions.to_bytes(4, "little", signed=True) + identity
    key = hashlib.md5(secret).digest()[:5]
    content_object = 5  # catalog, page tree, font, page, contents
    salted = key + content_object.to_bytes(3, "little") + b"\x00\x00"
    sealed = rc4(hashlib.md5(salted).digest()[:10], content)
    encrypt = b"/Encrypt<</Filter/Standard/V 1/R 2/O<%s>/U<%s>/P %d>>/ID[<%s><%s>]" % (
        owner.hex().encode(),
        rc4(key, PADDING).hex().encode(),
        permissions,
        identity.hex().encode(),
        identity.hex().encode(),
    )
    return pdf(sealed, trailer=encrypt)
