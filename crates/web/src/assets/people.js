// Finding people while one types, and noticing who is known already while somebody is registered. Both work without a script when sent.
"use strict";

// Asks a little after the last key; an answer that a newer question has overtaken, or that nobody waits for any more, is let go.
const asking = (ask, answered) => {
  let waiting;
  let latest = 0;
  const forget = () => {
    clearTimeout(waiting);
    latest += 1;
  };
  const soon = () => {
    clearTimeout(waiting);
    waiting = setTimeout(async () => {
      const mine = ++latest;
      const request = ask();
      if (!request) {
        answered(null);
        return;
      }
      try {
        const answer = await fetch(...request);
        // A page to sign in is no answer.
        const text = answer.ok && !answer.redirected ? await answer.text() : null;
        if (mine === latest) answered(text);
      } catch {
        if (mine === latest) answered(null);
      }
    }, 150);
  };
  return { soon, forget };
};

// What comes is our own page's: a part of it, put in place of what stood there.
const parts = (text) => [...new DOMParser().parseFromString(text, "text/html").body.childNodes];

const box = document.getElementById("search");
if (box) {
  const [status, list] = document.getElementById("search-found").children;
  const links = () => [...list.querySelectorAll("a")];
  const close = () => { list.hidden = true; };
  const show = asking(
    () => {
      const words = box.value.trim();
      return words.length > 1 && [box.dataset.find + "?" + new URLSearchParams({ q: words }), { headers: { Accept: "text/html" } }];
    },
    (text) => {
      list.replaceChildren(...(text === null ? [] : parts(text)));
      status.textContent = list.querySelector("[data-count]")?.textContent ?? "";
      list.hidden = text === null || document.activeElement !== box;
    },
  );
  box.addEventListener("input", show.soon);
  box.form.addEventListener("keydown", (event) => {
    const all = links();
    const at = all.indexOf(document.activeElement);
    if (event.key === "Escape" && !list.hidden) {
      event.preventDefault();
      box.focus();
      close();
    } else if (event.key === "ArrowDown" && !list.hidden && all.length) {
      event.preventDefault();
      all[Math.min(at + 1, all.length - 1)].focus();
    } else if (event.key === "ArrowUp" && at >= 0) {
      event.preventDefault();
      (all[at - 1] ?? box).focus();
    }
  });
  box.addEventListener("focus", () => { if (links().length && list.childNodes.length) list.hidden = false; });
  box.form.addEventListener("focusout", (event) => { if (!box.form.contains(event.relatedTarget)) close(); });
}

// Whom one logs with: those who fit are shown while one types, and whoever is ticked goes over to those who are chosen.
const finder = document.querySelector("[data-find-people]");
if (finder) {
  const words = finder.querySelector("input");
  const [found, chosen] = ["log-found", "log-chosen"].map((id) => document.getElementById(id));
  const asked = words.form.elements.asked;
  const item = (tick) => tick.closest(".govuk-checkboxes__item");
  const other = (tick) => [...words.form.querySelectorAll("input[name=with]")].find((one) => one.value === tick.value && !found.contains(one));
  const look = asking(
    () => {
      const typed = words.value.trim();
      return typed.length > 1 && [finder.dataset.findPeople + "&" + new URLSearchParams({ q: typed }), { headers: { Accept: "text/html" } }];
    },
    (text) => {
      found.replaceChildren(...(text === null ? [] : parts(text)));
      for (const tick of found.querySelectorAll("input")) if (other(tick)?.checked) item(tick).remove();
      // What is shown has been looked for: saving does not look for it again.
      asked.value = text === null ? "" : words.value.trim();
    },
  );
  words.addEventListener("input", look.soon);
  found.addEventListener("change", (event) => {
    const own = other(event.target) ?? event.target;
    own.checked = true;
    chosen.append(item(own));
    look.forget();
    words.value = asked.value = "";
    found.replaceChildren();
    words.focus();
  });
}

// While somebody is registered: who that may already be.
for (const form of document.querySelectorAll("form[data-alike]")) {
  const place = document.getElementById("alike");
  const ask = asking(
    () => [form.dataset.alike, { method: "POST", body: new URLSearchParams(new FormData(form)) }],
    (text) => { if (text !== null && place.dataset.said !== text) {
      place.dataset.said = text;
      place.replaceChildren(...parts(text));
    } },
  );
  form.addEventListener("input", ask.soon);
}
