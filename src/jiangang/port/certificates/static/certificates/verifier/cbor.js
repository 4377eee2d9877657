// Deterministic CBOR, read strictly: the same spelling as jiangang.methods.papers.cbor writes (RFC 8949 §4.2.1).

const LARGEST = 16 * 1024 * 1024;
const DEEPEST = 40;
const CONSTANTS = new Map([[20, false], [21, true], [22, null]]);
const WORDS = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

export class NotCanonical extends Error {}

// The one value that the bytes spell. Maps become Map; numbers beyond 2^53 become BigInt.
export function read(bytes) {
  if (bytes.length > LARGEST) throw new NotCanonical(`more than ${LARGEST} bytes`);
  const reader = { bytes, at: 0 };
  const value = item(reader, 0);
  if (reader.at !== bytes.length) throw new NotCanonical(`${bytes.length - reader.at} bytes after the end`);
  return value;
}

function item(reader, depth) {
  if (depth > DEEPEST) throw new NotCanonical(`nested deeper than ${DEEPEST}`);
  const [major, argument] = head(reader);
  if (major === 0) return argument;
  if (major === 1) return typeof argument === "bigint" ? -1n - argument : -1 - argument;
  if (major === 2) return string(reader, argument);
  if (major === 3) return words(string(reader, argument));
  if (major === 4) return array(reader, argument, depth);
  if (major === 5) return map(reader, argument, depth);
  if (major === 7 && CONSTANTS.has(argument)) return CONSTANTS.get(argument);
  throw new NotCanonical("a kind of value that papers do not use");
}

function head(reader) {
  const { bytes } = reader;
  if (reader.at >= bytes.length) throw new NotCanonical("cut short");
  const major = bytes[reader.at] >> 5;
  const info = bytes[reader.at] & 31;
  reader.at += 1;
  if (info < 24) return [major, info];
  if (info > 27 || major === 7) throw new NotCanonical("a length or a kind that papers do not use");
  const width = 1 << (info - 24);
  if (reader.at + width > bytes.length) throw new NotCanonical("cut short");
  let value = 0n;
  for (let place = 0; place < width; place += 1) value = (value << 8n) | BigInt(bytes[reader.at + place]);
  reader.at += width;
  if (value < (width === 1 ? 24n : 1n << BigInt(4 * width))) {
    throw new NotCanonical("a number in a longer form than it needs");
  }
  return [major, value <= BigInt(Number.MAX_SAFE_INTEGER) ? Number(value) : value];
}

function string(reader, length) {
  const end = reader.at + Number(length);
  if (end > reader.bytes.length) throw new NotCanonical("cut short");
  const found = reader.bytes.subarray(reader.at, end);
  reader.at = end;
  return found;
}

function words(raw) {
  try {
    return WORDS.decode(raw);
  } catch {
    throw new NotCanonical("a text that is no UTF-8");
  }
}

function array(reader, length, depth) {
  if (length > reader.bytes.length - reader.at) throw new NotCanonical("cut short");
  const found = [];
  for (let place = 0; place < length; place += 1) found.push(item(reader, depth + 1));
  return found;
}

function map(reader, length, depth) {
  if (2 * Number(length) > reader.bytes.length - reader.at) throw new NotCanonical("cut short");
  const found = new Map();
  let before = new Uint8Array();
  for (let place = 0; place < length; place += 1) {
    const start = reader.at;
    const key = item(reader, depth + 1);
    if (!["string", "number", "bigint"].includes(typeof key)) {
      throw new NotCanonical("a key that is neither text nor whole number");
    }
    const spelt = reader.bytes.subarray(start, reader.at);
    if (compare(spelt, before) <= 0) throw new NotCanonical("keys out of order, or one twice");
    before = spelt;
    found.set(key, item(reader, depth + 1));
  }
  return found;
}

// Order of two runs of bytes, as Python orders them.
export function compare(one, other) {
  const shorter = Math.min(one.length, other.length);
  for (let place = 0; place < shorter; place += 1) {
    if (one[place] !== other[place]) return one[place] - other[place];
  }
  return one.length - other.length;
}

// The head of an item that is written: a text, byte string or array of so many parts.
export function headOf(major, length) {
  if (length < 24) return Uint8Array.of((major << 5) | length);
  if (length < 256) return Uint8Array.of((major << 5) | 24, length);
  if (length < 65536) return Uint8Array.of((major << 5) | 25, length >> 8, length & 255);
  return Uint8Array.of((major << 5) | 26, length >>> 24, (length >> 16) & 255, (length >> 8) & 255, length & 255);
}
