"""Files of citizens: kept once, by what they are; pictures lose all that they should not tell."""

import zipfile
import zlib
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from struct import pack

import pytest
from PIL import Image
from sqlmodel import select

from tests.builders import NOW
from tracker import evidence
from tracker.contract import EvidenceKept
from tracker.db import Database
from tracker.evidence import BrokenImage, NotTaken, TooLarge
from tracker.models import Evidence

GPS = 0x8825
ORIENTATION = 0x0112
MAKER = 0x010F

PDF = b"%PDF-1.4\n1 0 obj\n<<>>\nendobj\n%%EOF\n"
OGG = b"OggS\0\2" + bytes(58)
MP4 = b"\0\0\0\x18ftypmp42\0\0\0\0mp42isom" + bytes(64)
M4A = b"\0\0\0\x18ftypM4A \0\0\0\0M4A mp42" + bytes(64)
MP3 = b"ID3\3\0\0\0\0\0\0" + bytes(64)
AMR = b"#!AMR\n" + bytes(64)


@pytest.fixture
def db(sqlite_url: str) -> Iterator[Database]:
    db = Database(sqlite_url)
    yield db
    db.close()


def picture(format: str = "JPEG", *, size: tuple[int, int] = (60, 40), exif: Image.Exif | None = None) -> bytes:
    out = BytesIO()
    image = Image.new("RGB", size, "#0f6b57")
    image.putpixel((0, 0), (255, 255, 255))
    image.save(out, format, **({"exif": exif} if exif else {}))
    return out.getvalue()


def photo_from_a_telephone() -> bytes:
    exif = Image.Exif()
    exif[MAKER] = "Telephone 9"
    exif[ORIENTATION] = 6
    exif.get_ifd(GPS)[1] = "N"
    return picture(exif=exif)


def opened(db: Database, folder: Path, kept: EvidenceKept) -> Image.Image:
    return Image.open(BytesIO(_content(db, folder, kept)))


def _content(db: Database, folder: Path, kept: EvidenceKept) -> bytes:
    with db.reading() as session:
        row = session.get_one(Evidence, kept.id)
        return evidence.path_of(folder, row.sha256).read_bytes()


def test_a_photo_forgets_where_and_by_which_telephone_it_was_taken(db: Database, tmp_path: Path) -> None:
    sent = photo_from_a_telephone()
    assert dict(Image.open(BytesIO(sent)).getexif())
    kept = evidence.keep(db, tmp_path, sent, now=NOW)
    assert dict(opened(db, tmp_path, kept).getexif()) == {}
    assert b"Telephone" not in _content(db, tmp_path, kept)


def test_a_photo_stands_upright(db: Database, tmp_path: Path) -> None:
    kept = evidence.keep(db, tmp_path, photo_from_a_telephone(), now=NOW)
    assert opened(db, tmp_path, kept).size == (40, 60)


def test_what_hides_behind_a_picture_is_gone(db: Database, tmp_path: Path) -> None:
    kept = evidence.keep(db, tmp_path, picture("GIF") + b"<script>alert(1)</script>", now=NOW)
    assert b"script" not in _content(db, tmp_path, kept)


def test_a_moving_picture_keeps_its_frames(db: Database, tmp_path: Path) -> None:
    out = BytesIO()
    frames = [Image.new("RGB", (8, 8), colour) for colour in ("red", "green", "blue")]
    frames[0].save(out, "GIF", save_all=True, append_images=frames[1:], comment=b"secret")
    kept = evidence.keep(db, tmp_path, out.getvalue(), now=NOW)
    assert getattr(opened(db, tmp_path, kept), "n_frames", 1) == 3
    assert b"secret" not in _content(db, tmp_path, kept)


def test_of_a_double_picture_the_first_is_kept(db: Database, tmp_path: Path) -> None:
    """Some telephones write the picture and a smaller one behind it into one file."""
    out = BytesIO()
    Image.new("RGB", (60, 40)).save(out, "MPO", save_all=True, append_images=[Image.new("RGB", (6, 4))])
    kept = evidence.keep(db, tmp_path, out.getvalue(), now=NOW)
    assert (kept.kind, opened(db, tmp_path, kept).size) == ("jpg", (60, 40))


def test_a_see_through_picture_stays_see_through(db: Database, tmp_path: Path) -> None:
    out = BytesIO()
    Image.new("RGBA", (8, 8), (0, 0, 0, 0)).save(out, "PNG")
    kept = evidence.keep(db, tmp_path, out.getvalue(), now=NOW)
    assert opened(db, tmp_path, kept).mode == "RGBA"


