// Marks what a page showed already before its search box was used: the outermost elements all of whose texts are the
// same as they were. What was hidden then and is seen now is new, unless it is a link, as carousels turn them.
([{known}, attribute]) => {
  const root = document.body || document.documentElement;
  const isOld = text => {
    const before = known.get(text);
    if (!before || before.value !== text.nodeValue) return false;
    const holder = text.parentElement;
    return before.seen || !holder.checkVisibility({visibilityProperty: true}) || holder.closest("a") !== null;
  };
  const states = new Map();  // element → true: all its texts are old; false: one is not; none: it has no text
  const note = (element, old) => {
    if (element) states.set(element, old && states.get(element) !== false);
  };
  const walker = document.createTreeWalker(root, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const text = walker.currentNode;
    if (text.nodeValue.trim() && !["SCRIPT", "STYLE"].includes(text.parentElement.tagName)) note(text.parentElement, isOld(text));
  }
  const elements = Array.from(root.querySelectorAll("*"));
  for (const element of elements) element.removeAttribute(attribute);
  for (const element of elements.slice().reverse())
    if (states.has(element)) note(element.parentElement, states.get(element));
  for (const element of elements)
    if (states.get(element) && (element.parentElement === root || !states.get(element.parentElement))) element.setAttribute(attribute, "");
}
