"use strict";
const value = (row, column) => {
  const cell = row.cells[column];
  return cell.dataset.sort === undefined ? cell.textContent : Number(cell.dataset.sort);
};
const compare = (a, b) => typeof a === "number" && typeof b === "number" ? a - b : String(a).localeCompare(String(b));
for (const button of document.querySelectorAll("th button")) {
  button.addEventListener("click", () => {
    const head = button.parentElement;
    const descending = head.getAttribute("aria-sort") === "ascending";
    for (const other of head.parentElement.cells) other.removeAttribute("aria-sort");
    head.setAttribute("aria-sort", descending ? "descending" : "ascending");
    const body = head.closest("table").tBodies[0];
    const rows = [...body.rows].sort((a, b) => compare(value(a, head.cellIndex), value(b, head.cellIndex)));
    body.append(...(descending ? rows.reverse() : rows));
  });
}
addEventListener("beforeprint", () => document.querySelectorAll("details:not(.drawn)").forEach((part) => { part.open = true; }));

// A link to what is folded away unfolds it.
const unfold = () => {
  const wanted = location.hash && document.getElementById(location.hash.slice(1));
  if (!wanted) return;
  for (const part of [wanted.querySelector(":scope > details"), wanted.closest("details")]) if (part) part.open = true;
  wanted.scrollIntoView();
};
addEventListener("hashchange", unfold);
unfold();

// Typed without accents, vowel marks or forms of alef, a word is found as in a release's search.
const fold = (text) => text.toLowerCase().normalize("NFKD").replace(/[\p{M}\u0640]/gu, "")
  .replace(/\u0649/g, "\u064a").replace(/[\u2018\u2019]/g, "'");
const search = document.getElementById("search");
const posts = JSON.parse(document.getElementById("posts").textContent);
const folded = posts.map((post) => fold(post.join(" ")));
const most = 20;
const line = ([day, title, url, section, credits]) => {
  const link = document.createElement("a");
  link.append(title);
  if (/^https?:/.test(url)) link.href = url;
  link.rel = "noreferrer";
  link.dir = "auto";
  const told = document.createElement("small");
  told.append([day, section, credits].filter(Boolean).join(" \u00b7 "));
  const made = document.createElement("li");
  made.append(link, told);
  return made;
};
const asked = document.getElementById("found").textContent;
document.getElementById("wanted").addEventListener("input", (event) => {
  const words = fold(event.target.value).split(/\s+/).filter(Boolean);
  const hits = words.length ? posts.filter((_, at) => words.every((word) => folded[at].includes(word))) : [];
  search.querySelector("ol").replaceChildren(...hits.slice(0, most).map(line));
  document.getElementById("found").textContent = !words.length ? asked
    : `${hits.length.toLocaleString("en")} found` + (hits.length > most ? `; the latest ${most}:` : "");
});
search.hidden = false;
