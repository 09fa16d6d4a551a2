// Texts that may hold a personal number; with `shown` (old text → text to show) the page shows the latter in their stead.
// Also makes the page legible whose style sheets no snapshot holds: every rule of its own outranks these.
({ shown, style }) => {
  const MOST = 20_000, DIGITS = /\d(?:[\s-]?[\dXx]){9,}/;
  const found = new Set();
  const root = document.documentElement;
  const walker = document.createTreeWalker(root, NodeFilter.SHOW_TEXT);
  for (let node = walker.nextNode(); node && found.size < MOST; node = walker.nextNode()) {
    if (!DIGITS.test(node.data)) continue;
    found.add(node.data);
    if (Object.hasOwn(shown, node.data)) node.data = shown[node.data];
  }
  for (const field of document.querySelectorAll("input,textarea")) {
    for (const name of ["value", "placeholder"]) {
      const text = field.getAttribute(name) || "";
      if (!DIGITS.test(text)) continue;
      found.add(text);
      if (Object.hasOwn(shown, text)) field.setAttribute(name, shown[text]);
    }
  }
  if (style) {
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(style);
    document.adoptedStyleSheets = [...document.adoptedStyleSheets, sheet];
  }
  return [...found];
}
