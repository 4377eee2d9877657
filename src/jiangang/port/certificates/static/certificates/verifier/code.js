// The text of a paper's QR code, letter by letter, and its claims: as jiangang.methods.papers.qr.

import { openMessage } from "./cose.js";
import { refused } from "./refusal.js";

const TEXT = /^(HTTPS?:\/\/[A-Z0-9.-]+(?::[0-9]{1,5})?\/(?:[A-Z0-9._-]+\/)*C\/)([A-Z2-7]+)$/;
const ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
const LARGEST_TEXT = 2000;
const WHOLE_LENGTHS = [0, 2, 4, 5, 7];
const DIGEST_SIZE = 32;
const ISSUER = 1, SUBJECT = 2, ISSUED_AT = 6, OTHER_FIELDS = -65537, RECORD_DIGEST = -65538, STATUS_INDEX = -65539;
const NEEDED = [ISSUER, SUBJECT, ISSUED_AT, OTHER_FIELDS, RECORD_DIGEST];
const CARRIED = ["kind", "issued_on", "valid_until", "consignor", "consignee", "goods", "amount", "origin"];
export const NAMES = [
  "number", "kind", "office", "issued_on", "valid_until", "consignor", "consignee", "goods", "amount", "origin",
];

// The claims of a code, once a trusted key is found to have signed them together with its address.
export async function openCode(text, keys) {
  const found = text.length <= LARGEST_TEXT ? TEXT.exec(text) : null;
  if (!found) throw refused("qr_malformed");
  const use = new TextEncoder().encode(found[1]);
  const { keyId, payload } = await openMessage(base32(found[2]), use, keys);
  return { keyId, ...claims(payload) };
}

// Base32 without padding (RFC 4648 §6), only in the spelling that an encoder writes.
export function base32(letters) {
  if (!WHOLE_LENGTHS.includes(letters.length % 8)) throw refused("qr_malformed");
  const bytes = new Uint8Array(Math.floor((letters.length * 5) / 8));
  let value = 0, bits = 0, at = 0;
  for (const letter of letters) {
    value = (value << 5) | ALPHABET.indexOf(letter);
    bits += 5;
    if (bits >= 8) {
      bits -= 8;
      bytes[at] = value >> bits;
      at += 1;
      value &= (1 << bits) - 1;
    }
  }
  if (value !== 0) throw refused("qr_malformed");
  return bytes;
}

function claims(said) {
  const fault = (words) => refused("code_malformed", { fault: words });
  if (!(said instanceof Map)) throw fault("no claims");
  const wanted = said.has(STATUS_INDEX) ? NEEDED.length + 1 : NEEDED.length;
  if (said.size !== wanted || !NEEDED.every((name) => said.has(name))) {
    throw fault("other claims than those of a paper");
  }
  const others = said.get(OTHER_FIELDS);
  if (!Array.isArray(others) || others.length !== CARRIED.length) throw fault("not eight fields");
  const fields = { number: said.get(SUBJECT), office: said.get(ISSUER) };
  CARRIED.forEach((name, place) => { fields[name] = others[place]; });
  if (!NAMES.every((name) => typeof fields[name] === "string")) throw fault("a field that is no text");
  const digest = said.get(RECORD_DIGEST);
  if (!(digest instanceof Uint8Array) || digest.length !== DIGEST_SIZE) throw fault("no SHA-256");
  const index = said.get(STATUS_INDEX) ?? null;
  for (const value of [said.get(ISSUED_AT), index ?? 0]) {
    if (!["number", "bigint"].includes(typeof value) || value < 0) throw fault("no whole number");
  }
  return { fields, digest, signedAt: said.get(ISSUED_AT), statusIndex: index };
}
