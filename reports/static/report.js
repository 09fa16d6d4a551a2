// Sorting, filtering, folding, deep links and copying of the report. Without it the whole report is still readable, by rule.
// Few listeners for the whole page, and no measuring between changes: 5,000 findings are one style pass.
(function () {
  "use strict";
  var root = document.documentElement;
  root.classList.add("js");
  var form = document.getElementById("filter");
  var list = document.getElementById("list");
  var shown = document.getElementById("shown");
  var filtered = document.getElementById("filtered");
  var all = function (selector, from) { return Array.prototype.slice.call((from || document).querySelectorAll(selector)); };
  var findings = all("details.finding");
  var homes = findings.map(function (one) { return one.parentElement; });
  var rules = all("section.group");
  var groups = rules;
  var links = [];  // of findings that several units must mend, with every unit but the first
  var by = "r";
  var texts = null;
  var FIELDS = ["o", "s", "r", "u", "f", "m"];

  function field(name) { return form.elements[name] || null; }

  function wanted() {
    var want = {};
    FIELDS.forEach(function (name) { want[name] = field(name) ? field(name).value : ""; });
    want.q = field("q").value.trim().toLowerCase().split(/\s+/).filter(Boolean);
    return want;
  }

  function fits(data, want) {
    return FIELDS.every(function (name) {
      return !want[name] || (" " + data[name] + " ").indexOf(" " + want[name] + " ") >= 0;
    });
  }

  function said(count, want) {
    if (count === findings.length) { return ""; }
    var parts = FIELDS.filter(function (name) { return want[name]; }).map(function (name) {
      var chosen = field(name).options[field(name).selectedIndex];
      return chosen.dataset.n || chosen.textContent;
    }).concat(want.q);
    return "只列出 " + findings.length + " 项中的 " + count + " 项：" + parts.join("、");
  }

  function apply() {
    var want = wanted();
    var count = 0;
    var full = new Set();
    if (want.q.length && !texts) {
      texts = findings.map(function (one) { return one.textContent.toLowerCase(); });
    }
    findings.forEach(function (one, index) {
      var keep = fits(one.dataset, want) &&
        want.q.every(function (word) { return texts[index].indexOf(word) >= 0; });
      if (one.hidden === keep) { one.hidden = !keep; }
      if (keep) { count += 1; full.add(one.parentElement); }
    });
    links.forEach(function (link) {
      link.item.hidden = link.to.hidden;
      if (!link.to.hidden) { full.add(link.group); }
    });
    groups.forEach(function (group) { group.hidden = !full.has(group); });
    shown.textContent = count === findings.length ? "共 " + count + " 项"
      : "显示 " + count + " / " + findings.length + " 项" + (count ? "" : "，没有符合条件的问题");
    filtered.textContent = said(count, want);
    filtered.hidden = !filtered.textContent;
  }

  function make(tag, name, text) {
    var one = document.createElement(tag);
    if (name) { one.className = name; }
    if (text) { one.textContent = text; }
    return one;
  }

  // A heading with how many of each outcome stand below it.
  function heading(id, title, members) {
    var head = make("h3", "", title + " ");
    var counts = make("span", "counts");
    head.id = id;
    all("option", field("o")).forEach(function (option) {
      var number = members.filter(function (one) { return one.dataset.o === option.value; }).length;
      if (option.value && number) {
        counts.appendChild(make("span", "mini outcome-" + option.value, option.textContent + " " + number));
        counts.appendChild(document.createTextNode(" "));
      }
    });
    head.appendChild(counts);
    return head;
  }

  // What several units must mend stands with the first of them; the others get a link to it.
  function others(members, group) {
    var box = make("ul", "seealso");
    members.forEach(function (one) {
      var item = make("li");
      var link = make("a", "", "第 " + one.querySelector(".idx").textContent + " 项");
      link.href = "#" + one.id;
      item.appendChild(make("span", "hint", "与其他单位共同负责："));
      item.appendChild(link);
      item.appendChild(document.createTextNode(" " + one.querySelector(".say bdi").textContent));
      box.appendChild(item);
      links.push({ item: item, to: one, group: group });
    });
    return box;
  }

  function sections(name) {
    var first = {};
    var further = {};
    findings.forEach(function (one) {
      one.dataset[name].split(" ").forEach(function (key, place) {
        var into = place ? further : first;
        (into[key] = into[key] || []).push(one);
      });
    });
    return all("option", field(name)).filter(function (option) { return option.value; }).map(function (option, index) {
      var own = first[option.value] || [];
      var shared = further[option.value] || [];
      var section = make("section", "group");
      section.setAttribute("aria-labelledby", "g-" + index);
      section.appendChild(heading("g-" + index, option.dataset.n, own.concat(shared)));
      if (shared.length) { section.appendChild(others(shared, section)); }
      own.forEach(function (one) { section.appendChild(one); });
      return section;
    });
  }

  function regroup(name) {
    if (!list || name === by) { return; }
    var place = list.nextSibling;
    var parent = list.parentNode;
    links = [];
    parent.removeChild(list);  // moved out of sight: one layout in the end, not one for each finding
    groups.forEach(function (group) { if (group.parentNode === list) { list.removeChild(group); } });
    if (name === "r") {
      findings.forEach(function (one, index) { homes[index].appendChild(one); });
      groups = rules;
    } else {
      groups = sections(name);
    }
    groups.forEach(function (group) { list.appendChild(group); });
    parent.insertBefore(list, place);
    by = name;
    all("input[name=by]", form).forEach(function (one) { one.checked = one.value === name; });
    apply();
  }

  function setOpen(open) {
    findings.forEach(function (one) { if (!one.hidden) { one.open = open; } });
  }

  function reveal() {
    var id = location.hash.slice(1);
    try { id = decodeURIComponent(id); } catch (_) { /* as it stands */ }
    var target = id && document.getElementById(id);
    if (!target && /^r-\d+$/.test(id)) { regroup("r"); target = document.getElementById(id); }
    if (!target) { return; }
    if (form && target.closest("#list [hidden], #list > [hidden]")) { form.reset(); reset(); }
    for (var one = target; one; one = one.parentElement) {
      if (one.tagName === "DETAILS") { one.open = true; }
      if (one.hidden) { one.hidden = false; }
    }
    var only = document.getElementById("only-bad");
    if (only && only.checked && target.classList.contains("fine")) { only.checked = false; }
    target.scrollIntoView();
    // What was out of sight had only an estimated height: once more when it is laid out.
    requestAnimationFrame(function () { target.scrollIntoView(); });
  }

  function reset() {
    regroup("r");
    apply();
  }

  function pick(choice) {
    var parts = choice.split("=");
    form.reset();
    reset();
    field(parts[0]).value = parts[1];
    apply();
    document.getElementById("findings").scrollIntoView();
  }

  function byHand(text) {
    var box = make("textarea", "off");
    box.value = text;
    document.body.appendChild(box);
    box.select();
    var done = document.execCommand("copy");
    document.body.removeChild(box);
    return done;
  }

  function copied(button, done) {
    button.textContent = done ? "已复制" : "请从地址栏复制";
    if (shown) { shown.textContent = done ? "链接已复制" : "链接未能复制"; }
    setTimeout(function () { button.textContent = "复制链接"; apply(); }, 2500);
  }

  function copy(button) {
    var id = button.closest("details.finding").id;
    var address = location.href.split("#")[0] + "#" + id;
    if (byHand(address)) { copied(button, true); return; }
    history.replaceState(null, "", "#" + id);
    if (!navigator.clipboard) { copied(button, false); return; }
    navigator.clipboard.writeText(address).then(function () { copied(button, true); }, function () { copied(button, false); });
  }

  if (form) {
    var timer = 0;
    form.addEventListener("submit", function (event) { event.preventDefault(); apply(); });
    form.addEventListener("reset", function () { setTimeout(reset, 0); });
    form.addEventListener("change", function (event) {
      if (event.target.name === "by") { regroup(event.target.value); } else { apply(); }
    });
    form.addEventListener("input", function (event) { if (event.target.name === "q") { clearTimeout(timer); timer = setTimeout(apply, 150); } });
    document.getElementById("unfold").addEventListener("click", function () { setOpen(true); });
    document.getElementById("fold").addEventListener("click", function () { setOpen(false); });
  }

  document.addEventListener("click", function (event) {
    var button = event.target.closest("button.copy");
    var choice = event.target.closest("a[data-pick]");
    var link = event.target.closest("a[href^='#']");
    if (button) {
      copy(button);
    } else if (choice && form) {
      event.preventDefault();
      pick(choice.dataset.pick);
    } else if (link && link.hash === location.hash) {
      reveal();  // the address does not change, so nobody else would
    }
  });

  if (findings.length > 8 && window.matchMedia("(max-width:760px)").matches) { setOpen(false); }
  window.addEventListener("hashchange", reveal);
  if (location.hash.length > 1) { reveal(); }

  var closed = [];
  window.addEventListener("beforeprint", function () {
    closed = all("details:not([open]):not(.long)");
    closed.forEach(function (one) { one.open = true; });
  });
  window.addEventListener("afterprint", function () {
    closed.forEach(function (one) { one.open = false; });
    closed = [];
  });
})();
