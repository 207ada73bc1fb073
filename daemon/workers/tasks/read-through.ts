import { createHash } from 'node:crypto';
import { readSync } from 'node:fs';
import type { Pace } from './pace.js';

const bufferBytes = 1 << 20;
let buffer: Buffer | undefined;

/** SHA-256 of an open file from its beginning; each piece is handed to `take` on its way. 1 MiB reads: twice as fast as a stream (REL-14). */
export function readThrough(descriptor: number, pace: Pace, take?: (piece: Uint8Array) => void): string {
  buffer ??= Buffer.allocUnsafeSlow(bufferBytes);
  const hash = createHash('sha256');
  for (let at = 0; ; ) {
    const bytes = readSync(descriptor, buffer, 0, bufferBytes, at);
    if (bytes === 0) return hash.digest('hex');
    const piece = buffer.subarray(0, bytes);
    hash.update(piece);
    take?.(piece);
    at += bytes;
    pace.spend(bytes);
  }
}
