/**
 * Where things lie in the scanner's memory. Everything is reserved at the most that a window of bytes can hold, so that nothing
 * is checked for room while lines are read; pages that are never touched cost nothing.
 */

/** The longest word that is learnt, and how far behind the end of the last line bytes may be looked at: a word and two vectors. */
export const longestWord: usize = 4096;
const slack: usize = longestWord + 64;
/** The shortest event has 35 bytes, the shortest member of its data 5. */
const bytesOfRow: usize = 32;
const bytesOfPoint: usize = 4;
/** Raw keys and stages that are known at once, with 48 bytes beside each. */
const wordBytes: usize = 4 << 20;
export const bucketCount: usize = 1 << 14;

/** Registers that both sides read and write, 4 bytes each. */
export let registers: usize = 0;
export let powers: usize = 0;
export let buckets: usize = 0;
export let words: usize = 0;
export let wordsEnd: usize = 0;
export let ts: usize = 0;
export let step: usize = 0;
export let stage: usize = 0;
export let offset: usize = 0;
export let row: usize = 0;
export let name: usize = 0;
export let value: usize = 0;
export let kind: usize = 0;
/** The words behind the indexes of the block's names and stages. */
export let names: usize = 0;
export let stages: usize = 0;
export let window: usize = 0;

let end: usize = 0;

function take(bytes: usize): usize {
  const at = end;
  end = (at + bytes + 63) & ~63;
  return at;
}

/** Lays everything out for a window of so many bytes, and makes room for it. */
export function layOut(windowBytes: usize): void {
  const rows = windowBytes / bytesOfRow + 1;
  const points = windowBytes / bytesOfPoint + 1;
  end = (__heap_base + 63) & ~63;
  registers = take(64);
  powers = take(651 * 16);
  buckets = take(bucketCount << 2);
  words = take(wordBytes);
  wordsEnd = end;
  ts = take(rows << 3);
  step = take(rows << 3);
  stage = take(rows << 2);
  offset = take(rows << 3);
  row = take(points << 2);
  name = take(points << 2);
  value = take(points << 3);
  kind = take(points);
  names = take(points << 2);
  stages = take(rows << 2);
  window = take(windowBytes + slack);
  memory.grow(<i32>((end + 0xffff) >> 16) - memory.size());
}
