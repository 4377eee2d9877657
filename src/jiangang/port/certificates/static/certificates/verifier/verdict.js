// What is said of a paper: one state, its day, reason and successor. As jiangang.methods.papers.judge.

import { openCode } from "./code.js";
import { ageDays, covers, day, hasEnded } from "./status.js";

export const OLDEST_LIST_DAYS = 30;
const REFUSED_WHOLE = ["qr_malformed", "code_malformed"];

// The verdict on the text of a QR code, with nothing but what is at hand. at: a Date.
// Throws Refused for what is no code.
export async function verifyCode(text, known, at) {
  let claims;
  try {
    claims = await openCode(text, known.keys);
  } catch (refusal) {
    const name = (refusal.code || "").split(".").pop();
    if (!refusal.code || REFUSED_WHOLE.includes(name)) throw refusal;
    const whole = name === "key_unknown";
    return { ...judge({ number: "", whole, known: !whole, fault: refusal.code }, at), fields: {} };
  }
  const seen = {
    number: claims.fields.number, whole: true, known: true, fault: "",
    validUntil: day(claims.fields.valid_until), statusIndex: claims.statusIndex, status: known.status,
  };
  const end = known.ends.get(claims.keyId);
  if (end && Number(claims.signedAt) * 1000 >= end.since.getTime()) {
    Object.assign(seen, { known: false, fault: "papers.finding.key_ended" });
  }
  return { ...judge(seen, at), fields: claims.fields };
}

// What is worse is said first: broken, unknown, withdrawn or replaced, expired, cannot check, valid.
export function judge(seen, at, oldest = OLDEST_LIST_DAYS) {
  const bare = { number: seen.number, on: null, reason: seen.fault || "", successor: "", list_days: null };
  if (!seen.whole) return { ...bare, state: "broken" };
  if (!seen.known) return { ...bare, state: "unknown" };
  const list = seen.status;
  const age = list ? ageDays(list, at) : null;
  const said = (state, more = {}) => ({ ...bare, reason: "", list_days: age, state, ...more });
  if (list && seen.statusIndex !== null && hasEnded(list, seen.statusIndex)) {
    const end = list.ends.get(seen.statusIndex) || { on: null, reason: "", successor: "" };
    return said(end.successor ? "replaced" : "withdrawn", end);
  }
  if (seen.validUntil && at.toISOString().slice(0, 10) > seen.validUntil) {
    return said("expired", { on: seen.validUntil });
  }
  const answered = list && seen.statusIndex !== null && age <= oldest && covers(list, seen.statusIndex);
  return said(answered ? "valid" : "cannot_check");
}

// Key of the sentence in the catalogue methods.papers.verdict: as Verdict.sentence.
export function sentenceName(verdict) {
  if (["withdrawn", "replaced"].includes(verdict.state) && !verdict.on) return "ended_without_details";
  if (verdict.state === "cannot_check" && verdict.list_days !== null) return "cannot_check_old";
  if (verdict.state === "valid" && verdict.list_days !== null) return "valid_offline";
  const unnamed = ["unknown", "broken"].includes(verdict.state) && !verdict.number;
  return unnamed ? `${verdict.state}_unnamed` : verdict.state;
}
