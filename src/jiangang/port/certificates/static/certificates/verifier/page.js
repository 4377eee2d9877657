// What the page shows. Only texts are written, never markup.

import { NAMES } from "./code.js";

const data = JSON.parse(document.getElementById("words").textContent);
export const { language, decoder } = data;

export const part = (name) => document.querySelector(`[data-part="${name}"]`);

// A text of the catalogue with its placeholders filled.
export function word(key, values = {}) {
  const found = data.words[key];
  if (found === undefined) return key;
  return found.replace(/\{(\w+)\}/g, (whole, name) => (name in values ? String(values[name]) : whole));
}

export const hasWord = (key) => data.words[key] !== undefined;

export function moment(date) {
  return new Intl.DateTimeFormat(language, { dateStyle: "medium", timeStyle: "short" }).format(date);
}

const TONES = { valid: "good", withdrawn: "bad", replaced: "bad", broken: "bad" };

// answer: { state, sentence, source, notes, fields, chain }.
export function showAnswer(answer) {
  const box = part("answer");
  box.className = `v-answer v-answer--${TONES[answer.state] || "warn"}`;
  box.dataset.state = answer.state;
  part("answer-title").textContent = word(`certificates.verify.${answer.state}`);
  part("answer-sentence").textContent = answer.sentence;
  part("answer-source").textContent = answer.source;
  fill(part("answer-notes"), (answer.notes || []).map((note) => element("li", note)));
  const fields = answer.fields || {};
  const rows = NAMES.filter((name) => fields[name]).map((name) => [name, fields[name]]);
  fill(part("answer-fields"), rows.flatMap(([name, value]) => [
    element("dt", word(`certificates.field.${name}`)), element("dd", name === "kind" ? data.kinds[value] || value : value),
  ]));
  part("answer-says").hidden = rows.length === 0;
  showChain(answer.chain || { replaces: [], replaced_by: [] });
  box.hidden = false;
  box.focus();
  box.scrollIntoView({ block: "start" });
}

function showChain(chain) {
  for (const side of ["replaces", "replaced_by"]) {
    const items = (chain[side] || []).map((link) => {
      if (!link.code) return element("li", link.number);
      const anchor = element("a", link.number);
      anchor.href = `/verify/?n=${encodeURIComponent(link.number)}&c=${encodeURIComponent(link.code)}`;
      const item = element("li", "");
      item.append(anchor);
      return item;
    });
    fill(part(`answer-${side}`), items);
    part(`answer-${side}-box`).hidden = items.length === 0;
  }
}

// No state of a paper: something could not be read, or must be said. notes: further sentences.
export function showNotice(title, sentence, notes = []) {
  showAnswer({ state: "notice", sentence, source: "", notes });
  part("answer-title").textContent = title;
}

export function showBusy(words) {
  part("busy").textContent = words;
  part("busy").hidden = !words;
}

function element(name, words) {
  const made = document.createElement(name);
  made.textContent = words;
  return made;
}

function fill(box, items) {
  box.replaceChildren(...items);
  box.hidden = items.length === 0;
}
