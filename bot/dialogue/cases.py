"""Cases already filed: progress, additions, urging, withdrawal, rating. None of it needs an open draft."""

from collections.abc import Callable
from dataclasses import replace

from bot.dialogue.buttons import APPEALS, BACK, MENU, Press, Verb, data
from bot.dialogue.effects import (
    Add,
    Appeal,
    Button,
    Effect,
    Errand,
    Line,
    LookUp,
    Mine,
    Move,
    Rate,
    Rows,
    Say,
    Urge,
    Withdraw,
    line,
    say,
)
from bot.dialogue.events import Done, Found, LookedUp, Message, Refused
from bot.dialogue.intake import FILES_ONLY, addition
from bot.dialogue.pages import alarm, day, shown
from bot.dialogue.state import Phase, Stray, Talk, Wish
from tracker.contract import AppealCase, AppealStage, Lookup, Progress, Rating, Score

MOST_LISTED = 8
CLOSED = "closed"


def look_up(talk: Talk, number: str, lookup: Lookup | None) -> Move:
    """With a query code any case, without one only an own one."""
    if lookup is None:
        return talk, (Mine(talk.who, Errand.SEE, number),)
    return talk, (LookUp(lookup),)


def looked_up(talk: Talk, event: LookedUp) -> Move:
    """Whoever has the code may appeal, and nothing else."""
    case, code = event.progress, event.did.lookup.query_code.strip().upper()
    return talk, (_progress(case, _appeal_button(case, code)), *shown(talk))


def errand(talk: Talk, press: Press) -> Move:
    number = press.args[0] if press.args else None
    return talk, (Mine(talk.who, ERRANDS[press.verb], number),)


def withdraw(talk: Talk, press: Press) -> Move:
    return talk, (Withdraw(press.args[0], talk.who),)


def rate(talk: Talk, press: Press) -> Move:
    number, round_, score = press.args
    rating = Rating(channel=talk.who.channel, sender=talk.who.sender, score=Score(score), round=int(round_))
    return talk, (Rate(number, rating),)


def appeal(talk: Talk, press: Press) -> Move:
    """With a query code at once, else only an own case that can be appealed."""
    if len(press.args) < 2:
        return errand(talk, press)
    number, code = press.args
    return _ask_why(talk, number, Wish(STAGES[press.verb], code))


def hear_appealing(talk: Talk, message: Message) -> Move:
    who, wish = talk.who, talk.wished
    asked = AppealCase(
        channel=who.channel, sender=who.sender, stage=wish.stage, text=message.text, query_code=wish.code
    )
    return talk, (*alarm(message.sense), Appeal(talk.about or "", asked))


def found(talk: Talk, event: Found) -> Move:
    wanted, errand = event.did.number, event.did.errand
    cases = [case for case in event.cases if wanted in (None, case.number) and _fits(errand, case)]
    if not cases:
        return talk, (say(_nothing(event), choices=MENU), *shown(talk))
    if len(cases) > 1:
        return talk, (_list(errand, cases), *shown(talk))
    return DOING[errand](talk, cases[0])


def hear_adding(talk: Talk, message: Message) -> Move:
    """Also the reason of a bad rating: the next words belong to the case that ``about`` names."""
    add = Add(talk.about or "", addition(talk, message.text), message.key)
    return talk, (*alarm(message.sense), add)


def enough(talk: Talk, _press: Press) -> Move:
    if talk.phase is not Phase.REASON:
        return talk, (say("button.passed"), *shown(talk))
    talk, pages = rest(talk)
    return talk, (say("reason.skipped"), *pages)


def done(talk: Talk, event: Done) -> Move:
    return DONE[type(event.did)](talk, event)


def refused(talk: Talk, event: Refused) -> Move:
    """The tracker's own words. Words it would not add to a case are not lost: they may become one."""
    told = say("refused", detail=event.detail)
    did = event.did
    if isinstance(did, Appeal) and talk.phase is Phase.APPEALING:
        talk, pages = rest(talk)
        return talk, (told, *pages)
    if not isinstance(did, Add) or talk.phase is Phase.SORTING:
        return talk, (told, *shown(talk))
    words = "" if did.addition.text == FILES_ONLY else did.addition.text
    stray = (talk.stray or Stray(did.key)).plus(words, tuple(did.addition.evidence))
    talk, pages = rest(replace(talk, stray=stray or talk.stray))
    return talk, (told, *pages)


def rest(talk: Talk) -> Move:
    """Back to what was open before the errand."""
    page = talk.draft.page if talk.draft else Phase.OFFERED if talk.stray else Phase.IDLE
    if talk.draft and talk.stray:
        page = Phase.PAUSED
    talk = replace(talk, phase=page, about=None)
    return talk, shown(talk)


def _fits(errand: Errand, case: Progress) -> bool:
    if errand in APPEALING:
        return case.appeal is APPEALING[errand]
    return case.open or errand in (Errand.LIST, Errand.SEE)


def _nothing(event: Found) -> str:
    if event.did.errand in APPEALING:
        return "cases.no_appeal"
    if event.did.number is not None:
        return "cases.not_yours" if event.did.errand is Errand.SEE else "cases.not_open"
    return "cases.none_open" if event.cases else "cases.none"


def _list(errand: Errand, cases: list[Progress]) -> Say:
    verb = next(verb for verb, known in ERRANDS.items() if known is (Errand.SEE if errand is Errand.LIST else errand))
    newest = cases[:MOST_LISTED]
    lines = [line("cases.row", number=case.number, kind=case.kind.zh, status=case.status_zh) for case in newest]
    buttons = tuple((Button("case", data(verb, case.number), {"number": case.number}),) for case in newest)
    return Say((line("cases.list", count=str(len(cases))), *lines), buttons)


