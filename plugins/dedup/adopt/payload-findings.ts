import type { Findings } from './findings.js';
import type { FoundFile } from './survey-artifacts.js';
import type { Payload, Verdict } from './payload.js';

const codes = { missing: 'missing', corrupt: 'corrupt', unverified: 'unreadable' } as const;

/** Tells of files of a version that are gone or hold other bytes; each with the name that the bytes had in Runicorn's pool (DISK-56). */
export function tellFiles(files: readonly FoundFile[], verdicts: ReadonlyMap<string, Verdict>, findings: Findings): void {
  for (const { place, digest, size } of files) {
    const verdict = verdicts.get(place);
    if (verdict === undefined || verdict.state === 'ok') continue;
    const pool = `artifacts/.dedup/${digest.slice(0, 2)}/${digest}`;
    const isIntact = verdicts.get(pool)?.state === 'ok' || verdicts.get(`archive/blobs/${digest.slice(0, 2)}/${digest}`)?.state === 'ok';
    findings.add({
      severity: isIntact || verdict.state === 'unverified' ? 'odd' : 'lost',
      code: `payload-${codes[verdict.state]}`,
      path: place,
      length: size,
      message: `${place} is not the file of its manifest: ${verdict.message}.`,
      hint: isIntact ? 'The right bytes lie elsewhere, and are what is read.' : `Look for a copy with the SHA-256 ${digest}; ${pool} does not hold it.`,
    });
  }
}

/** Tells of blobs that are not what they are called, and of those that nobody names. */
export function tellBlobs(kind: 'pool' | 'archive', blobs: readonly Payload[], { verdicts, named }: { readonly verdicts: ReadonlyMap<string, Verdict>; readonly named: ReadonlySet<string> }, findings: Findings): void {
  for (const { path, digest } of blobs) {
    const verdict = verdicts.get(path);
    if (verdict !== undefined && verdict.state !== 'ok') findings.add({ severity: verdict.state === 'unverified' ? 'odd' : 'lost', code: `${kind}-file-${codes[verdict.state]}`, path, message: `${path} does not show the bytes of its name: ${verdict.message}.`, hint: 'It was taken in under no name.' });
    if (digest !== null && !named.has(digest)) findings.add({ severity: 'note', code: `${kind}-file-unreferenced`, path, message: `Nothing names ${path}.`, hint: 'It was left as it is.' });
  }
}
