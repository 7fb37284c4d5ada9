// Steps through the marked events of a text with n and p, while the text or a mark in it has the focus.
// Everything works without this file: the marks are links, and Tab goes from one to the next.
"use strict";
(function () {
  const text = document.getElementById("text");
  if (!text) return;
  const marks = Array.from(text.querySelectorAll("[data-step]"));
  if (!marks.length) return;
  for (const hint of document.querySelectorAll("[data-keys]")) hint.hidden = false;
  text.addEventListener("keydown", function (event) {
    if (event.ctrlKey || event.altKey || event.metaKey || (event.key !== "n" && event.key !== "p")) return;
    const at = marks.indexOf(document.activeElement);
    const step = event.key === "n" ? 1 : -1;
    const next = at < 0 ? (step > 0 ? 0 : marks.length - 1) : (at + step + marks.length) % marks.length;
    event.preventDefault();
    marks[next].focus();
    marks[next].scrollIntoView({ block: "center" });
    for (const card of document.querySelectorAll(".card.current")) card.classList.remove("current");
    const card = document.getElementById(marks[next].getAttribute("href").slice(1));
    if (card) card.classList.add("current");
  });
})();
