// A signed message in COSE_Sign1 with ES256 (RFC 9052 §4.2, §4.4; RFC 9053 §2.1), read in one spelling only:
// as jiangang.methods.papers.cose.

import { NotCanonical, headOf, read } from "./cbor.js";
import { hex, joined, refused } from "./refusal.js";

const SIGN1_TAG = 0xd2;
const HEADER = Uint8Array.of(0xa2, 0x01, 0x26, 0x04, 0x48);
const KEY_ID_SIZE = 8;
const HALF = 32;
const ORDER = 0xffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551n;
const WORDS = new TextEncoder();

// What a message says, once a trusted key is found to have signed it for this use.
// keys: Map from the identifier (16 hex digits) to a list of CryptoKeys. Throws Refused.
export async function openMessage(data, use, keys) {
  const { header, body, signature } = parts(data);
  const keyId = hex(header.subarray(-KEY_ID_SIZE));
  const known = keys.get(keyId) || [];
  if (!known.length) throw refused("key_unknown", { key: keyId });
  const signed = joined(
    Uint8Array.of(0x84), bytesOf(3, WORDS.encode("Signature1")), bytesOf(2, header), bytesOf(2, use), bytesOf(2, body),
  );
  let good = false;
  for (const key of known) good = good || (await isSignature(signature, signed, key));
  if (!good) throw refused("signature_wrong", { key: keyId });
  return { keyId, payload: strict(() => read(body)) };
}

function parts(data) {
  return strict(() => {
    if (data[0] !== SIGN1_TAG) throw new NotCanonical("no COSE_Sign1");
    const found = read(data.subarray(1));
    if (!Array.isArray(found) || found.length !== 4) throw new NotCanonical("not four parts");
    const [header, open, body, signature] = found;
    const raw = [header, body, signature].every((each) => each instanceof Uint8Array);
    if (!(open instanceof Map) || open.size || !raw) throw new NotCanonical("parts of another kind");
    if (header.length !== HEADER.length + KEY_ID_SIZE || HEADER.some((each, place) => header[place] !== each)) {
      throw new NotCanonical("another header than ES256 and a key's 8 bytes");
    }
    return { header, body, signature };
  });
}

function strict(act) {
  try {
    return act();
  } catch (fault) {
    if (fault instanceof NotCanonical) throw refused("code_malformed", { fault: fault.message });
    throw fault;
  }
}

async function isSignature(signature, message, key) {
  if (signature.length !== 2 * HALF) return false;
  const r = BigInt(`0x${hex(signature.subarray(0, HALF))}`);
  const s = BigInt(`0x${hex(signature.subarray(HALF))}`);
  if (r <= 0n || r >= ORDER || s <= 0n || s > ORDER / 2n) return false;
  return crypto.subtle.verify({ name: "ECDSA", hash: "SHA-256" }, key, signature, message);
}

function bytesOf(major, raw) {
  return joined(headOf(major, raw.length), raw);
}
