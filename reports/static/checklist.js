"use strict";
(() => {
  const about = JSON.parse(document.body.dataset.about);
  const rows = [...document.querySelectorAll(".row")];
  const keys = ["verdict", "note", "evidence", "author", "date"];
  const state = document.getElementById("state");
  const faults = document.getElementById("faults");
  const all = { author: document.getElementById("all-author"), date: document.getElementById("all-date") };
  let dirty = false;

  const field = (row, key) => row.querySelector(`[name="${key}"]`);
  const value = (row, key) => field(row, key).value.trim();
  const looked = (row) => !["", "未查"].includes(value(row, "verdict"));

  function today() {
    const now = new Date();
    const two = (number) => String(number).padStart(2, "0");
    return `${now.getFullYear()}-${two(now.getMonth() + 1)}-${two(now.getDate())}`;
  }

  function count() {
    state.textContent = `已填 ${rows.filter((row) => value(row, "verdict")).length} / ${rows.length} 行`;
  }

  function wrong(row) {
    const found = [];
    const verdict = value(row, "verdict");
    if (!verdict && (value(row, "note") || value(row, "evidence"))) found.push("填了说明或证据，没有选结论");
    if (!looked(row)) return found;
    if (!value(row, "author")) found.push("没有填检查人");
    if (!value(row, "date")) found.push("没有填日期");
    if (value(row, "date") > today()) found.push("日期晚于今天");
    if (verdict === "不符合" && !value(row, "evidence")) found.push("不符合，没有填证据");
    if (verdict === "不适用" && !value(row, "note")) found.push("不适用，没有填说明");
    return found;
  }

  function save() {
    for (const row of rows.filter(looked)) {
      for (const key of ["author", "date"]) {
        if (!value(row, key) && all[key].value.trim()) field(row, key).value = all[key].value.trim();
      }
    }
    const said = [];
    for (const row of rows) {
      const found = wrong(row);
      row.classList.toggle("bad", found.length > 0);
      if (found.length) said.push(`${row.dataset.id}：${found.join("，")}`);
    }
    faults.hidden = !said.length;
    faults.textContent = said.length ? `已保存，但以下各行还要补充，否则不能读入：\n${said.join("\n")}` : "";
    const answers = rows.map((row) => Object.fromEntries([["id", row.dataset.id], ...keys.map((key) => [key, value(row, key)])]));
    const text = JSON.stringify({ ...about, rows: answers }, null, 1);
    const link = document.createElement("a");
    link.href = URL.createObjectURL(new Blob([text], { type: "application/json" }));
    link.download = `检查表_${about.portal}_${today()}.json`;
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 1000);
    dirty = false;
    count();
  }

  async function load(event) {
    const [file] = event.target.files;
    event.target.value = "";
    if (!file) return;
    let saved;
    try {
      saved = JSON.parse(await file.text());
      if (saved.schema !== about.schema || !Array.isArray(saved.rows)) throw new Error("schema");
    } catch {
      state.textContent = "这不是本表保存的文件";
      return;
    }
    if (saved.portal !== about.portal) {
      state.textContent = `这是网站 ${String(saved.portal).slice(0, 20)} 的检查表，没有载入`;
      return;
    }
    const known = new Map(rows.map((row) => [row.dataset.id, row]));
    for (const answer of saved.rows) {
      const row = known.get(answer && answer.id);
      if (row) for (const key of keys) field(row, key).value = typeof answer[key] === "string" ? answer[key] : "";
    }
    dirty = false;
    count();
  }

  document.getElementById("save").addEventListener("click", save);
  document.getElementById("load").addEventListener("change", load);
  document.querySelector("main").addEventListener("input", () => { dirty = true; count(); });
  addEventListener("beforeunload", (event) => { if (dirty) event.preventDefault(); });
  all.date.value = today();
  all.date.max = today();
  count();
})();
