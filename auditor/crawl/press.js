// Presses an element as a mouse would, and nothing that may lie above it.
element => {
  for (const kind of ["mousedown", "mouseup"])
    element.dispatchEvent(new MouseEvent(kind, {bubbles: true, cancelable: true, view: window}));
  if (typeof element.click === "function") element.click();
  else element.dispatchEvent(new MouseEvent("click", {bubbles: true, cancelable: true, view: window}));
}
