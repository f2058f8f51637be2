"""The citizen's files: checked by content, images made anew, each content kept once under its own hash."""

import hashlib
import os
import threading
from collections.abc import Mapping
from datetime import datetime
from io import BytesIO
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import Final
from uuid import uuid4

import filetype  # type: ignore[import-untyped]
from PIL import Image, ImageOps, ImageSequence, UnidentifiedImageError

from tracker.contract import EvidenceKept
from tracker.db import Database
from tracker.models import Evidence
from tracker.rules.errors import Refusal

MOST_BYTES: Final = 20 * 1024 * 1024
"""What Telegram lets a bot fetch; the web takes the same."""

MOST_PIXELS: Final = 64_000_000
"""Over all frames: a few kilobytes may unpack into gigabytes."""

MEDIA_TYPES: Final[Mapping[str, str]] = {
    "jpg": "image/jpeg",
    "png": "image/png",
    "webp": "image/webp",
    "gif": "image/gif",
    "pdf": "application/pdf",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "mp4": "video/mp4",
    "m4a": "audio/mp4",
    "ogg": "audio/ogg",
    "mp3": "audio/mpeg",
    "amr": "audio/amr",
}
"""The kinds that are taken, by the name they are kept under."""

IMAGES: Final[Mapping[str, str]] = {"jpg": "JPEG", "png": "PNG", "webp": "WEBP", "gif": "GIF"}
MOVING: Final = frozenset({"png", "webp", "gif"})
FRAME_MS: Final = 100
QUALITY: Final = 90
"""High enough to read a photographed letter."""

# An image of the most pixels takes some 200 MB while it is made anew.
_DRAWING = threading.BoundedSemaphore(2)


class TooLarge(Refusal):
    code = "too_large"
    status = 413


class NotTaken(Refusal):
    code = "kind_not_taken"
    status = 415


class BrokenImage(Refusal):
    code = "broken_image"
    status = 415


def keep(db: Database, data_dir: Path, data: bytes, *, now: datetime) -> EvidenceKept:
    """Stores the file, then the row that says so: a crash between leaves a file too many, never one too few.

    Raises :class:`TooLarge`, :class:`NotTaken` or :class:`BrokenImage`.
    """
    kind = _kind(data)
    clean = _redrawn(data, kind) if kind in IMAGES else data
    sha256 = hashlib.sha256(clean).hexdigest()
    _store(path_of(data_dir, sha256), clean)
    kept = EvidenceKept(id=uuid4().hex, kind=kind, size=len(clean))
    with db.writing() as session:
        session.add(Evidence(id=kept.id, sha256=sha256, kind=kind, size=kept.size, kept_at=now))
    return kept


def path_of(data_dir: Path, sha256: str) -> Path:
    return data_dir / "evidence" / sha256[:2] / sha256


def _kind(data: bytes) -> str:
    """By the first bytes; a name or a declared type proves nothing."""
    if len(data) > MOST_BYTES:
        raise TooLarge(f"文件太大，最多 {MOST_BYTES // 1024 // 1024} MB。请压缩或分成几个文件。")
    guess = filetype.guess(data)
    kind = guess.extension if guess else ""
    if kind not in MEDIA_TYPES:
        raise NotTaken("不支持这种文件。可以提交图片、PDF、Word（docx）、Excel（xlsx）、录音和 MP4 视频。")
    return kind


def _redrawn(data: bytes, kind: str) -> bytes:
    """The same picture without where, when and by which telephone it was taken, or anything hidden behind it."""
    with _DRAWING:
        try:
            return _drawn(data, kind)
        except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
            raise BrokenImage("图片的尺寸太大，请缩小后再发。") from error
        except (UnidentifiedImageError, OSError, SyntaxError, ValueError, EOFError) as error:
            raise BrokenImage("图片已经损坏，打不开。请重新拍一张或另存后再发。") from error


def _drawn(data: bytes, kind: str) -> bytes:
    with Image.open(BytesIO(data), formats=tuple(IMAGES.values())) as image:
        frames = getattr(image, "n_frames", 1) if kind in MOVING else 1
        if image.width * image.height * frames > MOST_PIXELS:
            raise Image.DecompressionBombError
        pictures = [_bare(frame) for frame, _ in zip(ImageSequence.Iterator(image), range(frames), strict=False)]
    first, *rest = pictures
    out = BytesIO()
    moving = {"save_all": True, "append_images": rest, "duration": FRAME_MS, "loop": 0} if rest else {}
    first.save(out, IMAGES[kind], quality=QUALITY, **moving)
    return out.getvalue()


def _bare(frame: Image.Image) -> Image.Image:
    """Upright, and nothing but pixels."""
    upright = ImageOps.exif_transpose(frame)
    see_through = upright.mode in ("LA", "PA", "RGBA") or "transparency" in upright.info
    bare = upright.convert("RGBA" if see_through else "RGB")
    bare.info = {}
    return bare


def _store(path: Path, data: bytes) -> None:
    """Whole or not at all, also when the machine stops in between."""
    if path.exists():
        return
    path.parent.mkdir(parents=True, exist_ok=True)
    with NamedTemporaryFile(dir=path.parent, delete=False) as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())
    os.replace(file.name, path)
