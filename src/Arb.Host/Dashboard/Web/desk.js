// What htmx does not do: form tokens, the login link's code, keys, messages, and saying so when the desk is not connected.
(function () {
  "use strict";
  const silence = 5000;
  const shown = 8000;
  const notices = 5;

  // The code stands in the link's fragment, which is never sent: it is taken out of the address and the history before anything else.
  const login = document.getElementById("login");
  if (login) {
    const code = location.hash.slice(1);
    if (code) {
      history.replaceState(null, "", "/login");
      document.getElementById("code").value = code;
      login.submit();
    }
    return;
  }

  const token = document.querySelector('meta[name="form-token"]');
  document.addEventListener("submit", function (event) {
    const form = event.target;
    if (!token || form.method !== "post") return;
    let field = form.querySelector('input[name="form-token"]');
    if (!field) {
      field = document.createElement("input");
      field.type = "hidden";
      field.name = "form-token";
      form.append(field);
    }
    field.value = token.content;
  }, true);

  // What a person types or has opened stays while the page is renewed around it.
  if (window.Idiomorph) {
    Idiomorph.defaults.ignoreActiveValue = true;
    Idiomorph.defaults.callbacks.beforeNodeMorphed = function (node) {
      return !(node.nodeType === 1 && node.hasAttribute("data-keep"));
    };
    Idiomorph.defaults.callbacks.beforeAttributeUpdated = function (name, node) {
      return !(name === "open" && node.nodeName === "DETAILS");
    };
  }

  const lost = document.getElementById("lost");
  const parked = document.getElementById("parked");
  let heard = Date.now();
  let paused = false;
  const hear = function () { heard = Date.now(); if (lost) lost.hidden = true; document.body.classList.remove("old"); };
  const cry = function () { if (!paused && lost) { lost.hidden = false; document.body.classList.add("old"); } };
  document.addEventListener("htmx:sseMessage", hear);
  document.addEventListener("htmx:sseError", cry);
  document.addEventListener("htmx:sseClose", function (event) {
    if (event.detail.type !== "message") return;
    paused = true;
    parked.hidden = false;
    document.body.classList.add("old");
  });
  if (window.htmx) setInterval(function () { if (Date.now() - heard > silence) cry(); }, 1000);
  for (const link of document.querySelectorAll(".lost a"))
    link.addEventListener("click", function (event) { event.preventDefault(); location.reload(); });

  const here = document.querySelector(".menu [aria-current]");
  if (here) here.scrollIntoView({ inline: "center", block: "nearest" });

  const box = document.getElementById("notices");
  document.addEventListener("htmx:afterSwap", function (event) {
    if (event.target !== box) return;
    while (box.children.length > notices) box.lastElementChild.remove();
    const newest = box.firstElementChild;
    if (newest && newest.dataset.stays === "no") setTimeout(function () { newest.remove(); }, shown);
    const form = event.detail.requestConfig && event.detail.requestConfig.elt;
    if (!form || !newest) return;
    if (newest.classList.contains("ok") && form.hasAttribute("data-reset")) form.reset();
    const open = form.closest("details.confirm");
    if (open) open.open = false;
  });
  document.addEventListener("htmx:sendError", function () {
    const text = document.createElement("div");
    text.className = "notice bad";
    text.setAttribute("role", "alert");
    text.textContent = "The engine did not answer: nothing is known about what you asked for.";
    box.prepend(text);
  });

  document.addEventListener("click", function (event) {
    const dismiss = event.target.closest("[data-dismiss]");
    if (dismiss) dismiss.closest(".notice").remove();
    if (event.target.closest("[data-help]")) document.getElementById("keys").showModal();
    for (const open of document.querySelectorAll("details.confirm[open]"))
      if (!open.contains(event.target)) open.open = false;
  });
  document.addEventListener("change", function (event) {
    const form = event.target.form;
    if (form && form.hasAttribute("data-filter")) form.requestSubmit();
  });

  // Alerts: a message on the page, and what this browser was told to do beside: a notification of the system, a sound.
  const wants = function (what) { return localStorage.getItem("arb-" + what) === "yes"; };
  let sound = null;
  const show = function () {
    for (const what of ["notify", "sound"]) {
      const on = wants(what) && (what === "sound" || (window.Notification && Notification.permission === "granted"));
      const button = document.querySelector("[data-" + what + "]");
      button.setAttribute("aria-pressed", String(on));
    }
  };
  const beep = function () {
    sound = sound || new AudioContext();
    if (sound.state === "suspended") sound.resume();
    for (const [at, pitch] of [[0, 880], [0.18, 660]]) {
      const tone = sound.createOscillator(), loud = sound.createGain();
      tone.frequency.value = pitch;
      loud.gain.setValueAtTime(0.15, sound.currentTime + at);
      loud.gain.exponentialRampToValueAtTime(0.001, sound.currentTime + at + 0.16);
      tone.connect(loud).connect(sound.destination);
      tone.start(sound.currentTime + at);
      tone.stop(sound.currentTime + at + 0.17);
    }
  };
  const tell = function () {
    const list = document.getElementById("alerts");
    if (!list) return;
    const key = "arb-alerts-" + list.dataset.since;
    const items = [...list.children];
    const newest = Math.max(0, ...items.map(function (item) { return Number(item.dataset.number); }));
    const known = sessionStorage.getItem(key);
    sessionStorage.setItem(key, String(Math.max(newest, Number(known || 0))));
    if (known === null) return;
    const fresh = items.filter(function (item) { return Number(item.dataset.number) > Number(known); }).reverse();
    for (const item of fresh) {
      const notice = document.createElement("div");
      const execution = item.dataset.execution || "";
      // What is said of an execution last is what holds: an alarm makes room for its all-clear.
      for (const old of [...box.children]) if (execution && old.dataset.execution === execution) old.remove();
      notice.className = "notice " + item.dataset.tone;
      notice.dataset.execution = execution;
      notice.setAttribute("role", "alert");
      const text = document.createElement("p");
      text.textContent = item.textContent;
      const dismiss = document.createElement("button");
      dismiss.type = "button";
      dismiss.setAttribute("data-dismiss", "");
      dismiss.setAttribute("aria-label", "Put this message away");
      dismiss.textContent = "×";
      notice.append(text, dismiss);
      box.prepend(notice);
      if (wants("notify") && window.Notification && Notification.permission === "granted") new Notification("arb", { body: item.textContent, tag: key + item.dataset.number });
    }
    while (box.children.length > notices) box.lastElementChild.remove();
    if (fresh.some(function (item) { return item.dataset.tone !== "good"; }) && wants("sound")) beep();
  };
  document.querySelector("[data-sound]").addEventListener("click", function () {
    localStorage.setItem("arb-sound", wants("sound") ? "no" : "yes");
    if (wants("sound")) beep();
    show();
  });
  document.querySelector("[data-notify]").addEventListener("click", async function () {
    const on = !wants("notify");
    if (on && window.Notification) await Notification.requestPermission();
    localStorage.setItem("arb-notify", on ? "yes" : "no");
    show();
  });
  show();
  tell();
  document.addEventListener("htmx:sseMessage", tell);

  const places = { d: "/", o: "/opportunities", e: "/executions", x: "/exposure", p: "/profit", b: "/bindings", l: "/log", c: "/doctor" };
  let going = 0;
  document.addEventListener("keydown", function (event) {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key === "Escape")
      for (const open of document.querySelectorAll("details.confirm[open]")) { open.open = false; open.querySelector("summary").focus(); }
    if (event.target.matches("input, textarea, select") || document.querySelector("dialog[open]")) return;
    const wasGoing = Date.now() - going < 1500;
    going = 0;
    if (wasGoing && places[event.key]) { location.href = places[event.key]; return; }
    if (event.key === "g") going = Date.now();
    else if (event.key === "?") document.getElementById("keys").showModal();
    else if (event.shiftKey && event.key.toLowerCase() === "k") document.querySelector('[data-key="K"]').click();
    else if (event.key === "/") { const field = document.querySelector("[data-filter] input"); if (field) { event.preventDefault(); field.focus(); } }
    else if (event.key === "n" || event.key === "p") { const link = document.querySelector(event.key === "n" ? 'a[rel="next"]' : 'a[rel="prev"]'); if (link) link.click(); }
  });
})();
