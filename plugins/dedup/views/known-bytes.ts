import { lstat } from 'node:fs/promises';
import type { Hasher } from '../../../daemon/api/hasher.js';
import { errnoOf, poolError } from '../errno.js';

const mostKnown = 100_000;

/** What lies under the name of a file of a view. */
export type Standing = 'absent' | 'right' | 'wrong';

/** Remembers the stat of files that were hashed, so that a view that is asked for again is not read again; forgotten with the process. */
export class KnownBytes {
  readonly #hasher: Hasher;
  readonly #known = new Map<string, string>();

  constructor(hasher: Hasher) {
    this.#hasher = hasher;
  }

  async standing(path: string, { within, digest, signal }: { readonly within: string; readonly digest: string; readonly signal: AbortSignal }): Promise<Standing> {
    const stamp = await stampOf(path);
    if (stamp === undefined) return 'absent';
    const fact = `${digest} ${stamp}`;
    if (this.#known.get(path) === fact) return 'right';
    const [hashed] = await this.#hasher.hash([path], { within, signal });
    if (hashed === undefined) return 'wrong';
    if (!hashed.ok) {
      if (hashed.code === 'not-a-file' || hashed.code === 'outside' || hashed.code === 'source-changed' || hashed.code === 'ELOOP') return 'wrong';
      throw poolError(hashed.code, hashed.message);
    }
    if (hashed.digest !== digest) return 'wrong';
    if (this.#known.size >= mostKnown) this.#known.clear();
    this.#known.set(path, fact);
    return 'right';
  }
}

async function stampOf(path: string): Promise<string | undefined> {
  try {
    const { dev, ino, size, mtimeNs, ctimeNs } = await lstat(path, { bigint: true });
    return [dev, ino, size, mtimeNs, ctimeNs].join(' ');
  } catch (failure) {
    const code = errnoOf(failure);
    if (code === 'ENOENT' || code === 'ENOTDIR') return undefined;
    throw code === undefined ? failure : poolError(code, String(failure), failure);
  }
}
