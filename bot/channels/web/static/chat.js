// The page of the chat: what the person does, tied to the thread and the wire.
import { Thread } from "./thread.js";
import { Wire, leave, newKey } from "./wire.js";

const LARGEST_FILE = 20 * 1024 * 1024;

const get = (id) => document.getElementById(id);
const [main, words, link, complaint, file] = ["main", "words", "link", "alert", "file"].map(get);

const quick = [...document.querySelectorAll("[data-button]")];
const thread = new Thread({
  list: get("thread"), frame: main, newest: get("newest"), quick, press, again: (letter) => wire.post(letter),
});
const wire = new Wire({ onNews, onLetter, onState });

function onNews(exchanges, notices) {
  for (const exchange of exchanges) thread.exchange(exchange);
  for (const notice of notices) thread.notice(notice);
  thread.draw();
}

function onLetter(letter) {
  // The news may be quicker than the acknowledgement.
  if (!(thread.items.get(letter.key) || {}).exchange) thread.letter(letter);
  thread.draw();
}

function onState(state, text) {
  if (link.textContent === text) return;
  link.dataset.state = state;
  link.textContent = text;
}

function tell(text) {
  complaint.textContent = text;
  complaint.hidden = !text;
}

function post(content) {
  tell("");
  wire.post({ key: newKey(), text: "", button: null, files: [], ...content });
  thread.toEnd();
}

// The pressed button goes away; the focus stays in the talk, where the answer appears.
function press(data) {
  post({ button: data });
  main.focus({ preventScroll: true });
}

function attach(blob) {
  if (blob.size > LARGEST_FILE) {
    tell(`“${blob.name}”超过 20 MB，收不了。请压缩，或者拍成照片再发。`);
    return;
  }
  const key = newKey();
  if (blob.type.startsWith("image/")) thread.previews.set(key, URL.createObjectURL(blob));
  post({ key, blob, files: [{ name: blob.name, size: blob.size }] });
}

function submit() {
  const text = words.value.trim();
  if (text) {
    write("");
    post({ text });
  } else {
    tell("请先写几个字，再点“发送”。");
  }
}

function write(text) {
  words.value = text;
  grow();
  words.focus();
}

function grow() {
  words.style.height = "auto";
  words.style.height = `${words.scrollHeight + 2}px`;
}

get("composer").addEventListener("submit", (event) => {
  event.preventDefault();
  submit();
});
words.addEventListener("input", () => {
  grow();
  tell("");
});
words.addEventListener("keydown", (event) => {
  // While an input method is composing, Enter chooses a character.
  if (event.key !== "Enter" || event.shiftKey || event.isComposing || event.keyCode === 229) return;
  event.preventDefault();
  submit();
});
file.addEventListener("change", () => {
  [...file.files].forEach(attach);
  file.value = "";
});
for (const each of quick) each.addEventListener("click", () => post({ button: each.dataset.button }));
for (const example of document.querySelectorAll(".examples button")) {
  example.addEventListener("click", () => write(example.textContent));
}
get("leave").addEventListener("click", () => get("leaving").showModal());
get("stay").addEventListener("click", () => get("leaving").close());
get("leave-now").addEventListener("click", async () => {
  await leave();
  location.reload();
});

wire.listen();
