"""Who walks through the pages: a citizen in the chat, an officer in the console, and the eye that looks at both."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import Locator, Page, expect

from tests.browser.conftest import DESKTOP, HERE, PHONE, shoot
from tracker.demo import PASSWORD
from tracker.rules.words import Action

AUDIT = (HERE / "audit.js").read_text("utf-8")

FOREIGN = re.compile(r"[A-Za-z]{2,}")
NO_LANGUAGE = re.compile(
    r"\bYX\d{8}-\d{4,6}\b|YX…|\b[0-9A-Z]{8}\b|\b[\d.]+ (MB|KB)\b|\b20\d\d[\d.+\w-]*|\b(PDF|Word|Excel|png|jpg)\b"
)
"""Numbers of cases, query codes, sizes, versions of the calendar, kinds of files."""

SHOWN = """() => [document.title, document.body.innerText,
  ...['placeholder', 'aria-label', 'title', 'alt'].flatMap((name) =>
    [...document.querySelectorAll(`[${name}]`)].map((e) => e.getAttribute(name)))].join('\\n')"""

FORBIDDEN, NOT_FOUND = 403, 404


@dataclass(frozen=True, slots=True)
class Citizen:
    """In the chat page, on whatever device the page is."""

    page: Page

    def says(self, words: str) -> None:
        box = self.page.get_by_label("您要说的话")
        box.fill(words)
        box.press("Enter")
        expect(self.page.locator(".bubble.mine", has_text=words)).to_be_visible()

    def taps(self, label: str) -> None:
        self.page.locator(".choices").get_by_role("button", name=label, exact=True).click()

    def shows(self, file: Path) -> None:
        self.page.locator("#file").set_input_files(file)

    def hears(self, words: str) -> None:
        expect(self.page.locator(".bubble.bot", has_text=words).last).to_be_visible()

    def files(self, level: str = "匿名") -> tuple[str, str]:
        """From the question of identity to the receipt; returns the number and the query code."""
        self.taps(level)
        self.hears("请看一下，没问题就点“提交”")
        self.taps("提交")
        self.hears("【已登记】")
        return self._receipt("受理编号"), self._receipt("查询码")

    def choices(self) -> list[str]:
        return self.page.locator(".choices button").all_inner_texts()

    def _receipt(self, line: str) -> str:
        said = self.page.locator(".bubble.bot", has_text="【已登记】").last.inner_text()
        found = re.search(rf"{line}：([\w-]+)", said)
        assert found, said
        return found[1]


@dataclass(frozen=True, slots=True)
class Officer:
    """Logged in at the console, on a screen of their own."""

    page: Page
    address: str

    def arrives(self, username: str) -> "Officer":
        self.page.goto(f"{self.address}/console")
        self.page.get_by_label("用户名").fill(username)
        self.page.get_by_label("密码").fill(PASSWORD)
        self.page.get_by_role("button", name="登录").click()
        expect(self.page.get_by_role("heading", name="诉求件")).to_be_visible()
        return self

    def opens(self, number: str, *, ended: bool = False) -> None:
        """From the queue, as everybody does."""
        self.page.goto(f"{self.address}/console{'?ended=1' if ended else ''}")
        self.page.get_by_role("link", name=number).click()
        expect(self.page.get_by_role("heading", name=number)).to_be_visible()

    def sees(self, number: str) -> bool:
        """In one of the queues, or by the address of the case."""
        request = self.page.request
        queues = [request.get(f"{self.address}/console{ended}").text() for ended in ("", "?ended=1")]
        case = request.get(f"{self.address}/console/cases/{number}")
        assert case.ok or case.status == NOT_FOUND
        return case.ok or any(number in queue for queue in queues)

    def form(self, action: Action) -> Locator:
        return self.page.locator(f"form[action$='/actions/{action.value}']")

    def tries(self, action: Action, fields: Mapping[str, str] | None = None) -> None:
        form = self.form(action)
        if not form.is_visible():
            self.page.locator("summary", has_text=action.zh).click()
        for name, text in (fields or {}).items():
            form.locator(f"[name={name}]").fill(text)
        form.get_by_role("button").click()

    def does(self, action: Action, fields: Mapping[str, str] | None = None) -> None:
        self.tries(action, fields)
        expect(self.page.get_by_role("status")).to_contain_text(f"“{action.zh}”已经办好")

    def suggested(self) -> str:
        """The body that stands chosen in the form of the dispatch."""
        return self.form(Action.DISPATCH).locator("[name=body] option:checked").inner_text()


def look_at(page: Page, name: str) -> None:
    """Pictures on a phone and on a desktop; all that a page owes its reader, and no control that leads nowhere."""
    own = page.viewport_size
    for device, size in (("phone", PHONE), ("desktop", DESKTOP)):
        page.set_viewport_size(size)  # type: ignore[arg-type]
        shoot(page, f"road-{name}-{device}")
        problems = page.evaluate(AUDIT)
        assert not problems, (name, device, problems)
    page.set_viewport_size(own or PHONE)  # type: ignore[arg-type]
    problems = foreign_words(page) + dead_ends(page)
    assert not problems, (name, problems)


def foreign_words(page: Page) -> list[str]:
    """Whatever people can read there, or hear read out, that is not in Chinese."""
    return FOREIGN.findall(NO_LANGUAGE.sub(" ", page.evaluate(SHOWN)))


def dead_ends(page: Page) -> list[str]:
    """Links to nothing, forms to nothing, and buttons without a form where no script listens."""
    return [*_dead_links(page), *_dead_forms(page), *_dead_buttons(page)]


def _dead_links(page: Page) -> list[str]:
    inside = page.locator("a[href^='#']").evaluate_all("all => all.map(a => a.getAttribute('href'))")
    nowhere = [link for link in inside if page.locator(link).count() == 0]
    # The notices of the State Council lie elsewhere: nobody's network is under test here.
    ours = "all => all.filter(a => a.origin === location.origin).map(a => a.href)"
    links = set(page.locator("a[href]:not([href^='#'])").evaluate_all(ours))
    return nowhere + [link for link in sorted(links) if not page.request.get(link).ok]


def _dead_forms(page: Page) -> list[str]:
    """Sent without its token, so that nothing happens: what is there refuses, what is not there is not found."""
    protected = page.locator("form:has([name=csrf])").evaluate_all("all => all.map(form => form.action)")
    return [action for action in protected if page.request.post(action, form={"x": "x"}).status != FORBIDDEN]


def _dead_buttons(page: Page) -> list[str]:
    if page.locator("#composer").count():  # the chat: each of its buttons is pressed by a test
        return []
    loose: list[str] = page.locator("button").evaluate_all("all => all.filter(b => !b.form).map(b => b.textContent)")
    return loose

