// Filtering, folding and deep links of the report. Without it the whole report is still readable.
(function () {
  "use strict";
  var root = document.documentElement;
  root.classList.add("js");
  var form = document.getElementById("filter");
  var findings = Array.prototype.slice.call(document.querySelectorAll("details.finding"));
  var groups = Array.prototype.slice.call(document.querySelectorAll("section.group"));
  var shown = document.getElementById("shown");
  var texts = null;

  function wanted() {
    return {
      o: form.elements.o.value,
      s: form.elements.s.value,
      r: form.elements.r.value,
      q: form.elements.q.value.trim().toLowerCase().split(/\s+/).filter(Boolean)
    };
  }

  function apply() {
    var want = wanted();
    var count = 0;
    if (want.q.length && !texts) {
      texts = findings.map(function (one) { return one.textContent.toLowerCase(); });
    }
    findings.forEach(function (one, index) {
      var data = one.dataset;
      var keep = (!want.o || data.o === want.o) && (!want.s || data.s === want.s) &&
        (!want.r || data.r === want.r) &&
        want.q.every(function (word) { return texts[index].indexOf(word) >= 0; });
      if (one.hidden === keep) { one.hidden = !keep; }
      if (keep) { count += 1; }
    });
    groups.forEach(function (group) {
      group.hidden = !group.querySelector("details.finding:not([hidden])");
    });
    shown.textContent = count === findings.length ? "共 " + count + " 项"
      : "显示 " + count + " / " + findings.length + " 项";
  }

  function later(work, wait) {
    var timer = 0;
    return function () { clearTimeout(timer); timer = setTimeout(work, wait); };
  }

  function setOpen(open) {
    findings.forEach(function (one) { if (!one.hidden) { one.open = open; } });
  }

  if (form) {
    form.addEventListener("submit", function (event) { event.preventDefault(); apply(); });
    form.addEventListener("reset", function () { setTimeout(apply, 0); });
    form.addEventListener("change", apply);
    form.addEventListener("input", later(apply, 150));
    document.getElementById("unfold").addEventListener("click", function () { setOpen(true); });
    document.getElementById("fold").addEventListener("click", function () { setOpen(false); });
  }

  if (findings.length > 8 && window.matchMedia("(max-width:760px)").matches) { setOpen(false); }

  function reveal() {
    var target = document.getElementById(decodeURIComponent(location.hash.slice(1)));
    if (!target) { return; }
    if (target.hidden && form) { form.reset(); apply(); }
    for (var one = target; one; one = one.parentElement) {
      if (one.tagName === "DETAILS") { one.open = true; }
      if (one.hidden) { one.hidden = false; }
    }
    target.scrollIntoView();
  }
  window.addEventListener("hashchange", reveal);
  if (location.hash.length > 1) { reveal(); }

  var closed = [];
  window.addEventListener("beforeprint", function () {
    closed = Array.prototype.slice.call(document.querySelectorAll("details:not([open]):not(.long)"));
    closed.forEach(function (one) { one.open = true; });
  });
  window.addEventListener("afterprint", function () {
    closed.forEach(function (one) { one.open = false; });
    closed = [];
  });
})();
