// Runs in every frame of a page that is only looked at, before its own scripts: no form is sent, whoever wants it.
{
  const refuse = event => { event.preventDefault(); event.stopImmediatePropagation(); };
  HTMLFormElement.prototype.submit = function () {};
  HTMLFormElement.prototype.requestSubmit = function () {};
  window.addEventListener("submit", refuse, true);
}
