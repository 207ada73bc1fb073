/** Columns that go without saying are the same memory for everybody: read them, never write or hand them over. */
let rows = new Uint32Array(0);
const kinds: Uint8Array[] = [];

/** 0, 1, 2, ...: the rows of a series that has a point in every row. */
export function everyRow(count: number): Uint32Array {
  if (rows.length < count) rows = Uint32Array.from({ length: roomFor(count) }, (_, i) => i);
  return rows.subarray(0, count);
}

/** Is it a part of what `everyRow` gives? */
export function isShared(row: Uint32Array): boolean {
  return row.buffer === rows.buffer;
}

/** Is it 0, 1, 2, ...? */
export function isEveryRow(row: Uint32Array): boolean {
  return (isShared(row) && row.byteOffset === 0) || row.every((each, i) => each === i);
}

/** The same kind `count` times. */
export function oneKind(kind: number, count: number): Uint8Array {
  let all = kinds[kind];
  if (all === undefined || all.length < count) kinds[kind] = all = new Uint8Array(roomFor(count)).fill(kind);
  return all.subarray(0, count);
}

/** Are all of the same kind? */
export function isOneKind(kind: Uint8Array): boolean {
  const [first = 0] = kind;
  return kind.buffer === kinds[first]?.buffer || kind.every((each) => each === first);
}

function roomFor(count: number): number {
  return Math.max(4096, 2 ** Math.ceil(Math.log2(count)));
}
