// As much of X.509 (RFC 5280) as is needed: the key of a certificate, its days, and who signed it.

import { joined } from "./refusal.js";

const P256 = { name: "ECDSA", namedCurve: "P-256" };
const SEQUENCE = 0x30, INTEGER = 0x02, BIT_STRING = 0x03, VERSION = 0xa0;
const HALF = 32;

// { signed, signature, issuer, subject, key }: bytes of the parts and a CryptoKey. Throws for anything else.
export async function readCertificate(der) {
  const whole = element(der, 0, SEQUENCE);
  if (whole.end !== der.length) throw new Error("bytes after the certificate");
  const body = element(der, whole.start, SEQUENCE);
  const algorithm = element(der, body.end, SEQUENCE);
  const bits = element(der, algorithm.end, BIT_STRING);
  const parts = [];
  for (let at = body.start; at < body.end; ) {
    const part = element(der, at);
    if (part.tag !== VERSION) parts.push(part);
    at = part.end;
  }
  const [, , issuer, , subject, info] = parts;
  const raw = (part) => der.subarray(part.from, part.end);
  const key = await crypto.subtle.importKey("spki", raw(info), P256, false, ["verify"]);
  return {
    signed: raw(body), signature: der.subarray(bits.start + 1, bits.end),
    issuer: raw(issuer), subject: raw(subject), key,
  };
}

// Whether one certificate is signed with the key of another, whose name it bears as its issuer's.
export async function isSignedBy(certificate, maker) {
  if (!same(certificate.issuer, maker.subject)) return false;
  const hash = { name: "ECDSA", hash: "SHA-256" };
  return crypto.subtle.verify(hash, maker.key, plainSignature(certificate.signature), certificate.signed);
}

export function same(one, other) {
  return one.length === other.length && one.every((each, place) => each === other[place]);
}

function plainSignature(der) {
  const whole = element(der, 0, SEQUENCE);
  const r = element(der, whole.start, INTEGER);
  const s = element(der, r.end, INTEGER);
  return joined(half(der.subarray(r.start, r.end)), half(der.subarray(s.start, s.end)));
}

function half(raw) {
  const value = raw[0] === 0 ? raw.subarray(1) : raw;
  if (value.length > HALF) throw new Error("a signature of another curve");
  return joined(new Uint8Array(HALF - value.length), value);
}

function element(der, from, expected) {
  const tag = der[from];
  if (tag === undefined || (expected !== undefined && tag !== expected)) throw new Error("another form");
  let length = der[from + 1];
  let start = from + 2;
  if (length > 127) {
    const width = length - 128;
    if (width < 1 || width > 3) throw new Error("another form");
    length = 0;
    for (let place = 0; place < width; place += 1) length = length * 256 + der[start + place];
    start += width;
  }
  if (!Number.isInteger(length) || start + length > der.length) throw new Error("cut short");
  return { tag, from, start, end: start + length };
}
