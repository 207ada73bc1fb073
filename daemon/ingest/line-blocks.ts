import { sampleBytes } from './counted-parts.js';
import { Byte } from './json/bytes.js';
import type { ReadBuffer } from './read-buffer.js';

/** Whole lines as they stand in `bytes`, or one line that is longer than LIM-01 allows. */
export type LineBlock =
  | { readonly bytes: Buffer; readonly end: number; readonly from: number }
  | { readonly from: number; readonly to: number; readonly sample: Uint8Array };

/** What is read at once, the longest line that is one, and the memory for both; shared by all files that are read one after the other. */
export interface BlockRoom {
  readonly chunkBytes: number;
  readonly lineBytes: number;
  readonly buffer: ReadBuffer;
}

/** The whole lines of a file from its first byte up to `upTo`, in memory bounded by the longest line that is read. */
export function* lineBlocks(descriptor: number, upTo: number, { chunkBytes, lineBytes, buffer }: BlockRoom): Generator<LineBlock> {
  let from = 0;
  let length = chunkBytes;
  while (from < upTo) {
    const wanted = Math.min(length, upTo - from);
    const got = buffer.read(descriptor, from, wanted);
    const isGrown = length > chunkBytes;
    const lf = isGrown ? buffer.bytes.subarray(0, got).indexOf(Byte.lf) : buffer.bytes.subarray(0, got).lastIndexOf(Byte.lf);
    if (lf < 0 && (got < wanted || wanted < length)) return;
    if (lf >= 0 && lf <= lineBytes) {
      yield { bytes: buffer.bytes, end: lf + 1, from };
      from += lf + 1;
      length = chunkBytes;
    } else if (got > lineBytes) {
      const to = lf >= 0 ? from + lf + 1 : endOfLine(descriptor, buffer, from + got, upTo);
      if (to === undefined) return;
      yield { from, to, sample: sampleAt(descriptor, buffer, from) };
      from = to;
      length = chunkBytes;
    } else length *= 2;
  }
}

/** Behind the next LF; undefined when there is none before `upTo`. */
export function endOfLine(descriptor: number, buffer: ReadBuffer, from: number, upTo: number): number | undefined {
  const chunk = 65_536;
  for (let at = from; at < upTo; ) {
    const got = buffer.read(descriptor, at, Math.min(chunk, upTo - at));
    if (got === 0) return undefined;
    const lf = buffer.bytes.subarray(0, got).indexOf(Byte.lf);
    if (lf >= 0) return at + lf + 1;
    at += got;
  }
  return undefined;
}

function sampleAt(descriptor: number, buffer: ReadBuffer, at: number): Uint8Array {
  const got = buffer.read(descriptor, at, sampleBytes);
  return Uint8Array.from(buffer.bytes.subarray(0, got));
}
