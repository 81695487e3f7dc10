// What a page does a little better with a script. Every page works without it.
"use strict";

document.documentElement.classList.add("wm-script");

// What is wrong, or has just happened, is read first.
const first = document.querySelector(".govuk-error-summary, .govuk-notification-banner[role=alert]");
if (first) {
  first.tabIndex = -1;
  first.focus();
}

// What is kept on this device until its window closes. It may have no storage for us; then the page stands as it was given.
const kept = (key) => { try { return sessionStorage.getItem(key); } catch { return null; } };
const keep = (key, value) => { try { sessionStorage.setItem(key, value); } catch { /* nothing is lost */ } };

// After a filter was applied, the cursor is where it was.
if (kept("focus")) {
  document.getElementById(kept("focus"))?.focus();
  keep("focus", "");
}

// Filters are applied as they are chosen. A list moved through by arrow keys changes at every step, so it waits until it is left.
for (const form of document.querySelectorAll("form[data-send-on-change]")) {
  let byKey = false;
  let changed = false;
  const send = (field, next) => {
    if (!changed) return;
    changed = false;
    // While the focus goes over, nothing has it.
    keep("focus", next?.id || field.id);
    form.requestSubmit();
  };
  form.addEventListener("keydown", (event) => { byKey = event.key.startsWith("Arrow") || event.key.length === 1; });
  form.addEventListener("pointerdown", () => { byKey = false; });
  form.addEventListener("change", (event) => {
    changed = true;
    if (!byKey) send(event.target, event.target);
  });
  form.addEventListener("focusout", (event) => send(event.target, event.relatedTarget));
}

let printing = false;

// Folded parts stand as they were left.
for (const part of document.querySelectorAll("details[data-remember]")) {
  const key = "open:" + part.dataset.remember;
  if (kept(key)) part.open = kept(key) === "yes";
  part.addEventListener("toggle", () => { if (!printing) keep(key, part.open ? "yes" : "no"); });
}

// Print shows everything that is folded.
let opened = [];
addEventListener("beforeprint", () => {
  printing = true;
  opened = [...document.querySelectorAll("details.govuk-details:not([open])")];
  for (const part of opened) part.open = true;
});
addEventListener("afterprint", () => {
  for (const part of opened) part.open = false;
  setTimeout(() => { printing = false; });
});

// The programme switcher closes when one turns away from it.
for (const menu of document.querySelectorAll("details.wm-switch")) {
  document.addEventListener("click", (event) => { if (!menu.contains(event.target)) menu.open = false; });
  menu.addEventListener("keydown", (event) => {
    if (event.key === "Escape") {
      menu.open = false;
      menu.querySelector("summary").focus();
    }
  });
}

// A part that reports on work in progress is fetched again each second, until the page that comes back no longer asks for it.
const again = async (part) => {
  let text;
  let address;
  try {
    const answer = await fetch(part.dataset.refresh, { headers: { Accept: "text/html" } });
    if (!answer.ok) throw new Error(String(answer.status));
    address = answer.url;
    text = await answer.text();
  } catch {
    setTimeout(again, 5000, part);
    return;
  }
  const next = new DOMParser().parseFromString(text, "text/html").getElementById(part.id);
  if (!next || !next.dataset.refresh) {
    location.replace(address);
    return;
  }
  const fresh = document.adoptNode(next);
  part.replaceWith(fresh);
  setTimeout(again, 1000, fresh);
};
for (const part of document.querySelectorAll("[data-refresh][id]")) setTimeout(again, 1000, part);

// "Search" on a telephone's bar puts the cursor where one types.
for (const way of document.querySelectorAll("a[href='#search']")) {
  way.addEventListener("click", (event) => {
    event.preventDefault();
    document.getElementById("search").focus();
  });
}

