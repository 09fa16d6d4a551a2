// Gives the document as a visitor sees it, without touching it: a copy in which every element has its number (in the
// attribute that the argument names) and what computed style hides has the attribute `hidden`; and the elements
// themselves by number, for whoever wants to do something with one of them.
attribute => {
  const elements = Array.from(document.documentElement.querySelectorAll("*"));
  const shell = document.implementation.createHTMLDocument("");  // nothing is loaded or run in it
  const copy = shell.importNode(document.documentElement, true);
  const copies = Array.from(copy.querySelectorAll("*"));
  elements.forEach((element, index) => {
    const twin = copies[index];
    if (!twin || !(element instanceof HTMLElement)) return;
    twin.setAttribute(attribute, String(index));
    if (element.tagName === "INPUT" && element.type !== "hidden" && element.value) twin.setAttribute("value", element.value);
    const style = getComputedStyle(element);
    twin.removeAttribute("hidden");
    if (style.display === "none") twin.setAttribute("hidden", "");
    if (element.tagName === "INPUT" && style.visibility !== "visible") twin.setAttribute("hidden", "");
    if (twin.style) { twin.style.removeProperty("display"); twin.style.removeProperty("visibility"); }
  });
  for (const script of copy.querySelectorAll("script, style")) script.remove();
  return {elements, html: copy.outerHTML};
}
