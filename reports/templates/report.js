"use strict";
(() => {
  const files = [...document.querySelectorAll(".file")];
  const box = document.getElementById("filter"), level = document.getElementById("level");
  const shown = document.getElementById("shown"), tools = document.getElementById("tools");
  if (!files.length || !tools) return;
  tools.hidden = false;
  const fold = (text) => text.normalize("NFKC").toLowerCase();
  const texts = files.map((file) => fold(file.dataset.words));
  const apply = () => {
    const words = fold(box.value).split(/\s+/).filter(Boolean);
    let count = 0;
    files.forEach((file, i) => {
      const fits = (!level.value || file.dataset.level === level.value) && words.every((w) => texts[i].includes(w));
      file.hidden = !fits;
      count += fits;
    });
    shown.textContent = count.toLocaleString();
  };
  box.addEventListener("input", apply);
  level.addEventListener("change", apply);
  for (const [id, open] of [["open", true], ["close", false]])
    document.getElementById(id).addEventListener("click", () => {
      for (const file of files) if (!file.hidden) file.open = open;
    });
  apply();
})();
