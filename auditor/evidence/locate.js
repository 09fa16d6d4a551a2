// Finds the place of a finding on a page whose own scripts never ran, brings it into view, and tells its box.
// Given: {texts: [string], whole: number (so many of the texts are the quote itself, the others pieces), link: string, region: "" | "footer" | "list"}. Gives: {found, index, hidden, box: [x, y, w, h] | null}.
// found: "text" | "link" | "attribute" | "region" | "" (nothing; the top of the page is shown).
(wanted) => {
  const MOST_CHARS = 2_000_000, MOST_HITS = 40, MOST_ELEMENTS = 60_000;
  const SKIPPED = new Set(["SCRIPT", "STYLE", "NOSCRIPT", "TEMPLATE", "TITLE", "HEAD"]);
  const ROW = "li,tr,dt,dd,p,h1,h2,h3,h4,h5,h6,td,th,a,button,label";
  const ASIDE = "nav,header,footer,[class*=nav i],[id*=nav i],[class*=menu i],[id*=menu i],[class*=foot i],[id*=foot i]";
  const squeeze = (text) => text.normalize("NFKC").replace(/[\s\u200b-\u200f\u2060\ufeff]+/g, "").toLowerCase();
  const body = document.body || document.documentElement;

  const isSeen = (element) =>
    element.checkVisibility({ opacityProperty: true, visibilityProperty: true }) && element.getClientRects().length > 0;

  // ── the page's text as one string without spaces, and where each node's share of it begins ──
  const nodes = [], starts = [];
  let all = "";
  const walker = document.createTreeWalker(body, NodeFilter.SHOW_TEXT);
  for (let node = walker.nextNode(); node && all.length < MOST_CHARS; node = walker.nextNode()) {
    if (!node.parentElement || SKIPPED.has(node.parentElement.tagName)) continue;
    const text = squeeze(node.data);
    if (!text) continue;
    nodes.push(node);
    starts.push(all.length);
    all += text;
  }
  const nodeAt = (position) => {
    let low = 0, high = starts.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if (starts[middle] <= position) low = middle; else high = middle - 1;
    }
    return nodes[low];
  };

  // ── hits ──
  const textHits = (text) => {
    const key = squeeze(text), hits = [];
    if (!key) return hits;
    for (let at = all.indexOf(key); at >= 0 && hits.length < MOST_HITS; at = all.indexOf(key, at + key.length)) {
      const range = document.createRange();
      range.setStartBefore(nodeAt(at));
      range.setEndAfter(nodeAt(at + key.length - 1));
      const common = range.commonAncestorContainer;
      const element = common.nodeType === Node.ELEMENT_NODE ? common : common.parentElement;
      const row = element.closest(ROW);
      const isRow = row && squeeze(row.textContent).length <= key.length * 3 + 40;
      const outside = isRow && row.matches("a,td,th,dt") && row.closest("li,tr,dd");
      const wide = outside && squeeze(outside.textContent).length <= key.length * 3 + 40 ? outside : row;
      hits.push({ element, target: isRow ? wide : range });
    }
    return hits;
  };
  const linkHits = (address) => {
    const same = (anchor) => { try { return anchor.href.split("#")[0] === address.split("#")[0]; } catch { return false; } };
    return [...document.querySelectorAll("a[href],area[href],form[action],iframe[src]")]
      .slice(0, MOST_ELEMENTS)
      .filter((element) => (element.tagName === "FORM" ? element.getAttribute("action") &&
        new URL(element.getAttribute("action"), document.baseURI).href === address :
        element.tagName === "IFRAME" ? element.src === address : same(element)))
      .slice(0, MOST_HITS).map((element) => ({ element, target: element }));
  };
  const attributeHits = (text) => {
    const key = squeeze(text);
    return [...document.querySelectorAll("[alt],[title],[value],[placeholder],[aria-label]")].slice(0, MOST_ELEMENTS)
      .filter((element) => key && ["alt", "title", "value", "placeholder", "aria-label"]
        .some((name) => squeeze(element.getAttribute(name) || "").includes(key)))
      .slice(0, MOST_HITS).map((element) => ({ element, target: element }));
  };
  const regionHits = (region) => {
    const pick = (selector) => [...document.querySelectorAll(selector)].slice(0, MOST_ELEMENTS);
    if (region === "footer") {
      const named = pick("footer,[class*=foot i],[id*=foot i],[class*=copyright i],[class*=bottom i],[id*=bottom i]").filter(isSeen);
      const outer = named.filter((one) => !named.some((other) => other !== one && other.contains(one)));
      const last = outer[outer.length - 1] || [...body.children].filter(isSeen).pop();
      return last ? [{ element: last, target: last }] : [];
    }
    const empty = pick("ul,ol,dl,tbody,table").filter((one) => !one.closest(ASIDE) && !squeeze(one.textContent) &&
      !one.querySelector("img") && [one, one.parentElement, one.parentElement?.parentElement]
        .some((near) => near && /list|news|lb|gl_|wzlb|xxlb|con/i.test(`${near.className} ${near.id}`)));
    const heads = pick("table").filter((one) => one.rows.length === 1 && one.querySelector("th"));
    return [...empty, ...heads].slice(0, 1).map((element) => ({ element, target: element }));
  };

  const best = (hits) => {
    const seen = hits.filter((hit) => isSeen(hit.element));
    const size = (hit) => parseFloat(getComputedStyle(hit.element).fontSize) - (hit.element.closest(ASIDE) ? 1000 : 0);
    return seen.reduce((chosen, hit) => (chosen && size(chosen) >= size(hit) ? chosen : hit), null); // headings before crumbs
  };
  const tried = [];
  if (wanted.link) tried.push(["link", 0, () => linkHits(wanted.link)]);
  if (wanted.region === "footer") tried.push(["region", 0, () => regionHits("footer")]);
  wanted.texts.forEach((text, index) => tried.push(["text", index, () => textHits(text)]));
  wanted.texts.forEach((text, index) => tried.push(["attribute", index, () => attributeHits(text)]));
  if (wanted.region === "list") tried.push(["region", 0, () => regionHits("list")]);

  let choice = null, unseen = null;
  for (const [found, index, look] of tried) {
    if (unseen && index >= wanted.whole) break; // the quote itself, though hidden, says more than a piece of it
    const hits = look(), hit = best(hits);
    if (hit) { choice = { found, index, hidden: false, ...hit }; break; }
    if (hits.length && !unseen) unseen = { found, index, hidden: found !== "region", ...hits[0] };
  }
  choice = choice || unseen;
  if (!choice) return { found: "", index: 0, hidden: false, box: null };

  // ── a place without a box is shown by the nearest thing around it that has one ──
  let { element, target } = choice;
  if (!isSeen(element) || !(target.getBoundingClientRect().height > 0)) {
    while (element && element !== body && !(isSeen(element) && element.getBoundingClientRect().height >= 16)) {
      element = element.parentElement;
    }
    target = element && element !== body ? element : null;
  }
  if (!target) return { found: choice.found, index: choice.index, hidden: choice.hidden, box: null };

  const scrolled = target instanceof Range ? element : target;
  scrolled.scrollIntoView({ block: "center", inline: "nearest", behavior: "instant" });
  const tall = target.getBoundingClientRect();
  if (tall.top < 60 || tall.height > innerHeight - 120) window.scrollBy({ top: tall.top - 100, behavior: "instant" });
  const box = target.getBoundingClientRect();
  window.__place = { target, scrolled };
  return { found: choice.found, index: choice.index, hidden: choice.hidden, box: [box.x, box.y, box.width, box.height] };
}