def _see(talk: Talk, case: Progress) -> Move:
    return talk, (_progress(case, _case_buttons(case)), *shown(talk))


def _add(talk: Talk, case: Progress) -> Move:
    talk = replace(talk, phase=Phase.ADDING, about=case.number)
    return talk, shown(talk)


def _appeal(talk: Talk, case: Progress) -> Move:
    return _ask_why(talk, case.number, Wish(case.appeal or AppealStage.RECHECK))


def _ask_why(talk: Talk, number: str, wish: Wish) -> Move:
    talk = replace(talk, phase=Phase.APPEALING, about=number, wish=wish)
    return talk, shown(talk)


def _urge(talk: Talk, case: Progress) -> Move:
    return talk, (Urge(case.number, talk.who),)


def _ask_withdraw(talk: Talk, case: Progress) -> Move:
    sure = Button("withdraw.sure", data(Verb.WITHDRAW_SURELY, case.number))
    choices = ((sure,), *BACK)
    if case.appealing:
        return talk, (say("withdraw.appeal", choices=choices, number=case.number, stage=case.appealing.zh),)
    return talk, (say("withdraw", choices=choices, number=case.number),)


def _progress(case: Progress, choices: Rows) -> Say:
    lines: list[Line] = [
        line("case", number=case.number, kind=case.kind.zh, status=case.status_zh),
        line("case.registered", day=day(case.registered_on), holder=case.holder),
    ]
    if case.open:
        lines.append(line("promised.provisional" if case.provisional else "promised", day=day(case.promised_on)))
        lines.append(line("case.next", next_step=case.next_step))
    lines += [line("case.step", step=step) for step in case.steps]
    if case.answer:
        lines.append(line("case.answer", answer=case.answer))
    if case.appeal and case.appeal_until:
        lines.append(line("case.appeal", day=day(case.appeal_until), stage=case.appeal.zh))
    return Say(tuple(lines), choices)


def _case_buttons(case: Progress) -> Rows:
    rows: list[tuple[Button, ...]] = []
    if case.rateable:
        labels = {
            Score.SATISFIED: "rate.satisfied",
            Score.FAIR: "rate.fair",
            Score.DISSATISFIED: "rate.dissatisfied",
        }
        rows.append(
            tuple(
                Button(label, data(Verb.RATE, case.number, str(case.round), score)) for score, label in labels.items()
            )
        )
    if case.open:
        verbs = {Verb.MORE: "more", Verb.URGE: "urge", Verb.WITHDRAW: "withdraw"}
        rows.append(tuple(Button(label, data(verb, case.number)) for verb, label in verbs.items()))
    return (*rows, *_appeal_button(case))


def _appeal_button(case: Progress, *code: str) -> Rows:
    if case.appeal is None:
        return ()
    button = Button("appeal", data(APPEALS[case.appeal], case.number, *code), {"stage": case.appeal.zh})
    return ((button,),)


def _appealed(talk: Talk, event: Done) -> Move:
    case = event.progress
    talk, pages = rest(talk)
    return talk, (say("appealed", number=case.number, status=case.status_zh, day=day(case.promised_on)), *pages)


def _added(talk: Talk, event: Done) -> Move:
    said = say("added", number=event.progress.number)
    if talk.phase is Phase.SORTING:
        return replace(talk, phase=Phase.IDLE, stray=None), (said,)
    if isinstance(event.did, Add) and event.did.addition.text == FILES_ONLY:
        return talk, (said,)  # the next picture of an album belongs there too
    talk, pages = rest(talk)
    return talk, (said, *pages)


def _urged(talk: Talk, event: Done) -> Move:
    return talk, (
        say("urged", number=event.progress.number, next_step=event.progress.next_step),
        *shown(talk),
    )


def _withdrawn(talk: Talk, event: Done) -> Move:
    """Of a case that stays closed only the appeal was withdrawn."""
    key = "withdrawn.appeal" if event.progress.status == CLOSED else "withdrawn"
    return talk, (say(key, number=event.progress.number), *shown(talk))


def _rated(talk: Talk, event: Done) -> Move:
    number = event.progress.number
    if isinstance(event.did, Rate) and event.did.rating.score is Score.DISSATISFIED:
        talk = replace(talk, phase=Phase.REASON, about=number)
        return talk, shown(talk)
    thanks: tuple[Effect, ...] = (say("rated", number=number), *shown(talk))
    return talk, thanks


ERRANDS = {
    Verb.STATUS: Errand.LIST,
    Verb.SEE: Errand.SEE,
    Verb.MORE: Errand.ADD,
    Verb.URGE: Errand.URGE,
    Verb.WITHDRAW: Errand.WITHDRAW,
    Verb.RECHECK: Errand.RECHECK,
    Verb.FINAL_RECHECK: Errand.FINAL_RECHECK,
}

APPEALING = {Errand.RECHECK: AppealStage.RECHECK, Errand.FINAL_RECHECK: AppealStage.FINAL_RECHECK}

STAGES = {verb: stage for stage, verb in APPEALS.items()}

DOING: dict[Errand, Callable[[Talk, Progress], Move]] = {
    Errand.LIST: _see,
    Errand.SEE: _see,
    Errand.ADD: _add,
    Errand.URGE: _urge,
    Errand.WITHDRAW: _ask_withdraw,
    Errand.RECHECK: _appeal,
    Errand.FINAL_RECHECK: _appeal,
}

DONE: dict[type[Add | Urge | Withdraw | Rate | Appeal], Callable[[Talk, Done], Move]] = {
    Add: _added,
    Urge: _urged,
    Withdraw: _withdrawn,
    Rate: _rated,
    Appeal: _appealed,
}
