// The verifier: camera, file, number and code; answered by the office, or without network by what was kept.

import { startCamera } from "./camera.js";
import { hasOwnDecoder, openDecoder } from "./decoder.js";
import { codesInPdf, codesInPicture, kindOf } from "./files.js";
import { knownFrom } from "./keys.js";
import { NoAnswer, OfficeRefused, askCode, askFile, askNumber, fetchKept } from "./office.js";
import { decoder, hasWord, language, moment, part, showAnswer, showBusy, showNotice, word } from "./page.js";
import { ageDays } from "./status.js";
import { sentenceName, verifyCode } from "./verdict.js";

const SAFE = Boolean(self.isSecureContext && crypto.subtle && self.DecompressionStream);
let known = null;
let stopCamera = null;

const v = (name, values) => word(`certificates.verifier.${name}`, values);
const said = (code, params) => (
  hasWord(`${code}.message`) ? `${word(`${code}.message`, params)} ${word(`${code}.mend`, params)}` : ""
);

async function readKept() {
  if (!SAFE) return;
  const kept = await fetchKept();
  if (!kept) return;
  try {
    known = await knownFrom(kept.bundle, kept.status);
  } catch {
    known = await knownFrom(kept.bundle, null).catch(() => null);
  }
}

function showKept() {
  const box = part("kept");
  if (!SAFE) box.textContent = v("not_safe");
  else if (!known) box.textContent = v("nothing_kept");
  else if (!known.status) box.textContent = v("no_list");
  else {
    const days = ageDays(known.status, new Date());
    box.textContent = v(days ? "kept_days" : "kept_today", { at: moment(known.status.dated), days });
  }
}

// The answer of this device, or null where it has nothing to answer with. Throws Refused for what is no code.
async function ownAnswer(text) {
  if (!known) return null;
  const verdict = await verifyCode(text, known, new Date());
  const sentence = word(`methods.papers.verdict.${sentenceName(verdict)}`, { ...verdict, days: verdict.list_days });
  const { list_days: days } = verdict;
  const list = known.status ? { at: moment(known.status.dated), days: ageDays(known.status, new Date()) } : null;
  const source = list ? v(list.days ? "checked_offline" : "checked_offline_today", list) : v("checked_offline_no_list");
  const chain = { replaces: [], replaced_by: verdict.successor ? [{ number: verdict.successor, code: "" }] : [] };
  return { ...verdict, days, sentence, source, chain, notes: [] };
}

function fromOffice(answer) {
  const notes = (answer.findings || []).map((each) => said(each.code, each.params)).filter(Boolean);
  return { ...answer, sentence: answer.sentence[language], source: v("from_office", { at: moment(new Date()) }), notes };
}

// Asks the office, and answers on this device where it cannot be reached.
async function verifyText(text, more = []) {
  const plain = text.trim();
  const typed = /[?&]n=([^&]+).*[&]c=([0-9A-Fa-f-]+)/.exec(plain);
  if (typed) return verifyNumber(decodeURIComponent(typed[1]), typed[2]);
  const own = await ownAnswer(plain);
  try {
    return showAnswer(withNotes(fromOffice(await askCode(plain)), more));
  } catch (fault) {
    if (!(fault instanceof NoAnswer)) throw fault;
  }
  if (!own) return showNotice(v("cannot_title"), v("nothing_kept"));
  return showAnswer(withNotes(own, more));
}

async function verifyNumber(number, code) {
  try {
    return showAnswer(fromOffice(await askNumber(number, code)));
  } catch (fault) {
    if (!(fault instanceof NoAnswer)) throw fault;
    return showNotice(v("cannot_title"), v("number_offline"));
  }
}

async function verifyFile(file) {
  const kind = await kindOf(file);
  if (kind === "large") return showNotice(v("cannot_title"), said("certificates.finding.file_too_large", { megabytes: 8 }));
  if (kind === "other") return showNotice(v("cannot_title"), said("certificates.finding.file_of_no_kind"));
  if (kind === "picture") return verifyPicture(file);
  const isCredential = kind === "text" && (await file.text()).trim().startsWith("ey");
  if (kind === "text" && !isCredential) return verifyText(await file.text());
  try {
    return showAnswer(fromOffice(await askFile(file)));
  } catch (fault) {
    if (!(fault instanceof NoAnswer)) throw fault;
  }
  const codes = await codesInPdf(file);
  if (codes.length !== 1) return showNotice(v("cannot_title"), v("pdf_offline"));
  return verifyText(codes[0], [v("seal_unchecked")]);
}

