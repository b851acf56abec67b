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

  // Searching. A tree may have tens of thousands of lines, and every key searches again: so what is
  // found is put into a small tree of its own, and the large one is set aside, laid out as it is.
  const most = 400;
  let index = null;
  const build = () => {
    if (index) return;
    index = checks.map((check) => {
      const items = all(".tree li", check);
      const place = new Map(items.map((item, i) => [item, i]));
      const rows = items.map((item) => {
        const own = item.firstElementChild;
        const label = own.tagName === "DETAILS" ? own.firstElementChild : own;
        const parent = place.get(item.parentElement.closest("li"));
        return { label, parent, text: label.textContent.toLowerCase() };
      });
      const tree = check.querySelector(".tree");
      return { check, tree, rows, text: check.textContent.toLowerCase(), found: null };
    });
  };
  const add = (list, name, kind) => {
    const node = document.createElement(name);
    if (kind) node.className = kind;
    list.append(node);
    return node;
  };
  // Lines with all that stand above them, which are open.
  const treeOf = (rows, hits) => {
    const kept = new Set();
    const parents = new Set();
    for (const hit of hits) {
      for (let i = hit; i !== undefined && !kept.has(i); i = rows[i].parent) {
        kept.add(i);
        parents.add(rows[i].parent);
      }
    }
    const root = document.createElement("ul");
    root.className = "tree";
    const lists = new Map([[undefined, root]]);
    for (const i of Array.from(kept).sort((a, b) => a - b)) {
      const item = add(lists.get(rows[i].parent), "li");
      const fold = parents.has(i) && add(item, "details");
      const label = fold ? add(fold, "summary") : add(item, "div", "leaf");
      label.append(...Array.from(rows[i].label.childNodes, (node) => node.cloneNode(true)));
      label.classList.toggle("hit", hits.has(i));
      if (!fold) continue;
      fold.open = true;
      lists.set(i, add(fold, "ul"));
    }
    return root;
  };
  const release = (entry) => {
    if (!entry.found) return;
    entry.found.remove();
    entry.found = null;
    entry.tree.classList.remove("aside");
  };
  const sift = (entry, fits) => {
    const hits = [];
    entry.rows.forEach((row, i) => { if (fits(row.text)) hits.push(i); });
    if (hits.length === 0) {
      release(entry);
      return 0;
    }
    const found = treeOf(entry.rows, new Set(hits.slice(0, most)));
    if (entry.found) entry.found.replaceWith(found);
    else entry.tree.after(found);
    entry.tree.classList.add("aside");
    entry.found = found;
    return hits.length;
  };
  // What the search opened is closed again when the words are gone.
  const opened = new Set();
  const clear = () => {
    for (const entry of index) {
      entry.check.classList.remove("gone");
      release(entry);
    }
    for (const fold of opened) fold.open = false;
    opened.clear();
    told.textContent = "";
  };
  const search = () => {
    const words = find.value.toLowerCase().split(/\s+/).filter(Boolean);
    build();
    if (words.length === 0) return clear();
    const fits = (text) => words.every((word) => text.includes(word));
    let shown = 0;
    let hits = 0;
    let lit = 0;
    for (const entry of index) {
      const fit = fits(entry.text);
      entry.check.classList.toggle("gone", !fit);
      if (!fit) continue;
      ++shown;
      const found = sift(entry, fits);
      hits += found;
      lit += Math.min(found, most);
      const fold = entry.check.firstElementChild;
      if (!fold.open) opened.add(fold);
      fold.open = true;
    }
    const lines = hits === 0 ? "" : hits === 1 ? ", 1 line of a tree"
      : hits > lit ? `, the first ${lit} of ${hits} lines of trees` : `, ${hits} lines of trees`;
    told.textContent = shown === 0 ? "Nothing here says that."
      : `${shown} of ${index.length} ${index.length === 1 ? "check" : "checks"}${lines}`;
  };
  find.addEventListener("focus", build);
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
  // A link to a check opens it, also when the address names it already.
  const unfold = (hash) => {
    const target = hash.startsWith("#check-") && by(hash.slice(1));
    if (target) target.firstElementChild.open = true;
  };
  for (const link of all("a[href^='#check-']"))
    link.addEventListener("click", () => unfold(link.hash));
  window.addEventListener("hashchange", () => unfold(location.hash));
  unfold(location.hash);
  by("tools").hidden = false;
})();
)js";
}

}  // namespace preflight
