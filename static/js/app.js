// Every page works without JavaScript. With it, menus close by themselves, and no typed character gets lost.
const all = (selector, from = document) => [...from.querySelectorAll(selector)];
const on = (names, act) => names.split(" ").forEach((name) => document.addEventListener(name, act));
document.documentElement.classList.add("js", navigator.share ? "can-share" : "cannot-share");

// Menus: a press beside one, or Escape, closes it.
on("click keydown", ({ key, target }) => {
  if (key && key !== "Escape") return;
  for (const menu of all("details.menu[open]").filter((each) => key || !each.contains(target))) {
    if (menu.contains(document.activeElement)) menu.querySelector("summary").focus();
    menu.open = false;
  }
});

// A letter goes as it was typed: by mail, copied, or shared where the device can.
on("input click", ({ target }) => {
  const [letter, act] = [target.closest(".letter"), target.dataset.do];
  if (!letter) return;
  const text = letter.querySelector("textarea, [readonly]").value;
  all("[href^=mailto]", letter).forEach((mail) => (mail.href = mail.href.replace(/body=.*/, `body=${encodeURIComponent(text.replaceAll("\n", "\r\n"))}`)));
  if (act === "share") navigator.share({ text });
  if (act === "copy") navigator.clipboard.writeText(text).then(() => (target.textContent = target.dataset.done));
});

// Drafts: what is typed in a form[data-draft] stays in this browser until the server says that it is saved.
const drafts = () => all("form[data-draft]");
const read = (form) => JSON.parse(localStorage.getItem(form.dataset.draft));
const forget = (form) => localStorage.removeItem(form.dataset.draft);

function keep(form, sending = false) {
  const fields = [...new FormData(form)].filter(([name]) => name !== "csrfmiddlewaretoken");
  localStorage.setItem(form.dataset.draft, JSON.stringify({ fields, sending }));
  say(form, sending ? "sending" : "kept");
}

function restore(form, { fields }) {
  form.dispatchEvent(new CustomEvent("netwerk:restoring", { bubbles: true, detail: fields }));
  for (const field of form.elements) {
    const typed = fields.filter(([name]) => name === field.name).map(([, value]) => value);
    if (["checkbox", "radio"].includes(field.type)) field.checked = typed.includes(field.value);
    else if (typed.length && (field.value = typed[0])) field.closest("details")?.setAttribute("open", "");
  }
  form.dispatchEvent(new CustomEvent("netwerk:restored", { bubbles: true }));
}

function say(form, state) {
  const status = form.querySelector(".draft-status");
  if (status.textContent !== status.dataset[state]) status.textContent = status.dataset[state];
  status.classList.toggle("is-offline", !["kept", "sending"].includes(state));
}

on("input change", ({ target }) => target.form?.dataset.draft && keep(target.form));
on("htmx:load", ({ target }) => {
  for (const form of target === document.body ? drafts().filter(read) : []) {
    restore(form, read(form));
    all(".draft-found", form).forEach((notice) => (notice.hidden = read(form).sending));
    send(form);
  }
});
on("netwerk:saved", ({ target }) => forget(target));
on("reset", (event) => (confirm(event.target.dataset.sure) ? location.reload(forget(event.target)) : event.preventDefault()));

// Another tab wrote on: show the same here. It was saved there: begin anew.
addEventListener("storage", ({ key, newValue }) => {
  const form = drafts().find((each) => each.dataset.draft === key);
  if (form) newValue ? restore(form, JSON.parse(newValue)) : location.reload();
});

// Sending: tried again until the server has answered. It saves a draft of one name only once.
const send = (form) => form.isConnected && read(form)?.sending && form.requestSubmit();
const hold = (form, still) => [...form.children].forEach((part) => (part.inert = still && !part.matches(".dock")));
let [retry, pause] = [0, 4000]; // milliseconds, doubled up to a minute

on("htmx:beforeRequest", ({ target }) => {
  if (!target.dataset.draft) return;
  clearTimeout(retry);
  keep(target, true);
  hold(target, true); // what would be typed now would miss this sending
});

on("htmx:sendError htmx:timeout htmx:responseError", ({ type, target, detail }) => {
  if (!target.dataset.draft) return;
  const stale = detail.xhr.status === 403;
  hold(target, false);
  say(target, stale ? "stale" : type === "htmx:responseError" ? "failed" : "offline");
  if (!stale) retry = setTimeout(send, (pause = Math.min(pause * 2, 60000)), target);
});
addEventListener("online", () => drafts().forEach(send));
// Not saved: the draft is the user's again, and what is wrong gets the focus.
on("htmx:beforeSwap", ({ target, detail }) => detail.xhr.status === 422 && target.dataset.draft && keep(target));
on("htmx:afterSettle", ({ target }) => all("[aria-invalid]:not([type=hidden]), .question input", target)[0]?.focus());
