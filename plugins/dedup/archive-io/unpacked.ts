import type { FileHandle } from 'node:fs/promises';
import { pipeline, Readable, type Transform } from 'node:stream';
import type { Inflation } from './inflation.js';
import { refused, type RefusalCode } from './refusal.js';

const pieceBytes = 256 * 1024;

/** A part of the file of an archive. */
export interface Packed {
  readonly file: FileHandle;
  readonly start: number;
  readonly bytes: number;
}

/** What comes out of a part of an archive, as far as its bounds allow; `codec` is a gunzip or an inflate. */
export async function* unpacked(part: Packed, codec: Transform, inflation: Inflation): AsyncGenerator<Buffer> {
  if (part.bytes === 0) throw refused('archive-truncated', 'The archive holds packed bytes of no length.');
  let read = 0;
  const source = Readable.from(pieces(part, (bytes) => (read += bytes)), { objectMode: false, highWaterMark: pieceBytes });
  const ended = new Promise<unknown>((resolve) => pipeline(source, codec, resolve));
  try {
    for await (const piece of codec as AsyncIterable<Buffer>) {
      inflation.grew(piece.length, read);
      yield piece;
    }
  } catch (failure) {
    throw asRefusal(failure);
  } finally {
    codec.destroy();
    await ended;
  }
}

/** Bytes that are stored as they are. */
export async function* stored(part: Packed, inflation: Inflation): AsyncGenerator<Buffer> {
  for await (const piece of pieces(part, (bytes) => inflation.grew(bytes, part.bytes))) yield piece;
}

async function* pieces({ file, start, bytes }: Packed, read: (bytes: number) => void): AsyncGenerator<Buffer> {
  for (let at = 0; at < bytes; ) {
    const length = Math.min(pieceBytes, bytes - at);
    const { buffer, bytesRead } = await file.read(Buffer.allocUnsafe(length), 0, length, start + at);
    if (bytesRead === 0) throw refused('archive-truncated', 'The archive ends in the middle of an entry.');
    at += bytesRead;
    read(bytesRead);
    yield buffer.subarray(0, bytesRead);
  }
}

function asRefusal(failure: unknown): unknown {
  const code = failure instanceof Error && 'code' in failure ? String(failure.code) : '';
  if (!code.startsWith('Z_')) return failure;
  const isCut = code === 'Z_BUF_ERROR';
  const answer: RefusalCode = isCut ? 'archive-truncated' : 'archive-damaged';
  return refused(answer, isCut ? 'The archive ends before its packed bytes do.' : 'The packed bytes of the archive are damaged.', failure);
}
