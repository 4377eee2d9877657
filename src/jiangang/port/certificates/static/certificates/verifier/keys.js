// The office's published keys (form papers.keys/1): which of them may sign codes, and since when no more.
// As jiangang.kernel.papers.verification.known_from; the revocation lists in the bundle are left to that one,
// since the bundle names each key that ended.

import { isSignedBy, readCertificate, same } from "./certificate.js";
import { Refused, hex } from "./refusal.js";
import { openStatus } from "./status.js";

const KEY_ID_SIZE = 8;

// { keys, ends, status, office, dated }: what a verifier has at hand. status: bytes of the list, or null.
export async function knownFrom(bundle, status) {
  let found;
  try {
    found = await readBundle(bundle);
  } catch (fault) {
    if (fault instanceof Refused) throw fault;
    throw new Refused("papers.finding.bundle_malformed", { fault: fault.message });
  }
  return { ...found, status: status ? await openStatus(status, found.keys) : null };
}

async function readBundle(bundle) {
  const rows = await Promise.all(bundle.keys.map(async (row) => {
    const der = Uint8Array.from(atob(row.certificate), (letter) => letter.charCodeAt(0));
    return { ...row, der, certificate: await readCertificate(der) };
  }));
  const of = (purpose) => rows.filter((row) => row.purpose === purpose);
  const keys = new Map();
  const ends = new Map();
  for (const row of of("code")) {
    await checkChain(row.certificate, of("issuing"), of("root"));
    const id = hex(new Uint8Array(await crypto.subtle.digest("SHA-256", row.der)).subarray(0, KEY_ID_SIZE));
    if (row.ended) ends.set(row.key_id, { how: row.ended.how, since: moment(row.ended.since) });
    if (row.ended && row.ended.how === "compromised") continue;
    keys.set(id, [...(keys.get(id) || []), row.certificate.key]);
  }
  const roots = of("root").map((row) => row.fingerprint);
  return { keys, ends, office: bundle.office, dated: moment(bundle.dated), roots };
}

async function checkChain(certificate, authorities, roots) {
  const maker = await makerOf(certificate, authorities);
  const top = await makerOf(maker, roots);
  if (!same(top.issuer, top.subject)) throw new Error("a root that another made");
}

async function makerOf(certificate, rows) {
  for (const row of rows) {
    if (await isSignedBy(certificate, row.certificate)) return row.certificate;
  }
  throw new Error("a key that none of the office's authorities made");
}

function moment(text) {
  const found = new Date(text);
  if (Number.isNaN(found.getTime())) throw new Error("no moment");
  return found;
}
