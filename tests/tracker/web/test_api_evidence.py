"""A file on its way from the citizen to the officer."""

from io import BytesIO

import pytest
from httpx2 import Response
from PIL import Image

from tests.builders import complaint, filing, register
from tests.tracker.web.clients import BOT, Web, problem
from tracker.contract import EvidenceKept
from tracker.evidence import MOST_BYTES

PDF = b"%PDF-1.4\n%%EOF\n"


def send(web: Web, data: bytes, name: str = "photo.jpg") -> Response:
    return web.client.post("/api/v1/evidence", files={"file": (name, data)}, headers=BOT)


def photo() -> bytes:
    out = BytesIO()
    Image.new("RGB", (60, 40), "#0f6b57").save(out, "JPEG")
    return out.getvalue()


def test_a_photo_is_kept_and_reaches_the_officer_as_an_attachment(web: Web) -> None:
    kept = EvidenceKept.model_validate_json(send(web, photo()).content)
    number = register(web.place, filing(evidence=[kept.id])).number
    headers = web.officer(web.place.officers.li_min)
    response = web.client.get(f"/api/v1/cases/{number}/evidence/{kept.id}", headers=headers)
    assert response.status_code == 200
    assert len(response.content) == kept.size
    assert response.headers["content-disposition"] == f'attachment; filename="{number}-{kept.id[:8]}.jpg"'
    assert response.headers["content-type"] == "application/octet-stream"
    assert response.headers["x-content-type-options"] == "nosniff"
    assert Image.open(BytesIO(response.content)).size == (60, 40)


def test_who_may_not_see_the_case_may_not_have_its_files(web: Web) -> None:
    kept = send(web, PDF).json()["id"]
    number = register(web.place, complaint(evidence=[kept])).number
    for officer in (web.place.officers.sun_li, web.place.officers.chen_zhiyuan, web.place.officers.zhou_qiang):
        response = web.client.get(f"/api/v1/cases/{number}/evidence/{kept}", headers=web.officer(officer))
        problem(response, 404, "not_found")


def test_a_file_is_had_only_through_its_own_case(web: Web) -> None:
    kept = send(web, PDF).json()["id"]
    register(web.place, filing(evidence=[kept]))
    other = register(web.place, filing(), under="key-2").number
    headers = web.officer(web.place.officers.li_min)
    problem(web.client.get(f"/api/v1/cases/{other}/evidence/{kept}", headers=headers), 404, "not_found")


@pytest.mark.parametrize("chunked", [False, True])
def test_a_file_of_thirty_megabytes_is_refused(web: Web, chunked: bool) -> None:
    form = b'--x\r\nContent-Disposition: form-data; name="file"; filename="a.pdf"\r\n\r\n'
    whole = form + PDF + bytes(30 * 1024 * 1024) + b"\r\n--x--\r\n"
    pieces = (whole[at : at + 1024 * 1024] for at in range(0, len(whole), 1024 * 1024))
    headers = BOT | {"Content-Type": "multipart/form-data; boundary=x"}
    response = web.client.post("/api/v1/evidence", content=pieces if chunked else whole, headers=headers)
    problem(response, 413, "too_large")
    assert not (web.data_dir / "evidence").exists()


def test_a_file_a_little_over_the_limit_is_refused(web: Web) -> None:
    found = problem(send(web, PDF + bytes(MOST_BYTES)), 413, "too_large")
    assert "20 MB" in found.detail


def test_a_broken_picture_is_refused(web: Web) -> None:
    problem(send(web, photo()[:50]), 415, "broken_image")


@pytest.mark.parametrize("data", [b"", b"MZ" + bytes(300), b"<svg onload=alert(1)>"], ids=["nothing", "program", "svg"])
def test_other_kinds_are_refused_whatever_they_are_called(web: Web, data: bytes) -> None:
    problem(send(web, data, name="photo.jpg"), 415, "kind_not_taken")


def test_a_form_without_a_file_is_refused(web: Web) -> None:
    found = problem(web.client.post("/api/v1/evidence", headers=BOT), 422, "invalid")
    assert [error["field"] for error in found.errors] == ["file"]


def test_only_the_bot_may_bring_files(web: Web) -> None:
    problem(web.client.post("/api/v1/evidence", files={"file": ("a", PDF)}), 401, "unauthorized")
    assert not (web.data_dir / "evidence").exists()
