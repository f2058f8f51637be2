// Small pieces of a page. Text is always text: nothing a person wrote is ever read as markup.

const MEGABYTE = 1024 * 1024;
const NUMBER = /([A-Z]{2}\d{8}-\d{4,6}|(?<=查询码：)[0-9A-Z]{8})/; // case number, query code

export function make(tag, className, text = "") {
  const element = document.createElement(tag);
  if (className) element.className = className;
  text.split(NUMBER).forEach((part, n) => element.append(n % 2 ? numbered(part) : part));
  return element;
}

// What has to be copied is never broken over two lines.
function numbered(text) {
  const element = document.createElement("span");
  element.className = "number";
  element.textContent = text;
  return element;
}

export function button(label, press) {
  const element = make("button", "", label);
  element.type = "button";
  element.addEventListener("click", press);
  return element;
}

export function keyboard(rows, press) {
  const box = make("div", "choices");
  for (const row of rows) {
    const line = make("div");
    line.append(...row.map(({ label, data }) => button(label, () => press(data))));
    box.append(line);
  }
  return box;
}

export function moment(at) {
  const form = { timeZone: "Asia/Shanghai", month: "long", day: "numeric", hour: "2-digit", minute: "2-digit" };
  return new Date(at).toLocaleString("zh-CN", form);
}

export function sizeOf(bytes) {
  return bytes < MEGABYTE ? `${Math.ceil(bytes / 1024)} KB` : `${(bytes / MEGABYTE).toFixed(1)} MB`;
}
