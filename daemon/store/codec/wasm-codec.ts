import { wasmModule, type WasmMemory } from '../../kernel/web-assembly.js';

/** What `assembly/module.ts` exports. */
interface CodecExports {
  readonly memory: WasmMemory;
  readonly CAPACITY: { readonly value: number };
  readonly VALUES: { readonly value: number };
  readonly IN: { readonly value: number };
  readonly OUT: { readonly value: number };
  encode(count: number): number;
  /** Not 0: the bytes were what `encode` writes. */
  decode(format: number, count: number, length: number): number;
  readonly POINTS: { readonly value: number };
  readonly ROWS: { readonly value: number };
  readonly PLACES_X: { readonly value: number };
  readonly AXIS_BYTES: { readonly value: number };
  readonly FRAME: { readonly value: number };
  readonly MOST_BUCKETS: { readonly value: number };
  packBuckets(count: number, everyRow: number, axis: number, width: number, first: number, buckets: number): number;
}

/** The one instance of a thread. */
export const codec = wasmModule<CodecExports>(new URL('../codec.wasm', import.meta.url))();
/** All of its memory, which never grows. */
export const memory = codec.memory.buffer;

/** Most values that one column holds. */
export const columnLimit = codec.CAPACITY.value;
const values = new Float64Array(memory, codec.VALUES.value, columnLimit);
const input = new Uint8Array(memory, codec.IN.value, 16 * columnLimit);
const output = new Uint8Array(memory, codec.OUT.value, 16 * columnLimit);

/** Packs a column of one value at least; the payload is good until the next call. */
export function pack(column: Float64Array): { readonly format: number; readonly payload: Uint8Array } {
  values.set(column);
  const answer = codec.encode(column.length);
  return { format: answer >>> 24, payload: output.subarray(0, answer & 0xff_ffff) };
}

/** Unpacks `count` values, one at least; undefined when the payload is not what `pack` gives. */
export function unpack(format: number, count: number, payload: Uint8Array): Float64Array | undefined {
  input.set(payload);
  return codec.decode(format, count, payload.length) === 0 ? undefined : values.slice(0, count);
}
