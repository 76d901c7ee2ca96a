// Logging an evening: one person open at a time, found by a few letters, all by Enter or by thumb.
const rowsOf = (form) => all(".log-person", form);
const field = (row, name) => row.querySelector(`[name="${row.dataset.prefix}-${name}"]`);
const value = (row, name) => field(row, name).value.trim();

function addRow(form) {
  const index = rowsOf(form).length;
  const html = form.querySelector("#person-row").innerHTML.replaceAll("__prefix__", index);
  form.querySelector(".log-people").insertAdjacentHTML("beforeend", html.replaceAll("__number__", index + 1));
  form.elements["people-TOTAL_FORMS"].value = index + 1;
  htmx.process(rowsOf(form)[index]);
  return rowsOf(form)[index];
}

/** Lets the folded line, and what stands around the name, say what the fields say. */
function refresh(row) {
  const show = (selector, yes) => all(selector, row).forEach((part) => (part.hidden = !yes));
  const write = (selector, text) => all(selector, row).forEach((part) => (part.textContent = text));
  const [name, who, about] = ["name", "contact", "about"].map((each) => value(row, each));
  const known = who !== name && who.replace(/^\d+ /, "") === name;
  const [first, ...rest] = name.split(/\s+/);
  write(".log-person-line .avatar", (first.charAt(0) + (rest.at(-1) ?? "").charAt(0)).toUpperCase());
  write(".log-person-line .person-name, .log-whom", name);
  write(".log-person-line .person-line", all(".errorlist", row)[0]?.textContent || value(row, "note") || about || value(row, "headline"));
  write(".log-known span", about && ` · ${about}`);
  show(".log-known", known);
  show(".log-new", !known || value(row, "organisation") || value(row, "headline"));
}

function open(row) {
  rowsOf(row.form).forEach((other) => other.classList.toggle("is-open", other === row));
  row.scrollIntoView({ block: "start" });
  field(row, "name").focus({ preventScroll: true });
}

const next = (form) => open(rowsOf(form).find((row) => !value(row, "name")) ?? addRow(form));
on("netwerk:restoring", ({ target, detail }) => {
  const people = detail.filter(([name]) => /^people-\d+-name$/.test(name));
  while (rowsOf(target).length < people.length) open(addRow(target));
});
on("netwerk:restored htmx:load", ({ target }) => rowsOf(target).forEach(refresh));
on("input", ({ target }) => target.closest(".log-person") && refresh(target.closest(".log-person")));
on("input focusin", ({ target }) => target.list?.replaceChildren(...rowsOf(target.form).filter((row) => !row.contains(target)).map((row) => new Option(value(row, "name")))));

// Suggestions under a name
const optionsOf = (input) => all("[role=option]", input.parentElement);

/** Marks one suggestion; without `index` there are none any more. */
function select(input, index) {
  if (index === undefined) input.nextElementSibling.replaceChildren();
  optionsOf(input).forEach((option, at) => (option.ariaSelected = at === index));
  const option = optionsOf(input)[index];
  input.ariaExpanded = Boolean(option);
  input.setAttribute("aria-activedescendant", option?.id ?? "");
  option?.scrollIntoView({ block: "nearest" });
}

function pick(option) {
  const [row, { pk, name }] = [option.closest(".log-person"), option.dataset];
  field(row, "name").value = name;
  field(row, "contact").value = pk && `${pk} ${name}`;
  field(row, "about").value = option.querySelector(".person-line")?.textContent ?? "";
  all(".question", row).forEach((question) => question.remove());
  select(field(row, "name"));
  field(row, "note").focus();
  field(row, "note").dispatchEvent(new Event("input", { bubbles: true })); // keeps it, and shows it
}

on("htmx:configRequest", ({ target, detail }) => target.role && (detail.parameters = { q: target.value }));
on("htmx:afterSwap", ({ target }) => {
  const input = target.matches(".suggest") && target.previousElementSibling;
  if (input) select(input, input === document.activeElement ? 0 : undefined); // else it came too late
  if (input === document.activeElement) target.scrollIntoView({ block: "nearest" }); // above the dock
});
// A press on a suggestion leaves the focus in the name.
on("focusout", ({ target }) => target.role === "combobox" && select(target));
on("mousedown", (event) => event.target.closest("[role=option]") && event.preventDefault());

on("click", ({ target }) => {
  const [option, button] = [target.closest("[role=option]"), target.closest("[data-do]")];
  if (option) pick(option);
  else if (button?.dataset.do === "next") next(button.form);
  else if (button?.dataset.do === "open") open(button.closest(".log-person"));
});

on("keydown", (event) => {
  const { key, target } = event;
  const options = target.role === "combobox" ? optionsOf(target) : [];
  const now = options.findIndex((option) => option.ariaSelected === "true");
  const step = { ArrowDown: 1, ArrowUp: options.length - 1 }[key];
  if (options.length && step) select(target, (now + step) % options.length);
  else if (options.length && key === "Escape") select(target);
  else if (key !== "Enter" || event.shiftKey || event.isComposing || !target.matches(".log input, li textarea")) return;
  else follow(target, options[now]);
  event.preventDefault();
});

/** Where Enter leads: from a name to its note, from a note to the next person, from anything else to the next field. */
function follow(target, option) {
  const fields = all("[type=text], [type=date], [type=time], textarea", target.form).filter((each) => each.checkVisibility());
  const shown = optionsOf(target).at(-1)?.dataset.name; // what the suggestions are for
  if (option && shown === target.value.trim().replace(/\s+/g, " ")) pick(option);
  else if (target.role === "combobox") field(target.closest(".log-person"), "note").focus();
  else if (target.matches(".log-person *:not([type=text])")) next(target.form);
  else fields[fields.indexOf(target) + 1]?.focus();
}
