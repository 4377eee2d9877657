// The status list: which papers are no longer in force. As jiangang.methods.papers.status.

import { read } from "./cbor.js";
import { openMessage } from "./cose.js";
import { refused } from "./refusal.js";

const USE = new TextEncoder().encode("papers.status/2");
const OFFICE = 1, DATED = 6, SIZE = -65540, BITS = -65541, ENDS = -65542;
const LARGEST_SIZE = 2 ** 27;
const LARGEST_ENDS = 32 * 1024 * 1024;
const LATEST = 253402300799;
const DAY = 86_400_000;

// The list, once a trusted key is found to have signed it. Throws Refused.
export async function openStatus(data, keys) {
  const { payload: said } = await openMessage(data, USE, keys);
  try {
    const size = said.get(SIZE);
    if (!Number.isInteger(size) || size < 0 || size > LARGEST_SIZE) throw new Error("a size that no list has");
    const length = Math.ceil(size / 8);
    const bits = await unpacked(said.get(BITS), length);
    if (bits.length !== length || (size % 8 && bits[length - 1] >> size % 8)) throw new Error("bits beyond the size");
    const dated = said.get(DATED);
    if (!Number.isInteger(dated) || Math.abs(dated) > LATEST) throw new Error("no date");
    const list = { office: String(said.get(OFFICE)), dated: new Date(dated * 1000), size, bits };
    const ends = await endsIn(said.get(ENDS));
    for (const index of ends.keys()) {
      if (!hasEnded(list, index)) throw new Error("an end of a paper that is in force");
    }
    return { ...list, ends };
  } catch (fault) {
    throw refused("status_malformed", { fault: fault.message });
  }
}

export function covers(list, index) {
  return index >= 0 && index < list.size;
}

export function hasEnded(list, index) {
  if (!Number.isInteger(index) || !covers(list, index)) return false;
  return Boolean((list.bits[index >> 3] >> (index & 7)) & 1);
}

// Whole days since the list was made; 0 where the clock is before it.
export function ageDays(list, at) {
  return Math.max(0, Math.floor((at - list.dated) / DAY));
}

// A day as Python reads it (ISO 8601, extended or basic), as YYYY-MM-DD; null for no day.
export function day(text) {
  const found = /^(\d{4})-?(\d{2})-?(\d{2})$/.exec(text);
  if (!found || ![8, 10].includes(text.length)) return null;
  const iso = `${found[1]}-${found[2]}-${found[3]}`;
  const made = new Date(`${iso}T00:00:00Z`);
  return !Number.isNaN(made.getTime()) && made.toISOString().startsWith(iso) && found[1] !== "0000" ? iso : null;
}

async function endsIn(packed) {
  const ends = new Map();
  if (!packed.length) return ends;
  for (const [index, end] of read(await unpacked(packed, LARGEST_ENDS))) {
    const [on, reason, successor] = end;
    if (!day(on) || end.length !== 3) throw new Error("an end without its day");
    ends.set(index, { on: day(on), reason, successor });
  }
  return ends;
}

// At most so many bytes, whatever the sender packed. The stream itself refuses a rest, or what was cut short.
async function unpacked(packed, most) {
  const reader = new Blob([packed]).stream().pipeThrough(new DecompressionStream("deflate")).getReader();
  const parts = [];
  let length = 0;
  for (;;) {
    const { done, value } = await reader.read();
    if (done) break;
    length += value.length;
    if (length > most) {
      await reader.cancel();
      throw new Error("more than it says");
    }
    parts.push(value);
  }
  return new Uint8Array(await new Blob(parts).arrayBuffer());
}
