// True when a page says something that it did not hold before, not even hidden (as a carousel holds what comes next).
({said}) => {
  const silent = new Set(["SCRIPT", "STYLE", "NOSCRIPT", "TEMPLATE"]);
  const walker = document.createTreeWalker(document.body || document.documentElement, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const holder = walker.currentNode.parentElement;
    const text = walker.currentNode.nodeValue.replace(/[\d\s]+/g, "");
    if (text && holder && !silent.has(holder.tagName) && !said.has(text)) return true;
  }
  return false;
}
