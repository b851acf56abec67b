#include "report/html_assets.hpp"

namespace preflight {

// Adds to a page that is whole without it. It puts texts into the page by textContent only.
std::string_view html_script() {
  return R"js(
(() => {
  "use strict";
  const all = (selector, root) => Array.from((root || document).querySelectorAll(selector));
  const by = (id) => document.getElementById(id);
  const told = by("told");
  const find = by("find");

  // What happened, for who does not see it.
  const live = document.createElement("p");
  live.className = "unseen";
  live.setAttribute("role", "status");
  document.querySelector("main").append(live);

  // Copying. A page of a file is no secure context everywhere, so there is an old way too.
  const selectAndCopy = (node) => {
    const range = document.createRange();
    range.selectNodeContents(node);
    const selection = window.getSelection();
    selection.removeAllRanges();
    selection.addRange(range);
    const done = document.execCommand("copy");
    selection.removeAllRanges();
    return done;
  };
  const copy = async (button, node) => {
    let done = false;
    try {
      await navigator.clipboard.writeText(node.textContent);
      done = true;
    } catch (error) {
      done = selectAndCopy(node);
    }
    button.textContent = live.textContent = done ? "Copied" : "Not copied";
    setTimeout(() => {
      button.textContent = "Copy";
      live.textContent = "";
    }, 2000);
  };
  const addCopy = (node, name, put) => {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "copy";
    button.textContent = "Copy";
    button.setAttribute("aria-label", `Copy ${name}`);
    button.addEventListener("click", () => copy(button, node));
    put(button);
  };
  for (const code of all(".command > code"))
    addCopy(code, code.textContent, (button) => code.after(button));
  for (const json of all(".json")) addCopy(json, "JSON", (button) => json.before(button));

  // Folding.
  const checks = all(".check");
  const folds = checks.flatMap((check) => all(":scope > details, .tree details", check));
  const setAll = (open) => { for (const one of folds) one.open = open; };
  by("unfold").addEventListener("click", () => setAll(true));
  by("fold").addEventListener("click", () => setAll(false));

  // Searching. What was open before is open again when the words are gone.
  let index = null;
  const build = () => {
    const text = (node) => node.textContent.toLowerCase();
    index = checks.map((check) => ({
      check,
      text: text(check),
      rows: all(".tree li", check).map((item) => {
        const own = item.firstElementChild;
        const label = own.tagName === "DETAILS" ? own.firstElementChild : own;
        return { item, label, text: text(label) };
      }),
    }));
    for (const one of folds) one.dataset.was = one.open ? "1" : "";
  };
  // To lay out thousands of lines at every key takes seconds; who gets so many types on.
  const most = 400;
  const showRows = (entry, fits) => {
    const hits = new Set(entry.rows.filter((row) => fits(row.text)));
    const kept = new Set();
    for (const row of Array.from(hits).slice(0, most)) {
      let item = row.item;
      while (item && !kept.has(item)) {
        kept.add(item);
        item = item.parentElement.closest("li");
        if (item) item.firstElementChild.open = true;
      }
    }
    for (const row of entry.rows) {
      row.label.classList.toggle("hit", hits.has(row));
      row.item.classList.toggle("gone", hits.size > 0 && !kept.has(row.item));
    }
    return hits.size;
  };
  const clear = () => {
    for (const { check, rows } of index) {
      check.classList.remove("gone");
      for (const row of rows) {
        row.item.classList.remove("gone");
        row.label.classList.remove("hit");
      }
    }
    for (const one of folds) one.open = one.dataset.was === "1";
    index = null;
    told.textContent = "";
  };
  const search = () => {
    const words = find.value.toLowerCase().split(/\s+/).filter(Boolean);
    if (words.length === 0) {
      if (index) clear();
      return;
    }
    if (!index) build();
    const fits = (text) => words.every((word) => text.includes(word));
    let shown = 0;
    let hits = 0;
    for (const entry of index) {
      const fit = fits(entry.text);
      entry.check.classList.toggle("gone", !fit);
      if (!fit) continue;
      ++shown;
      entry.check.firstElementChild.open = true;
      hits += showRows(entry, fits);
    }
    const lines = hits === 0 ? "" : hits === 1 ? ", 1 line of a tree"
      : hits > most ? `, ${most} of ${hits} lines of trees` : `, ${hits} lines of trees`;
    told.textContent = shown === 0 ? "Nothing here says that."
      : `${shown} of ${index.length} ${index.length === 1 ? "check" : "checks"}${lines}`;
  };
  find.addEventListener("input", search);
  find.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    find.value = "";
    search();
  });
  document.addEventListener("keydown", (event) => {
    if (event.key !== "/" || event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.target instanceof HTMLInputElement) return;
    event.preventDefault();
    find.focus();
  });
  // A link to a check opens it.
  const unfoldTarget = () => {
    const target = location.hash.startsWith("#check-") && by(location.hash.slice(1));
    if (target) target.firstElementChild.open = true;
  };
  window.addEventListener("hashchange", unfoldTarget);
  unfoldTarget();
  by("tools").hidden = false;
})();
)js";
}

}  // namespace preflight
