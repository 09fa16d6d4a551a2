// Takes away what lies over the place that locate.js found: layers that a visitor would close. Gives how many there were, and
// the place's box as it is afterwards.
() => {
  const { target, scrolled } = window.__place;
  const MOST_LAYERS = 30;
  const isPart = (element) => scrolled.contains(element) || element.contains(scrolled);
  const sheet = new CSSStyleSheet();
  sheet.replaceSync("*, *::before, *::after { pointer-events: auto !important }");
  document.adoptedStyleSheets = [...document.adoptedStyleSheets, sheet];
  for (let element = scrolled; element; element = element.parentElement) {
    for (const pseudo of ["::before", "::after"]) {
      const position = getComputedStyle(element, pseudo).position;
      if (position === "fixed" || position === "absolute") element.setAttribute("data-auditor-bare", "");
    }
  }
  const bare = new CSSStyleSheet();
  bare.replaceSync(":root [data-auditor-bare][data-auditor-bare]::before, :root [data-auditor-bare][data-auditor-bare]::after," +
    ":root[data-auditor-bare]::before, :root[data-auditor-bare]::after { content: none !important }");
  document.adoptedStyleSheets = [...document.adoptedStyleSheets, bare];
  const shares = [0.08, 0.3, 0.5, 0.7, 0.92];
  let layers = document.querySelectorAll("[data-auditor-bare]").length;
  for (let round = 0; round < MOST_LAYERS; round += 1) {
    const box = target.getBoundingClientRect();
    const left = Math.max(box.left, 0), right = Math.min(box.right, innerWidth - 1);
    const top = Math.max(box.top, 0), bottom = Math.min(box.bottom, innerHeight - 1);
    const covering = new Set();
    for (const x of shares) {
      for (const y of [0.15, 0.5, 0.85]) {
        const top_most = document.elementFromPoint(left + (right - left) * x, top + (bottom - top) * y);
        if (top_most && !isPart(top_most)) covering.add(top_most);
      }
    }
    if (!covering.size) break;
    for (const element of covering) {
      let layer = element;
      while (layer.parentElement && !layer.parentElement.contains(scrolled)) layer = layer.parentElement;
      layer.style.setProperty("visibility", "hidden", "important");
      layer.style.setProperty("pointer-events", "none", "important");
      for (const inner of layer.querySelectorAll("*")) inner.style.setProperty("visibility", "hidden", "important");
      layers += 1;
    }
  }
  sheet.replaceSync("");
  const box = target.getBoundingClientRect();
  return { layers, box: [box.x, box.y, box.width, box.height] };
}
