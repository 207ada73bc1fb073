import { open } from 'node:fs/promises';
import { hashOf, openRegular } from './bytes-of-file.js';

const nothing = async (): Promise<void> => undefined;

export interface Copy {
  readonly from: string;
  readonly to: string;
  readonly signal: AbortSignal;
  /** Called with the bytes of each piece. */
  readonly moved: (bytes: number) => void;
}

/** Copies what a file holds now, with its times, and reads the copy once more to compare; answers whether the file grew meanwhile. */
export async function copyFile({ from, to, signal, moved }: Copy): Promise<{ readonly grew: boolean }> {
  const source = await openRegular(from);
  try {
    const before = await source.stat();
    const target = await open(to, 'wx+', 0o600);
    try {
      const sent = await hashOf(source, before.size, signal, async (piece) => {
        await target.writeFile(piece);
        moved(piece.length);
      });
      const kept = await hashOf(target, sent.bytes + 1, signal, nothing);
      if (kept.sha256 !== sent.sha256) throw Object.assign(new Error(`the copy of ${from} holds other bytes than were read`), { code: 'EIO' });
      await target.utimes(before.atimeMs / 1000, before.mtimeMs / 1000);
      await target.sync();
    } finally {
      await target.close();
    }
    const after = await source.stat();
    return { grew: after.size !== before.size || after.mtimeMs !== before.mtimeMs };
  } finally {
    await source.close();
  }
}
