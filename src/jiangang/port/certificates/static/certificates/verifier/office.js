// What is asked of the office's server. Every question ends after a while: without network there is no answer.

const PATIENCE = 8000;
const PATIENCE_FILE = 60000;

export class NoAnswer extends Error {}

// An answer that is a refusal: its findings as the machine API gives them.
export class OfficeRefused extends Error {
  constructor(status, findings) {
    super(`${status}`);
    this.findings = findings;
  }
}

export function askCode(text) {
  return ask("code", JSON.stringify({ text }), "application/json", PATIENCE);
}

export function askNumber(number, code) {
  return ask("number", JSON.stringify({ number, code }), "application/json", PATIENCE);
}

export function askFile(file) {
  return ask("file", file, file.type || "application/octet-stream", PATIENCE_FILE);
}

async function ask(name, body, type, patience) {
  let answer;
  try {
    answer = await fetch(`/api/certificates/verify/${name}`, {
      method: "POST", body, headers: { "Content-Type": type }, credentials: "omit", cache: "no-store",
      signal: AbortSignal.timeout(patience),
    });
  } catch {
    throw new NoAnswer();
  }
  if (answer.ok) return answer.json();
  const said = await answer.json().catch(() => ({}));
  if (!said.findings) throw new NoAnswer();
  throw new OfficeRefused(answer.status, said.findings);
}

// Keys and status list, newest first from the network, else as they were kept: { bundle, status } or null.
export async function fetchKept() {
  const [keys, status] = await Promise.all(["/verify/keys", "/verify/status"].map((address) => (
    fetch(address, { credentials: "omit" }).catch(() => null)
  )));
  if (!keys || !keys.ok) return null;
  return {
    bundle: await keys.json(),
    status: status && status.ok ? new Uint8Array(await status.arrayBuffer()) : null,
  };
}
