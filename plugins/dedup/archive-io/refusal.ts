import { RunkeepError } from '../../../daemon/api/errors.js';

const hints = {
  'bad-entry-name': 'Pack it again with plain names; nothing of it was taken in.',
  'entry-type': 'Pack it again with regular files and folders only; nothing of it was taken in.',
  'entry-twice': 'Pack it again with names that differ in more than case or accents; nothing of it was taken in.',
  'entry-unplaced': 'An archive holds run directories, as they lie in a root, and versions of artifacts; nothing of it was taken in.',
  limit: 'If you trust its maker, raise the bound in the configuration; nothing of it was taken in.',
  'archive-truncated': 'Fetch or make it again; nothing of it was taken in.',
  'archive-damaged': 'Fetch or make it again; nothing of it was taken in.',
  'archive-ambiguous': 'Programs would read different files out of it: pack it again; nothing of it was taken in.',
  'archive-unsupported': 'Give a .tar.gz or a .zip that is not encrypted.',
  'manifest-missing': "An archive of Runkeep has one. If Runicorn's own export made it, say so with --legacy.",
  'manifest-mismatch': 'It is not what was packed: fetch or make it again; nothing of it was taken in.',
} as const;
export type RefusalCode = keyof typeof hints;

/** Why an archive is not taken in: one of the answers of SEC-60. */
export function refused(code: RefusalCode, sentence: string, cause?: unknown): RunkeepError {
  return new RunkeepError('invalid', code, sentence, hints[code], cause);
}

/** A name of an archive as people may see it: short, and without what drives a terminal. */
export function shown(name: string): string {
  return JSON.stringify(name.length > 200 ? `${name.slice(0, 200)}…` : name);
}
