import asyncio
import socket
from collections.abc import Iterator
from datetime import UTC, datetime
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import SMTP as WIRE
from email.utils import parsedate_to_datetime
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session

from tracker.transports.base import Letter, TransportError
from tracker.transports.email import Email, SmtpServer

AT = datetime(2026, 12, 15, 16, 0, tzinfo=UTC)
LETTER = Letter("alarm:7:officer:3", "【逾期】YX20261123-0001 办理已超时", "请立即办理，并说明原因。", AT)
CHEN = "chen@example.test"

REFUSALS = {
    "unknown@example.test": "550 5.1.1 no such user",
    "unknown-tersely@example.test": "553 nobody here",
    "full@example.test": "452 4.2.2 mailbox full",
    "disliked@example.test": "550 5.7.1 your network is listed",
}


class Sink:
    """A real SMTP server's behaviour; keeps what it takes."""

    def __init__(self) -> None:
        self.taken: list[Envelope] = []
        self.after_data = "250 OK"

    async def handle_RCPT(
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        if address in REFUSALS:
            return REFUSALS[address]
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        self.taken.append(envelope)
        return self.after_data

    def letter(self) -> EmailMessage:
        """The only letter taken, parsed."""
        (envelope,) = self.taken
        assert isinstance(envelope.content, bytes)
        return message_from_bytes(envelope.content, policy=WIRE)


def serving(sink: Sink, **options: Any) -> Iterator[int]:
    controller = Controller(sink, hostname="127.0.0.1", port=0, **options)
    # aiosmtpd finds out the port only after it has bound port 0 by itself.
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        controller.port = free.getsockname()[1]
    controller.start()
    yield controller.port
    controller.stop()


@pytest.fixture
def sink() -> Sink:
    return Sink()


@pytest.fixture
def port(sink: Sink) -> Iterator[int]:
    yield from serving(sink)


def email(port: int, *, user: str = "", **options: Any) -> Email:
    return Email(SmtpServer.from_url(f"smtp://{user}127.0.0.1:{port}"), sender="回音 <huiyin@example.test>", **options)


def send(door: Email, address: str = CHEN, letter: Letter = LETTER) -> None:
    asyncio.run(door.send(address, letter))


def failure(door: Email, address: str = CHEN) -> TransportError:
    with pytest.raises(TransportError) as caught:
        send(door, address)
    assert address not in str(caught.value)
    return caught.value


def test_chen_reads_a_chinese_letter_as_it_was_written(sink: Sink, port: int) -> None:
    send(email(port, footer="请登录 http://127.0.0.1:8080/console 办理。"))
    letter = sink.letter()
    assert sink.taken[0].rcpt_tos == [CHEN]
    assert letter["Subject"] == LETTER.subject
    assert letter["To"] == CHEN
    assert parsedate_to_datetime(letter["Date"]) == AT
    assert letter["Auto-Submitted"] == "auto-generated"
    body = letter.get_content()
    assert LETTER.text in body
    assert "http://127.0.0.1:8080/console" in body


def test_a_letter_sent_twice_has_one_message_id_and_another_letter_has_another(sink: Sink, port: int) -> None:
    other = Letter("alarm:8:officer:3", LETTER.subject, LETTER.text, AT)
    for letter in (LETTER, LETTER, other):
        send(email(port), letter=letter)
    ids = [message_from_bytes(e.content)["Message-ID"] for e in sink.taken if isinstance(e.content, bytes)]
    assert ids[0] == ids[1] != ids[2]
    assert ids[0].endswith("@example.test>")


def test_a_line_break_in_a_subject_cannot_add_a_header(sink: Sink, port: int) -> None:
    send(email(port), letter=Letter("k", "【逾期】\r\nBcc: outsider@example.test", "正文", AT))
    assert sink.taken[0].rcpt_tos == [CHEN]
    assert sink.letter()["Bcc"] is None


@pytest.mark.parametrize("address", ["unknown@example.test", "unknown-tersely@example.test"])
def test_an_address_that_does_not_exist_is_never_tried_again(port: int, address: str) -> None:
    assert failure(email(port), address).permanent


@pytest.mark.parametrize("address", ["full@example.test", "disliked@example.test"])
def test_a_full_box_or_a_server_that_dislikes_us_is_tried_again(port: int, address: str) -> None:
    assert not failure(email(port), address).permanent


@pytest.mark.parametrize("answer", ["451 try later", "554 5.7.1 looks like spam"])
def test_a_letter_refused_for_its_content_does_not_close_the_door(sink: Sink, port: int, answer: str) -> None:
    sink.after_data = answer
    assert not failure(email(port)).permanent


def test_a_server_that_is_away_is_tried_again(port: int) -> None:
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        assert not failure(email(closed.getsockname()[1])).permanent


without_tls = pytest.mark.filterwarnings("ignore:Requiring AUTH while not requiring TLS:UserWarning")


def check_password(_server: SMTP, _session: Session, _envelope: Envelope, _mechanism: str, auth: Any) -> AuthResult:
    known = isinstance(auth, LoginPassword) and auth.password == b"p@ss:word/1"
    return AuthResult(success=known, handled=False)


@pytest.fixture
def guarded_port(sink: Sink) -> Iterator[int]:
    yield from serving(sink, authenticator=check_password, auth_required=True, auth_require_tls=False)


@without_tls
def test_a_password_with_signs_in_it_is_written_percent_encoded(sink: Sink, guarded_port: int) -> None:
    send(email(guarded_port, user="huiyin:p%40ss%3Aword%2F1@"))
    assert len(sink.taken) == 1


@without_tls
def test_a_wrong_password_is_our_fault_and_closes_nobodys_door(guarded_port: int) -> None:
    error = failure(email(guarded_port, user="huiyin:wrong@"))
    assert not error.permanent
    assert "535" in str(error)


@pytest.mark.parametrize(
    ("url", "server"),
    [
        ("smtp://mail", SmtpServer("mail", 25)),
        ("smtps://mail", SmtpServer("mail", 465, tls=True)),
        ("smtp://u:p@mail:587", SmtpServer("mail", 587, "u", "p")),
    ],
)
def test_the_address_of_the_server_says_port_and_tls(url: str, server: SmtpServer) -> None:
    assert SmtpServer.from_url(url) == server


@pytest.mark.parametrize("url", ["mail:25", "http://mail", "smtp://", "smtp://u:secret@mail:port"])
def test_an_address_that_cannot_be_read_is_refused_without_showing_the_password(url: str) -> None:
    with pytest.raises(ValueError, match="发信服务器") as caught:
        SmtpServer.from_url(url)
    assert "secret" not in str(caught.value)
