// To the server and back. News is asked for by long poll, saying what the page has already; what the person
// writes is sent until it is acknowledged, always under the same key: it may be late, never lost or doubled.

const PAUSES = [1, 2, 5, 10];
const RETRY_MS = 3000;
const OURS = { "X-Huiyin": "chat" };

export class Wire {
  constructor({ onNews, onLetter, onState }) {
    Object.assign(this, { onNews, onLetter, onState });
    this.seen = { since: "", pending: 0, after: 0 };
    this.outbox = []; // letters, oldest first
    this.failures = 0;
    this.asking = null;
    document.addEventListener("visibilitychange", () => this.turn());
    window.addEventListener("offline", () => onState("off", "没有网络"));
    window.addEventListener("online", () => this.askNow());
  }

  // A page nobody looks at does not ask.
  turn() {
    if (document.hidden || this.asking) this.askNow();
    else this.listen();
  }

  askNow() {
    if (this.asking) this.asking.abort();
    this.flush();
  }

  async listen() {
    let patient = false; // the first answer comes at once, so that the page can say it is connected
    while (!document.hidden) {
      this.asking = new AbortController();
      try {
        await this.ask(patient);
        patient = true;
      } catch (error) {
        patient = false;
        if (error.name !== "AbortError") await this.pause();
      }
    }
    this.asking = null;
  }

  async ask(patient) {
    const query = new URLSearchParams({ ...this.seen, patient });
    const response = await fetch(`news?${query}`, { signal: this.asking.signal });
    if (response.status === 401) location.reload();
    if (!response.ok) throw new Error(response.status);
    this.take(await response.json());
    this.failures = 0;
    this.onState("on", "已连接");
    this.flush();
  }

  take({ exchanges, notices }) {
    for (const { key, says } of exchanges) if (says.length) this.seen.since = key;
    if (exchanges.length) this.seen.pending = exchanges.filter(({ says }) => !says.length).length;
    this.seen.after = Math.max(this.seen.after, ...notices.map(({ id }) => id));
    if (exchanges.length || notices.length) this.onNews(exchanges, notices);
  }

  pause() {
    this.onState("off", navigator.onLine ? "正在重新连接" : "没有网络");
    const seconds = PAUSES[Math.min(this.failures, PAUSES.length - 1)];
    this.failures += 1;
    return new Promise((resume) => {
      setTimeout(resume, seconds * 1000);
      window.addEventListener("online", resume, { once: true });
    });
  }

  post(letter) {
    letter.state = "new";
    this.outbox.push(letter);
    this.onLetter(letter);
    this.flush();
  }

  async flush() {
    if (this.flushing) return;
    this.flushing = true; // one at a time, so that they arrive in order
    while (this.outbox.length && (await this.deliver(this.outbox[0]))) this.outbox.shift();
    this.flushing = false;
  }

  // True when there is nothing left to try for this letter now.
  async deliver(letter) {
    const response = await send(letter).catch(() => null);
    letter.state = response ? "new" : "late";
    if (response && !response.ok) await fail(letter, response);
    if (!response) setTimeout(() => this.flush(), RETRY_MS);
    this.onLetter(letter);
    return response !== null;
  }
}

function send({ key, text, button, blob }) {
  if (blob) {
    const query = new URLSearchParams({ key, name: blob.name });
    return fetch(`evidence?${query}`, { method: "POST", headers: OURS, body: blob });
  }
  const headers = { ...OURS, "Content-Type": "application/json" };
  return fetch("say", { method: "POST", headers, body: JSON.stringify({ key, text, button }) });
}

async function fail(letter, response) {
  if (response.status === 401) location.reload();
  const problem = await response.json().catch(() => ({ detail: "系统正忙，请稍后再发。" }));
  letter.state = "failed";
  letter.detail = problem.detail;
  letter.again = response.status === 429 || response.status >= 500;
}

export function newKey() {
  const bytes = crypto.getRandomValues(new Uint8Array(12));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}

export function leave() {
  return fetch("leave", { method: "POST", headers: OURS });
}
