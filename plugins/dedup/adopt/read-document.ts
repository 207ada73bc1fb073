import { createHash } from 'node:crypto';
import { constants, open } from 'node:fs/promises';
import type { Clock } from '../../../daemon/api/clock.js';
import { errnoOf } from '../errno.js';
import { parseTolerantJson } from './tolerant-json.js';

/** A JSON file of the user; `digest` is of its bytes. */
export type Document =
  | { readonly state: 'ok'; readonly value: unknown; readonly digest: string }
  | { readonly state: 'missing' | 'empty' | 'invalid' | 'unreadable'; readonly message: string };

const mostBytes = 256 * 2 ** 20;
const settleMs = 200;
const flags = constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK;

/** Reads a document, once more after 200 ms when it looks half-written (DISK-11). */
export async function readDocument(path: string, clock: Clock): Promise<Document> {
  const first = await readOnce(path);
  if (first.state !== 'empty' && first.state !== 'invalid') return first;
  await new Promise<void>((resolve) => clock.after(settleMs, resolve));
  return readOnce(path);
}

async function readOnce(path: string): Promise<Document> {
  try {
    const file = await open(path, flags);
    try {
      const stat = await file.stat();
      if (!stat.isFile()) return { state: 'unreadable', message: 'it is no regular file' };
      if (stat.size > mostBytes) return { state: 'unreadable', message: `it has ${stat.size} bytes` };
      return documentOf(await file.readFile());
    } finally {
      await file.close();
    }
  } catch (failure) {
    const code = errnoOf(failure);
    if (code === 'ENOENT' || code === 'ENOTDIR') return { state: 'missing', message: 'it is not there' };
    if (code !== undefined) return { state: 'unreadable', message: String(failure) };
    throw failure;
  }
}

function documentOf(bytes: Buffer): Document {
  if (bytes.length === 0) return { state: 'empty', message: 'it is empty' };
  try {
    return { state: 'ok', value: parseTolerantJson(bytes.toString()), digest: createHash('sha256').update(bytes).digest('hex') };
  } catch (failure) {
    return { state: 'invalid', message: String(failure) };
  }
}