@pytest.mark.parametrize("format", ["JPEG", "PNG", "WEBP", "GIF"])
def test_pictures_are_kept_as_the_kind_they_are(db: Database, tmp_path: Path, format: str) -> None:
    kept = evidence.keep(db, tmp_path, picture(format), now=NOW)
    image = opened(db, tmp_path, kept)
    assert image.format == format
    assert kept.kind == {"JPEG": "jpg"}.get(format, format.lower())


@pytest.mark.parametrize(
    ("data", "kind"),
    [(PDF, "pdf"), (OGG, "ogg"), (MP4, "mp4"), (M4A, "m4a"), (MP3, "mp3"), (AMR, "amr")],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_documents_and_recordings_are_kept_byte_for_byte(
    db: Database, tmp_path: Path, data: bytes, kind: str
) -> None:
    kept = evidence.keep(db, tmp_path, data, now=NOW)
    assert (kept.kind, kept.size) == (kind, len(data))
    assert _content(db, tmp_path, kept) == data


@pytest.mark.parametrize(("folder", "kind"), [("word", "docx"), ("xl", "xlsx")])
def test_office_documents_are_told_from_plain_archives(
    db: Database, tmp_path: Path, folder: str, kind: str
) -> None:
    out = BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name in ("[Content_Types].xml", "_rels/.rels", f"{folder}/document.xml", f"{folder}/styles.xml"):
            archive.writestr(name, "<x/>" * 20)
    assert evidence.keep(db, tmp_path, out.getvalue(), now=NOW).kind == kind


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"hello",
        b"<!doctype html><script>alert(1)</script>",
        b'<svg xmlns="http://www.w3.org/2000/svg"><script/></svg>',
        b"MZ" + bytes(200),
        b"PK\3\4" + bytes(200),
        b"II*\0" + bytes(200),
    ],
    ids=["nothing", "text", "html", "svg", "program", "archive", "tiff"],
)
def test_other_kinds_are_refused_with_what_is_taken(db: Database, tmp_path: Path, data: bytes) -> None:
    with pytest.raises(NotTaken, match="可以提交图片"):
        evidence.keep(db, tmp_path, data, now=NOW)
    assert not (tmp_path / "evidence").exists()


@pytest.mark.parametrize("format", ["JPEG", "PNG", "WEBP", "GIF"])
def test_a_broken_picture_is_refused(db: Database, tmp_path: Path, format: str) -> None:
    whole = picture(format, size=(300, 300))
    with pytest.raises(BrokenImage, match="损坏"):
        evidence.keep(db, tmp_path, whole[:40], now=NOW)


def test_a_picture_that_stops_in_the_middle_is_refused(db: Database, tmp_path: Path) -> None:
    whole = picture("PNG", size=(300, 300))
    with pytest.raises(BrokenImage):
        evidence.keep(db, tmp_path, whole[: len(whole) // 2], now=NOW)


@pytest.mark.parametrize("side", [9_000, 12_000, 60_000])
def test_a_picture_that_unpacks_into_gigabytes_is_refused(db: Database, tmp_path: Path, side: int) -> None:
    with pytest.raises(BrokenImage, match="尺寸太大"):
        evidence.keep(db, tmp_path, huge_png(side), now=NOW)


def test_a_file_over_the_limit_is_refused(db: Database, tmp_path: Path) -> None:
    with pytest.raises(TooLarge, match="20 MB"):
        evidence.keep(db, tmp_path, PDF + bytes(evidence.MOST_BYTES), now=NOW)


def test_the_same_file_twice_is_two_pieces_of_evidence_and_one_file(db: Database, tmp_path: Path) -> None:
    first = evidence.keep(db, tmp_path, PDF, now=NOW)
    second = evidence.keep(db, tmp_path, PDF, now=NOW)
    assert first.id != second.id
    assert len([path for path in (tmp_path / "evidence").rglob("*") if path.is_file()]) == 1
    with db.reading() as session:
        assert len(session.exec(select(Evidence)).all()) == 2


def huge_png(side: int) -> bytes:
    """A few hundred bytes that say that they are a picture of ``side`` × ``side`` points."""

    def chunk(name: bytes, body: bytes) -> bytes:
        return pack(">I", len(body)) + name + body + pack(">I", zlib.crc32(name + body))

    header = pack(">IIBBBBB", side, side, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(b"")) + chunk(b"IEND", b"")
