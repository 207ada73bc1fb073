import { closeSync, constants, openSync, readSync } from 'node:fs';

const sampleBytes = 4096;
const ours = Buffer.allocUnsafeSlow(sampleBytes);
const theirs = Buffer.allocUnsafeSlow(sampleBytes);

/**
 * Are beginning, middle and end of two files of one size the same? It decides only whether hashing first may save a copy: two checkpoints of one
 * model have one size and one header, and differ in the middle.
 */
export function looksLike(descriptor: number, path: string, size: number): boolean {
  const other = openOther(path);
  if (other === undefined) return false;
  try {
    return [0, Math.floor(size / 2), Math.max(0, size - sampleBytes)].every((at) => isSameAt(descriptor, other, at));
  } finally {
    closeSync(other);
  }
}

function isSameAt(one: number, other: number, at: number): boolean {
  const length = readSync(one, ours, 0, sampleBytes, at);
  return readSync(other, theirs, 0, sampleBytes, at) === length && ours.compare(theirs, 0, length, 0, length) === 0;
}

/** A file that cannot be read resembles nothing. */
function openOther(path: string): number | undefined {
  try {
    return openSync(path, constants.O_RDONLY | constants.O_NOFOLLOW);
  } catch {
    return undefined;
  }
}
