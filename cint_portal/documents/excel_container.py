"""Looks at the container of a workbook before anything parses it: sizes, order, names, kind (T45, T48)."""

import re
import stat
import struct
import zlib
from collections.abc import Iterator
from io import BytesIO
from typing import Final
from zipfile import ZIP_DEFLATED, ZIP_STORED, BadZipFile, ZipFile, ZipInfo

from defusedxml.ElementTree import ParseError, fromstring

from cint_portal.documents.excel_limits import MEGABYTE, Limits, WorkbookRefused

_OLE: Final = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_END: Final = struct.Struct("<4s4H2LH")
_LOCAL: Final = struct.Struct("<4s5H3L2H")
_DIRECTORY_BYTES: Final = 600
"""Room for one directory entry; real ones need about 100."""
_MAIN: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"
_ACTIVE: Final = re.compile(r"macro|vba|activex|addin", re.IGNORECASE)
_TYPES: Final = "[Content_Types].xml"
_NEEDED: Final = frozenset({_TYPES, "xl/workbook.xml", "xl/_rels/workbook.xml.rels"})
_HEAD: Final = 4096


def check_container(data: bytes, limits: Limits) -> None:
    """Raises WorkbookRefused unless the bytes are a plain, honest, bounded .xlsx container."""
    if not data:
        raise WorkbookRefused("empty")
    if len(data) > limits.file_bytes:
        raise WorkbookRefused("file_bytes", limit=limits.file_bytes // MEGABYTE)
    if data.startswith(_OLE):
        raise WorkbookRefused("old_or_locked")
    if not data.startswith(b"PK\x03\x04"):
        raise WorkbookRefused("not_workbook")
    directory = _directory_start(data, limits)
    try:
        with ZipFile(BytesIO(data)) as archive:
            entries = archive.infolist()
            _check_entries(entries, limits)
            _check_contents(data, entries, directory)
            _check_kind(entries, archive)
    except (BadZipFile, zlib.error, struct.error, NotImplementedError, UnicodeDecodeError) as error:
        raise WorkbookRefused("damaged") from error


def _directory_start(data: bytes, limits: Limits) -> int:
    """Where the central directory begins, read by hand so that a million entries are never loaded."""
    position = data.rfind(b"PK\x05\x06", max(0, len(data) - 0x10000 - _END.size))
    if position < 0 or position + _END.size > len(data):
        raise WorkbookRefused("damaged")
    _, disk, first_disk, here, entries, size, start, comment = _END.unpack_from(data, position)
    if entries > limits.entries or size > limits.entries * _DIRECTORY_BYTES:
        raise WorkbookRefused("entries", limit=limits.entries)
    if (disk, first_disk, here) != (0, 0, entries) or start + size != position:
        raise WorkbookRefused("bad_structure")
    if position + _END.size + comment != len(data):
        raise WorkbookRefused("bad_structure")
    return int(start)


def _check_entries(entries: list[ZipInfo], limits: Limits) -> None:
    """What the directory declares: number, names, flags, sizes."""
    if len(entries) > limits.entries:
        raise WorkbookRefused("entries", limit=limits.entries)
    names = {entry.filename.lower() for entry in entries}
    if len(names) != len(entries) or any(map(_is_bad_name, entries)):
        raise WorkbookRefused("bad_name")
    if any(entry.flag_bits & 0x2041 for entry in entries):
        raise WorkbookRefused("encrypted")
    if any(entry.compress_type not in (ZIP_STORED, ZIP_DEFLATED) for entry in entries):
        raise WorkbookRefused("bad_structure")
    unpacked = sum(entry.file_size for entry in entries)
    if unpacked > limits.unpacked_bytes:
        raise WorkbookRefused("unpacked_bytes", limit=limits.unpacked_bytes // MEGABYTE)
    packed = sum(entry.compress_size for entry in entries)
    swollen = any(_is_swollen(entry.file_size, entry.compress_size, limits) for entry in entries)
    if swollen or _is_swollen(unpacked, packed, limits):
        raise WorkbookRefused("ratio", limit=limits.ratio)


def _is_bad_name(entry: ZipInfo) -> bool:
    # ZipInfo cuts a name at a NUL byte, which another reader may not do.
    name = entry.orig_filename
    climbs = name.startswith("/") or "\\" in name or ":" in name or ".." in name.split("/")
    return climbs or "\x00" in name or stat.S_ISLNK(entry.external_attr >> 16)


def _is_swollen(unpacked: int, packed: int, limits: Limits) -> bool:
    return unpacked > MEGABYTE and unpacked > limits.ratio * packed


def _check_contents(data: bytes, entries: list[ZipInfo], directory: int) -> None:
    """What is really there: no shared bytes, and each part as large as declared."""
    ordered = sorted(entries, key=lambda entry: entry.header_offset)
    ends = [entry.header_offset for entry in ordered[1:]] + [directory]
    if ordered and ordered[0].header_offset != 0:
        raise WorkbookRefused("bad_structure")
    for entry, limit in zip(ordered, ends, strict=True):
        start = _content_start(data, entry)
        if start + entry.compress_size > limit:
            raise WorkbookRefused("overlap")
        head = _inflated_head(data[start : start + entry.compress_size], entry)
        if b"<!DOCTYPE" in head.replace(b"\x00", b"").upper():
            raise WorkbookRefused("dtd")


def _content_start(data: bytes, entry: ZipInfo) -> int:
    """Behind the local header, which must tell the same story as the directory."""
    header = _LOCAL.unpack_from(data, entry.header_offset)
    signature, flags, method, name_length, extra_length = (
        header[0],
        header[2],
        header[3],
        header[9],
        header[10],
    )
    if signature != b"PK\x03\x04" or flags & 0x2041 or method != entry.compress_type:
        raise WorkbookRefused("bad_structure")
    return int(entry.header_offset + _LOCAL.size + name_length + extra_length)


def _inflated_head(packed: bytes, entry: ZipInfo) -> bytes:
    """Unpack in bounded pieces, prove size and checksum, keep only the beginning."""
    size = checksum = 0
    head = b""
    for piece in _pieces(packed, entry):
        size += len(piece)
        if size > entry.file_size:
            raise WorkbookRefused("lying_size")
        checksum = zlib.crc32(piece, checksum)
        head = head or piece[:_HEAD]
    if size != entry.file_size:
        raise WorkbookRefused("lying_size")
    if checksum != entry.CRC:
        raise WorkbookRefused("damaged")
    return head


def _pieces(packed: bytes, entry: ZipInfo) -> Iterator[bytes]:
    if entry.compress_type == ZIP_STORED:
        yield packed
        return
    inflater, rest = zlib.decompressobj(-15), packed
    while not inflater.eof:
        piece, waiting = inflater.decompress(rest, MEGABYTE), len(rest)
        rest = inflater.unconsumed_tail
        if not piece and len(rest) == waiting and not inflater.eof:
            raise WorkbookRefused("lying_size")
        yield piece
    if inflater.unused_data:
        raise WorkbookRefused("lying_size")


def _check_kind(entries: list[ZipInfo], archive: ZipFile) -> None:
    """The declared kind is a plain workbook; nothing in it is meant to run."""
    names = {entry.filename for entry in entries}
    if _TYPES not in names:
        raise WorkbookRefused("not_workbook")
    try:
        kinds = [
            element.get("ContentType", "") for element in fromstring(archive.read(_TYPES), forbid_dtd=True)
        ]
    except (ParseError, ValueError, LookupError) as error:
        raise WorkbookRefused("damaged") from error
    if any(map(_ACTIVE.search, kinds)) or any(map(_ACTIVE.search, names)):
        raise WorkbookRefused("macro")
    if _MAIN not in kinds or not names >= _NEEDED:
        raise WorkbookRefused("wrong_kind")
