// A file from the person's own device: what it is, and the codes in it. Pictures never leave the device.

import { drawn } from "./camera.js";
import { openDecoder } from "./decoder.js";

export const LARGEST = 8 * 1024 * 1024;
const LARGEST_PICTURE = 40 * 1024 * 1024;
const SIDES = [2400, 4000, 1200];
const ADDRESS = /\/URI\s*\(([A-Z0-9:/._-]{40,2000})\)/g;

// "pdf", "picture", "text", "large" or "other", by the first bytes.
export async function kindOf(file) {
  const head = new Uint8Array(await file.slice(0, 1024).arrayBuffer());
  const starts = (...bytes) => bytes.every((each, place) => head[place] === each);
  const isPicture = starts(0x89, 0x50, 0x4e, 0x47) || starts(0xff, 0xd8, 0xff) || /^image\/(webp|heic|avif)$/.test(file.type);
  if (isPicture) return file.size > LARGEST_PICTURE ? "large" : "picture";
  if (file.size > LARGEST) return "large";
  if (starts(0x25, 0x50, 0x44, 0x46)) return "pdf";
  const isText = head.length > 0 && head.every((each) => each === 9 || each === 10 || each === 13 || (each > 31 && each < 127));
  return isText && file.size < 1024 * 1024 ? "text" : "other";
}

// The different texts of codes in a picture.
export async function codesInPicture(file, folder) {
  const [picture, find] = await Promise.all([createImageBitmap(file), openDecoder(folder)]);
  const canvas = document.createElement("canvas");
  for (const side of SIDES) {
    drawn(canvas, picture, picture.width, picture.height, side);
    const found = await find(canvas);
    if (found.length) return [...new Set(found)];
  }
  return [];
}

// The different texts of codes that a PDF bears as a link; its seal says nothing here.
export async function codesInPdf(file) {
  const letters = new TextDecoder("latin1").decode(await file.arrayBuffer());
  return [...new Set([...letters.matchAll(ADDRESS)].map((found) => found[1]))];
}
