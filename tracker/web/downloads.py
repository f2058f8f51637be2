"""A citizen's file for an officer: always to be saved, never opened inside our pages."""

from pathlib import Path

from fastapi import Response
from fastapi.responses import FileResponse
from sqlmodel import Session, select

from tracker.evidence import path_of
from tracker.models import Case, Evidence
from tracker.queries.scope import visible
from tracker.rules.errors import NotFound
from tracker.rules.facts import OfficerFacts, Org
from tracker.rules.words import Status


def attachment(
    session: Session, data_dir: Path, viewer: OfficerFacts, org: Org, *, number: str, evidence_id: str
) -> Response:
    """Raises :class:`NotFound` alike for no such file, and one of a case that is not the viewer's to see."""
    kept = session.exec(
        select(Evidence)
        .join(Case)
        .where(Evidence.id == evidence_id, Case.number == number, visible(viewer, org))
        .where(Case.status != Status.HANDED_OVER.value)
    ).first()
    if kept is None:
        raise NotFound("没有这份材料，或者您无权查看。")
    return FileResponse(
        path_of(data_dir, kept.sha256),
        media_type="application/octet-stream",
        filename=f"{number}-{kept.id[:8]}.{kept.kind}",
        headers={"X-Content-Type-Options": "nosniff", "Cache-Control": "private, no-store"},
    )