// Passkeys: the device is asked what the server wants to know, and its answer goes back with the form. Bytes travel as base64url.
const bytes = (text) => Uint8Array.from(atob(text.replaceAll("-", "+").replaceAll("_", "/")), (one) => one.charCodeAt(0));
const text64 = (buffer) => {
  const letters = Array.from(new Uint8Array(buffer), (byte) => String.fromCharCode(byte)).join("");
  return btoa(letters).replaceAll("+", "-").replaceAll("/", "_").replace(/=+$/, "");
};
const asked = async (key) => {
  key.challenge = bytes(key.challenge);
  if (key.user) key.user.id = bytes(key.user.id);
  for (const known of [...(key.excludeCredentials ?? []), ...(key.allowCredentials ?? [])]) known.id = bytes(known.id);
  const made = await (key.user ? navigator.credentials.create({ publicKey: key }) : navigator.credentials.get({ publicKey: key }));
  const response = {};
  for (const name of ["clientDataJSON", "attestationObject", "authenticatorData", "signature", "userHandle"]) {
    if (made.response[name]) response[name] = text64(made.response[name]);
  }
  return JSON.stringify({ id: made.id, rawId: text64(made.rawId), type: made.type, response });
};
for (const form of document.querySelectorAll("form[data-passkey]")) {
  // Browsers give passkeys to names only, not to a bare address.
  if (!window.PublicKeyCredential || /^[\d.]+$|^\[/.test(location.hostname)) continue;
  form.hidden = false;
  form.addEventListener("submit", async (event) => {
    // Without a name, the server says what is missing.
    if (form.elements.name && !form.elements.name.value.trim()) return;
    event.preventDefault();
    const wrong = form.querySelector("[role=alert]");
    wrong.hidden = true;
    try {
      const answer = await fetch(form.dataset.passkey, { method: "POST", body: new URLSearchParams(new FormData(form)) });
      if (!answer.ok) throw new Error(String(answer.status));
      const { ceremony, publicKey } = await answer.json();
      form.elements.credential.value = await asked(publicKey);
      form.elements.ceremony.value = ceremony;
      form.submit();
    } catch {
      wrong.hidden = false;
    }
  });
}

// A password can be looked at before it is sent.
for (const field of document.querySelectorAll("input[type=password]")) {
  const button = document.createElement("button");
  button.type = "button";
  button.className = "govuk-button govuk-button--secondary wm-show";
  button.setAttribute("aria-controls", field.id);
  const say = () => {
    const hidden = field.type === "password";
    button.textContent = hidden ? "Show" : "Hide";
    button.setAttribute("aria-label", hidden ? "Show password" : "Hide password");
  };
  button.addEventListener("click", () => {
    field.type = field.type === "password" ? "text" : "password";
    say();
  });
  field.form?.addEventListener("submit", () => { field.type = "password"; });
  say();
  const line = document.createElement("div");
  line.className = "wm-password";
  field.replaceWith(line);
  line.append(field, button);
}

// Before a session runs out one is warned; what was typed stays, and what is sent afterwards is kept too. Another window may have been
// used meanwhile: the last sign of life is kept where all windows see it.
const idle = document.getElementById("idle");
if (idle) {
  let loaded = Date.now();
  const lived = () => { try { localStorage.setItem("lived", String(Date.now())); } catch { /* this window alone counts then */ } };
  const since = () => { try { return Number(localStorage.getItem("lived")); } catch { return 0; } };
  const after = idle.dataset.after * 1000;
  const left = idle.dataset.left * 1000;
  const [title, text, over] = ["idle-title", "idle-text", "idle-over"].map((id) => document.getElementById(id));
  const button = idle.querySelector("button");
  const look = () => {
    const quiet = Date.now() - Math.max(loaded, since());
    if (quiet >= after + left) {
      title.textContent = "You have been signed out";
      text.hidden = true;
      over.hidden = false;
      button.textContent = "Back to the page";
      if (!idle.open) idle.showModal();
      return;
    }
    if (quiet >= after) {
      if (!idle.open) idle.showModal();
      setTimeout(look, Math.min(5000, after + left - quiet));
      return;
    }
    if (idle.open) idle.close();
    setTimeout(look, after - quiet);
  };
  idle.addEventListener("submit", async (event) => {
    event.preventDefault();
    if (!over.hidden) {
      idle.close();
      return;
    }
    try {
      const answer = await fetch("/account/stay", { method: "POST", body: new URLSearchParams(new FormData(event.target)) });
      if (!answer.ok) throw new Error(String(answer.status));
      loaded = Date.now();
      lived();
      idle.close();
    } catch {
      text.textContent = "The server could not be reached. Try again.";
    }
  });
  // Escape is an answer too: somebody is there.
  idle.addEventListener("cancel", (event) => {
    event.preventDefault();
    idle.querySelector("form").requestSubmit();
  });
  lived();
  setTimeout(look, after);
}

// What is typed into a form that keeps drafts is kept as it is typed, and once more when one turns away. Sending the form ends it.
for (const form of document.querySelectorAll("form[data-draft]")) {
  const said = form.querySelector(".wm-draft");
  let typed = false;
  let waiting = 0;
  let going = null;
  const body = () => new URLSearchParams(new FormData(form));
  const keepDraft = async () => {
    typed = false;
    going = new AbortController();
    try {
      const answer = await fetch(form.dataset.draft, { method: "POST", body: body(), signal: going.signal });
      if (answer.status === 401) said.textContent = "You have been signed out. What you typed is still here: save it, and you are asked to sign in first.";
      else if (answer.status === 409) said.textContent = "This form has been saved already, and what you typed since is not kept as a draft. It is still on this page: save it, and it is recorded as well.";
      else if (!answer.ok) throw new Error(String(answer.status));
      else said.textContent = "Kept as a draft at " + new Date().toLocaleTimeString("en-GB", { hour: "2-digit", minute: "2-digit" }) + ".";
    } catch (error) {
      if (error.name === "AbortError") return;
      typed = true;
      said.textContent = "Not kept as a draft: the server could not be reached. What you typed is still on this page.";
    }
  };
  form.addEventListener("input", () => {
    typed = true;
    clearTimeout(waiting);
    waiting = setTimeout(keepDraft, 800);
  });
  form.addEventListener("submit", () => {
    typed = false;
    clearTimeout(waiting);
    going?.abort();
  });
  addEventListener("pagehide", () => {
    if (typed) navigator.sendBeacon(form.dataset.draft, body());
  });
}

// A page that one hands over is printed from a button.
for (const button of document.querySelectorAll("button[data-print]")) button.addEventListener("click", () => print());
