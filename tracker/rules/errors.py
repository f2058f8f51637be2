"""Refusals: what was asked cannot be done, and the message (Chinese) says what to do instead.

Refusal
├── NotAllowed          the step exists, but not for this person              403
├── NotFound            no such thing, or none that this person may see       404
├── IllegalStep         the status does not know this action                  409
├── Stale               somebody else changed the case in the meantime        409
├── OnRecord            refused by the rule, and the refusal is an event         409
├── KeyReused           the idempotency key belongs to another filing           409
├── Conflict            回避: the person or body is itself complained about     409
├── Incomplete          something the rule needs was not given                422
├── TooMany             slow down                                             429
├── NotReady            the office itself is not set up yet                     503
└── PromiseBroken       the change would leave a case on nobody's desk        500
"""


class Refusal(Exception):
    """``str(refusal)`` is shown to people; ``code`` is for programs; ``status`` is HTTP's."""

    code = "refused"
    status = 400


class NotAllowed(Refusal):
    code = "not_allowed"
    status = 403


class NotFound(Refusal):
    code = "not_found"
    status = 404


class IllegalStep(Refusal):
    code = "illegal_step"
    status = 409


class Stale(Refusal):
    code = "stale"
    status = 409


class OnRecord(Refusal):
    """The only refusal whose transaction is committed: the case keeps that it was asked."""

    code = "refused_on_record"
    status = 409


class KeyReused(Refusal):
    code = "key_reused"
    status = 409


class Conflict(Refusal):
    code = "conflict"
    status = 409


class Incomplete(Refusal):
    code = "incomplete"
    status = 422


class TooMany(Refusal):
    code = "too_many"
    status = 429


class NotReady(Refusal):
    code = "not_ready"
    status = 503


class PromiseBroken(Refusal):
    code = "promise_broken"
    status = 500
