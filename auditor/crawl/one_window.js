// Runs in every frame of a page whose search box is tried, before its own scripts: whatever would open in another window
// opens in this one, where the crawl sees the address and lets nothing load. Before the first key or click no form is
// sent at all: a page that sends one while it loads would never be whole.
{
  const go = address => { if (address && !/^\s*(?:about|javascript):/i.test(address)) location.assign(address); };
  const place = {assign: go, replace: go, reload() {}, toString: () => "about:blank"};
  Object.defineProperty(place, "href", {get: () => "about:blank", set: go});
  const nowhere = {open() {}, write() {}, writeln() {}, close() {}};
  const opened = () => {
    const other = {closed: false, opener: null, document: nowhere, focus() {}, blur() {}, close() {}, moveTo() {}, resizeTo() {}};
    return Object.defineProperty(other, "location", {get: () => place, set: go});
  };
  window.open = address => { go(address === undefined ? "" : String(address)); return opened(); };
  const here = form => {
    form.removeAttribute("target");
    for (const base of document.querySelectorAll("base[target]")) base.removeAttribute("target");
  };
  let isPressed = false;
  for (const kind of ["mousedown", "keydown"]) window.addEventListener(kind, () => { isPressed = true; }, true);
  const {submit, requestSubmit} = HTMLFormElement.prototype;
  HTMLFormElement.prototype.submit = function () { if (isPressed) { here(this); submit.call(this); } };
  HTMLFormElement.prototype.requestSubmit = function (...by) { if (isPressed) requestSubmit.apply(this, by); };
  window.addEventListener("submit", event => {
    if (isPressed) return;
    event.preventDefault();
    event.stopImmediatePropagation();
  }, true);
  window.addEventListener("submit", event => {
    here(event.target);
    if (event.submitter) event.submitter.removeAttribute("formtarget");
  });
  window.addEventListener("click", event => {
    const link = event.target instanceof Element && event.target.closest("a[target], area[target]");
    if (link) here(link);
  });
}
