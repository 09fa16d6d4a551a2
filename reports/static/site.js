// Searching, sorting and the choice of what the map shows. Without it all pages are still readable.
(function () {
  "use strict";
  document.documentElement.classList.add("js");
  var tables = Array.prototype.slice.call(document.querySelectorAll("table[data-table]"));
  var rows = tables.reduce(function (all, table) {
    return all.concat(Array.prototype.slice.call(table.tBodies[0].rows));
  }, []);
  var form = document.getElementById("filter");
  var shown = document.getElementById("shown");

  function apply() {
    var words = form.elements.q.value.trim().toLowerCase().split(/\s+/).filter(Boolean);
    var count = 0;
    rows.forEach(function (row) {
      var text = (row.dataset.q || "").toLowerCase();
      var keep = words.every(function (word) { return text.indexOf(word) >= 0; });
      if (row.hidden === keep) { row.hidden = !keep; }
      if (keep) { count += 1; }
    });
    shown.textContent = count === rows.length ? "共 " + count + " 行" : "显示 " + count + " / " + rows.length + " 行";
  }

  if (form) {
    var timer = 0;
    form.addEventListener("submit", function (event) { event.preventDefault(); apply(); });
    form.addEventListener("reset", function () { setTimeout(apply, 0); });
    form.addEventListener("input", function () { clearTimeout(timer); timer = setTimeout(apply, 150); });
    apply();
  }

  function value(row, index, numeric) {
    var cell = row.cells[index];
    var text = cell.dataset.v !== undefined ? cell.dataset.v : cell.textContent.trim();
    if (!numeric) { return text; }
    var number = parseFloat(text);
    return isNaN(number) ? -Infinity : number;
  }

  function sort(table, head) {
    var down = head.getAttribute("aria-sort") === "ascending";
    var numeric = head.dataset.sort === "number";
    var index = head.cellIndex;
    var keyed = Array.prototype.map.call(table.tBodies[0].rows, function (row, at) {
      return { row: row, key: value(row, index, numeric), at: at };
    });
    keyed.sort(function (a, b) {
      var order = numeric ? (a.key < b.key ? -1 : a.key > b.key ? 1 : 0) : a.key.localeCompare(b.key, "zh-CN");
      return (down ? -order : order) || a.at - b.at;
    });
    var body = document.createDocumentFragment();
    keyed.forEach(function (one) { body.appendChild(one.row); });
    table.tBodies[0].appendChild(body);
    Array.prototype.forEach.call(head.parentNode.cells, function (one) { one.removeAttribute("aria-sort"); });
    head.setAttribute("aria-sort", down ? "descending" : "ascending");
  }

  tables.forEach(function (table) {
    Array.prototype.forEach.call(table.querySelectorAll("th[data-sort]"), function (head) {
      var button = document.createElement("button");
      button.type = "button";
      button.textContent = head.textContent;
      (head.querySelector("span") || head).replaceChildren(button);
      button.addEventListener("click", function () { sort(table, head); });
    });
  });

  var choose = document.getElementById("choose");
  if (!choose) { return; }
  var names = {};
  document.querySelectorAll("#legend-field [data-letter]").forEach(function (one) {
    names[one.dataset.letter] = one.dataset.sign + " " + one.dataset.name;
  });
  var tiles = Array.prototype.map.call(document.querySelectorAll("a.t"), function (one) {
    return {
      node: one, look: one.className,
      score: one.querySelector(".sc").textContent, state: one.querySelector(".st").textContent
    };
  });
  choose.addEventListener("submit", function (event) { event.preventDefault(); });
  choose.elements.f.addEventListener("change", function () {
    var field = choose.elements.f.value;
    document.getElementById("legend-score").hidden = field !== "";
    document.getElementById("legend-field").hidden = field === "";
    tiles.forEach(function (tile) {
      var letter = field === "" ? "" : tile.node.dataset.f.charAt(+field) || "-";
      tile.node.className = letter ? "t " + (letter === "-" ? "x" : letter) : tile.look;
      tile.node.querySelector(".sc").textContent = letter ? names[letter] || "" : tile.score;
      tile.node.querySelector(".st").textContent = letter ? "" : tile.state;
    });
  });
})();
