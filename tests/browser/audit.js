// What a page owes to everybody who reads it: contrast, names, and targets that a thumb can hit.
// Returns sentences; an empty list is a good page.
() => {
  const parse = (css) => {
    const [r, g, b, a = 1] = css.match(/[\d.]+/g).map(Number);
    return { r, g, b, a };
  };
  const luminance = ({ r, g, b }) => {
    const [x, y, z] = [r, g, b].map((v) => (v / 255 <= 0.03928 ? v / 255 / 12.92 : ((v / 255 + 0.055) / 1.055) ** 2.4));
    return 0.2126 * x + 0.7152 * y + 0.0722 * z;
  };
  const ratio = (a, b) => {
    const [light, dark] = [luminance(a), luminance(b)].sort((x, y) => y - x);
    return (light + 0.05) / (dark + 0.05);
  };
  const ground = (element) => {
    for (let e = element; e; e = e.parentElement) {
      const colour = parse(getComputedStyle(e).backgroundColor);
      if (colour.a === 1) return colour;
    }
    return { r: 255, g: 255, b: 255 };
  };
  const shown = (e) => e.checkVisibility({ visibilityProperty: true }) && e.getClientRects().length > 0;
  const found = [];

  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const element = walker.currentNode.parentElement;
    const text = walker.currentNode.data.trim();
    if (!text || !shown(element) || element.closest("[aria-hidden=true], .unseen, option, meter")) continue;
    const style = getComputedStyle(element);
    const colour = parse(style.color);
    if (colour.a === 0) continue;
    const contrast = ratio(colour, ground(element));
    const large = parseFloat(style.fontSize) >= 24;
    if (contrast < (large ? 3 : 4.5)) found.push(`contrast ${contrast.toFixed(2)}: ${text.slice(0, 20)}`);
  }
  for (const field of document.querySelectorAll("input:not([type=hidden]), select, textarea")) {
    if (!field.labels.length) found.push(`no label: ${field.name}`);
  }
  for (const control of document.querySelectorAll("button, summary, .button, select, textarea, nav a, label.check")) {
    const { height } = control.getBoundingClientRect();
    if (shown(control) && height < 43.5) found.push(`only ${height} px high: ${control.textContent.trim().slice(0, 20)}`);
  }
  const ids = [...document.querySelectorAll("[id]")].map((e) => e.id);
  for (const id of ids.filter((id, n) => ids.indexOf(id) !== n)) found.push(`id twice: ${id}`);
  if (document.querySelectorAll("h1").length !== 1) found.push("not exactly one h1");
  return found;
}
