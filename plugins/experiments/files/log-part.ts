import type { FileHandle } from 'node:fs/promises';
import type { LogPart } from '../../../schemas/experiments.js';

const lineFeed = 0x0a;
const longestCharacter = 4;

export interface LogRange {
  readonly from: number;
  readonly bytes: number;
  /** Somebody may still write: a line without its end is not given yet. */
  readonly isLive: boolean;
}

/**
 * Whole lines of a byte range: it ends behind a line feed, and never inside a character (DISK-45). A line longer than the
 * range is given in pieces. Lone `\r` and escapes stay as they are.
 */
export async function readLogPart(handle: FileHandle, file: string, { from, bytes, isLive }: LogRange): Promise<LogPart> {
  const { size } = await handle.stat();
  const buffer = await readRange(handle, from, Math.min(bytes, Math.max(0, size - from)));
  const start = from === 0 ? 0 : continuationBytes(buffer);
  const reachesEnd = from + buffer.length >= size;
  const end = Math.max(start, endOfLines(buffer, { reachesEnd, isLive }));
  return { file, from: from + start, to: from + end, size, text: buffer.toString('utf8', start, end) };
}

/** The last `tail` bytes, from the first line that begins in them. */
export async function readLogTail(handle: FileHandle, file: string, { tail, isLive }: { tail: number; isLive: boolean }): Promise<LogPart> {
  const { size } = await handle.stat();
  const from = await lineStart(handle, Math.max(0, size - tail), size);
  return readLogPart(handle, file, { from, bytes: tail, isLive });
}

/** The start of the first line at or behind `from`; `from` itself when no line begins up to `size`. */
async function lineStart(handle: FileHandle, from: number, size: number): Promise<number> {
  if (from === 0) return 0;
  const buffer = await readRange(handle, from - 1, size - from + 1);
  const feed = buffer.indexOf(lineFeed);
  return feed < 0 || from + feed >= size ? from : from + feed;
}

async function readRange(handle: FileHandle, from: number, length: number): Promise<Buffer> {
  const buffer = Buffer.alloc(length);
  let filled = 0;
  while (filled < length) {
    const { bytesRead } = await handle.read(buffer, filled, length - filled, from + filled);
    if (bytesRead === 0) break;
    filled += bytesRead;
  }
  return buffer.subarray(0, filled);
}

function endOfLines(buffer: Buffer, { reachesEnd, isLive }: { reachesEnd: boolean; isLive: boolean }): number {
  if (reachesEnd && !isLive) return buffer.length;
  const feed = buffer.lastIndexOf(lineFeed);
  if (feed >= 0) return feed + 1;
  return reachesEnd ? 0 : wholeCharacters(buffer);
}

/** Bytes at the start that belong to a character which began before. */
function continuationBytes(buffer: Buffer): number {
  let count = 0;
  while (count < longestCharacter - 1 && isContinuation(buffer[count])) count++;
  return count;
}

/** Length of the buffer without a character that is cut at its end. */
function wholeCharacters(buffer: Buffer): number {
  let lead = buffer.length - 1;
  while (lead > 0 && lead > buffer.length - longestCharacter && isContinuation(buffer[lead])) lead--;
  const wanted = characterLength(buffer[lead] ?? 0);
  return lead > 0 && lead + wanted > buffer.length ? lead : buffer.length;
}

function characterLength(lead: number): number {
  if (lead >= 0xf0) return 4;
  if (lead >= 0xe0) return 3;
  return lead >= 0xc0 ? 2 : 1;
}

function isContinuation(byte: number | undefined): boolean {
  return byte !== undefined && (byte & 0xc0) === 0x80;
}
