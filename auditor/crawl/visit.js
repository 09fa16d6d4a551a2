// Runs in a rendered page right before it is serialised. What computed style hides gets the attribute `hidden`, which
// is all that a reader without style sheets can see; what is shown loses it. Returns the size of the document and the
// first visible short text that says the page still waits for data.
([waiting, longest]) => {
  const untouched = new Set(["AREA", "BR", "DATALIST", "HEAD", "LINK", "META", "NOSCRIPT", "OPTION", "PARAM",
    "SCRIPT", "SOURCE", "STYLE", "TEMPLATE", "TITLE", "WBR"]);
  const root = document.documentElement;
  const holdsVisible = new WeakSet();
  for (const element of Array.from(root.querySelectorAll("body *")).reverse()) {  // children before their parents
    if (untouched.has(element.tagName) || !(element instanceof HTMLElement)) continue;
    const style = getComputedStyle(element);
    const visible = style.visibility === "visible" || holdsVisible.has(element);
    if (visible && element.parentElement) holdsVisible.add(element.parentElement);
    if (style.display === "none" || !visible) {
      element.setAttribute("hidden", "");
      continue;
    }
    element.removeAttribute("hidden");
    if (element.style.display === "none") element.style.removeProperty("display");
    if (element.style.visibility === "hidden") element.style.removeProperty("visibility");
  }
  if (document.characterSet === "UTF-8") root.removeAttribute("data-auditor-charset");
  else root.setAttribute("data-auditor-charset", document.characterSet.toLowerCase());  // forms are sent in it
  for (const meta of document.querySelectorAll("meta[charset]")) meta.setAttribute("charset", "utf-8");
  for (const meta of document.querySelectorAll("meta[http-equiv='content-type' i]"))
    meta.setAttribute("content", "text/html; charset=utf-8");
  const sign = new RegExp(waiting, "i");
  const texts = document.createTreeWalker(document.body || root, NodeFilter.SHOW_TEXT);
  let found = "";
  while (!found && texts.nextNode()) {
    const text = texts.currentNode.nodeValue.trim();
    const holder = texts.currentNode.parentElement;
    if (text && text.length <= longest && sign.test(text) && holder && !untouched.has(holder.tagName)
      && !holder.closest("a, [hidden]")) found = text;
  }
  return [root.outerHTML.length, found];
}