async function verifyPicture(file) {
  const codes = await codesInPicture(file, decoder).catch(() => null);
  if (!codes) return showNotice(v("cannot_title"), said("certificates.finding.file_of_no_kind"));
  if (!codes.length) return showNotice(v("cannot_title"), said("certificates.finding.no_code_seen"));
  if (codes.length > 1) {
    return showNotice(v("cannot_title"), said("certificates.finding.codes_differ", { count: codes.length }));
  }
  return verifyText(codes[0]);
}

function withNotes(answer, more) {
  return { ...answer, notes: [...more, ...(answer.notes || [])] };
}

// Runs one question; whatever goes wrong is said on the page.
async function run(act, words) {
  showBusy(words);
  try {
    await act();
  } catch (fault) {
    const findings = fault instanceof OfficeRefused ? fault.findings : fault.code ? [fault] : [];
    const [first, ...rest] = findings.map((each) => said(each.code, each.params));
    showNotice(v("cannot_title"), first || v("went_wrong"), rest);
  } finally {
    showBusy("");
  }
}

async function toggleCamera() {
  if (stopCamera) return endCamera();
  part("camera").hidden = false;
  part("camera-state").textContent = v("camera_starting");
  try {
    stopCamera = await startCamera(part("video"), decoder, (text) => {
      endCamera();
      run(() => verifyText(text), v("busy"));
      return true;
    });
    part("camera-button").textContent = v("camera_stop");
    part("camera-state").textContent = v("camera_hint");
  } catch (fault) {
    endCamera();
    showNotice(v("cannot_title"), v(fault.name === "NotAllowedError" ? "camera_denied" : "camera_missing"));
  }
  return undefined;
}

function endCamera() {
  if (stopCamera) stopCamera();
  stopCamera = null;
  part("camera").hidden = true;
  part("camera-button").textContent = v("camera_start");
}

function listen() {
  part("camera-button").addEventListener("click", toggleCamera);
  part("file").addEventListener("change", (event) => {
    const [file] = event.target.files;
    if (file) run(() => verifyFile(file), v("busy_file"));
    event.target.value = "";
  });
  const drop = part("drop");
  drop.addEventListener("dragover", (event) => { event.preventDefault(); drop.classList.add("v-drop--over"); });
  drop.addEventListener("dragleave", () => drop.classList.remove("v-drop--over"));
  drop.addEventListener("drop", (event) => {
    event.preventDefault();
    drop.classList.remove("v-drop--over");
    const [file] = event.dataTransfer.files;
    if (file) run(() => verifyFile(file), v("busy_file"));
  });
  part("number-form").addEventListener("submit", (event) => {
    event.preventDefault();
    const form = new FormData(event.target);
    run(() => verifyNumber(form.get("n"), form.get("c")), v("busy"));
  });
  part("text-form").addEventListener("submit", (event) => {
    event.preventDefault();
    run(() => verifyText(new FormData(event.target).get("text")), v("busy"));
  });
  part("again").addEventListener("click", () => { part("answer").hidden = true; part("camera-button").focus(); });
  part("keep").addEventListener("click", () => run(keep, v("busy_keep")));
  self.addEventListener("online", refresh);
  self.addEventListener("appinstalled", () => { keep(); });
  document.addEventListener("visibilitychange", () => { if (document.hidden && stopCamera) endCamera(); });
}

async function refresh() {
  await readKept();
  showKept();
}

// Everything that works without network, the decoder too; says so on the page.
async function keep() {
  await navigator.serviceWorker.ready;
  await refresh();
  if (!(await hasOwnDecoder())) await openDecoder(decoder);
  part("kept-done").textContent = v("kept_done");
}

async function begin() {
  listen();
  part("no-script").hidden = true;
  part("tools").hidden = false;
  part("camera-box").hidden = !(navigator.mediaDevices && self.isSecureContext);
  if ("serviceWorker" in navigator) {
    navigator.serviceWorker.register("/verify/app/worker.js", { scope: "/verify/app/" }).catch(() => undefined);
    part("keep").hidden = false;
  }
  performance.mark("usable");
  await refresh();
  performance.mark("known");
  document.body.dataset.known = known ? "yes" : "no";
}

begin();
