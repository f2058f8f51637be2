// The talk as it is shown. An item is one of
//   exchange  what the person said and what was answered, as the server has it
//   letter    what the person said and the server has not acknowledged yet
//   notice    what the tracker had to tell
import { button, keyboard, make, moment, sizeOf } from "./elements.js";

const TIME_GAP_MS = 5 * 60 * 1000;
const SLOW_MS = 6000;
const NEAR_END_PX = 80;

export class Thread {
  constructor({ list, frame, newest, quick, press, again }) {
    Object.assign(this, { list, frame, newest, press, again });
    this.quick = new Map(quick.map(({ dataset, textContent }) => [dataset.button, textContent]));
    this.items = new Map(); // key of a message, or notice-<id> → item
    this.labels = new Map(this.quick); // data of a button → its label
    this.previews = new Map(); // key → picture just sent, for as long as the page is open
    newest.addEventListener("click", () => this.toEnd());
    frame.addEventListener("scroll", () => { if (this.atEnd()) newest.hidden = true; });
  }

  exchange(exchange) {
    this.learn(exchange.says);
    this.put(exchange.key, { at: Date.parse(exchange.at), exchange });
  }

  notice(notice) {
    this.learn(notice.says);
    this.put(`notice-${notice.id}`, { at: Date.parse(notice.at), notice });
  }

  letter(letter) {
    this.put(letter.key, { at: Date.now(), letter });
  }

  put(id, item) {
    const { element, shownAt = Date.now() } = this.items.get(id) || {};
    this.items.set(id, { element, shownAt, ...item });
  }

  learn(says) {
    for (const { choices } of says) for (const { label, data } of choices.flat()) this.labels.set(data, label);
  }

  draw() {
    const stay = !this.atEnd();
    for (const [id, item] of this.items) this.drawItem(id, item);
    if (stay) this.newest.hidden = false;
    else this.toEnd();
  }

  atEnd() {
    return this.frame.scrollHeight - this.frame.scrollTop - this.frame.clientHeight < NEAR_END_PX;
  }

  toEnd() {
    this.frame.scrollTop = this.frame.scrollHeight;
    this.newest.hidden = true;
  }

  // Drawn again only when it looks different, so that a screen reader hears each sentence once.
  drawItem(id, item) {
    const look = { live: this.isLive(id, item), dated: this.isDated(item), slow: Date.now() - item.shownAt > SLOW_MS };
    const face = JSON.stringify([look, item.exchange, item.notice, item.letter && [item.letter.state, item.letter.detail]]);
    if (item.face === face) return;
    item.face = face;
    item.element = item.element || make("li", "item");
    item.element.replaceChildren(...this.content(item, look));
    this.place(item);
  }

  content(item, { live, dated, slow }) {
    if (item.letter) return [...this.mine(item.letter), this.fate(item.letter)];
    const when = dated ? [make("p", "when", moment(item.at))] : [];
    if (item.notice) return [...when, ...this.theirs(item.notice.says, live, "bubble bot news")];
    const { exchange } = item;
    const answer = exchange.says.length ? this.theirs(exchange.says, live, "bubble bot") : [this.waiting(slow)];
    return [...when, ...this.mine(exchange), ...answer];
  }

  mine({ key, text, button: data, files }) {
    if (data) return [make("p", "bubble mine pressed", this.labels.get(data) || "已选择")];
    const words = text ? [make("p", "bubble mine", text)] : [];
    return [...words, ...files.map((file) => this.picture(key, file))];
  }

  picture(key, { name, size }) {
    const bubble = make("p", "bubble mine", `${name}（${sizeOf(size)}）`);
    if (this.previews.has(key)) {
      const image = make("img");
      image.src = this.previews.get(key);
      image.alt = "";
      image.addEventListener("load", () => this.toEnd());
      bubble.prepend(image);
    }
    return bubble;
  }

  theirs(says, live, className) {
    return says.flatMap(({ text, choices }) => [
      make("p", className, text),
      ...(live && choices.length && !this.atHand(choices) ? [keyboard(choices, this.press)] : []),
    ]);
  }

  // The menu stands below the talk all the time; in the talk it would stand twice.
  atHand(choices) {
    return choices.flat().every(({ data }) => this.quick.has(data));
  }

  waiting(slow) {
    if (slow) return make("p", "waiting", "您的话已经记下，系统正忙，会自动继续，不用重发");
    setTimeout(() => this.draw(), SLOW_MS + 100);
    return make("p", "waiting", "正在看您的话");
  }

  fate(letter) {
    if (letter.state !== "failed") {
      return make("p", "state", letter.state === "late" ? "还没有送出，恢复连接后自动发送" : "正在发送");
    }
    const line = make("p", "state bad", `没有送出：${letter.detail} `);
    if (letter.again) line.append(button("再发一次", () => this.again(letter)));
    return line;
  }

  // Buttons of the bot's last answer work, and those of a notice until one of them was pressed.
  isLive(id, item) {
    if (item.notice) {
      const own = item.notice.says.flatMap(({ choices }) => choices.flat().map(({ data }) => data));
      return ![...this.items.values()].some(({ exchange, letter }) => own.includes((exchange || letter || {}).button));
    }
    const talk = [...this.items].filter(([, { exchange, letter }]) => exchange || (letter && letter.state !== "failed"));
    return talk.length > 0 && talk[talk.length - 1][0] === id;
  }

  isDated(item) {
    const before = [...this.items.values()].map(({ at }) => at).filter((at) => at < item.at);
    return item.at - Math.max(0, ...before) > TIME_GAP_MS;
  }

  place({ element, at }) {
    if (element.parentNode && element.dataset.at === String(at)) return;
    element.dataset.at = at;
    const later = [...this.list.children].find((other) => other !== element && Number(other.dataset.at) > at);
    this.list.insertBefore(element, later || null);
  }
}
