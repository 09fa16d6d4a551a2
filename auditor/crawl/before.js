// What a page says before its search box is used: each text with its value and whether it is seen, and all of them
// without digits (a clock says nothing new). To be compared by `changed.js` and `mark_old.js`.
() => {
  const silent = new Set(["SCRIPT", "STYLE", "NOSCRIPT", "TEMPLATE"]);
  const walker = document.createTreeWalker(document.body || document.documentElement, NodeFilter.SHOW_TEXT);
  const known = new Map();
  const said = new Set();
  while (walker.nextNode()) {
    const text = walker.currentNode;
    const holder = text.parentElement;
    if (!holder || silent.has(holder.tagName) || !text.nodeValue.trim()) continue;
    known.set(text, {value: text.nodeValue, seen: holder.checkVisibility({visibilityProperty: true})});
    said.add(text.nodeValue.replace(/[\d\s]+/g, ""));
  }
  return {known, said};
}
