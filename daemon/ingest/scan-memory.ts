import type { ColumnArrays } from './event-columns.js';
import { powersOfFive } from './powers-of-five.js';
import { wasmModule, type WasmMemory } from '../kernel/web-assembly.js';

/** What `assembly/scan.ts` exports. */
interface Scan extends Readonly<Record<Address, { readonly value: number }>> {
  readonly memory: WasmMemory;
  layOut(windowBytes: number): void;
  scan(from: number, to: number, toFile: number): Surprise;
  findWord(at: number, tail: number): number;
  addWord(at: number, length: number, role: number, owner: number): number;
  /** Can no more words be kept? A number, as WebAssembly has no booleans. */
  isFull(): number;
  forget(): void;
}
type Address = keyof ColumnArrays | 'registers' | 'powers' | 'names' | 'stages' | 'window' | 'wordBlock' | 'wordIndex';

/** Why a line is left to the general path; `word`: for want of a word that may be learnt. */
export const Surprise = { none: 0, line: 1, word: 2 } as const;
export type Surprise = (typeof Surprise)[keyof typeof Surprise];

/** Places in the registers. */
export const Register = { rows: 0, points: 1, names: 2, stages: 3, block: 4, position: 5, mostKeys: 6, longestToken: 7 } as const;

/** Bytes that can be read in one go: the head of a file and a chunk of it, or a line of 10,000 metrics. */
export const windowBytes = 2 * 1024 * 1024;
const mostRows = windowBytes / 32 + 1;
const mostPoints = windowBytes / 4 + 1;

const newScan = wasmModule<Scan>(new URL('scan.wasm', import.meta.url));
let powers: BigUint64Array<ArrayBuffer> | undefined;

/** One instance of the scanner with views of its memory, whose layout is `assembly/layout.ts`. */
export class ScanMemory {
  readonly code: Scan = newScan();
  readonly arrays: ColumnArrays;
  readonly registers: Uint32Array;
  /** All of the memory: words are told by their addresses. */
  readonly all: Uint32Array;
  /** Owners of the words behind the indexes of names and stages. */
  readonly names: Uint32Array;
  readonly stages: Uint32Array;
  readonly window: Buffer;

  constructor() {
    const { code } = this;
    code.layOut(windowBytes);
    const { buffer } = code.memory;
    this.arrays = {
      ts: new Float64Array(buffer, code.ts.value, mostRows),
      step: new Float64Array(buffer, code.step.value, mostRows),
      stage: new Int32Array(buffer, code.stage.value, mostRows),
      offset: new Float64Array(buffer, code.offset.value, mostRows),
      row: new Uint32Array(buffer, code.row.value, mostPoints),
      name: new Uint32Array(buffer, code.name.value, mostPoints),
      value: new Float64Array(buffer, code.value.value, mostPoints),
      kind: new Uint8Array(buffer, code.kind.value, mostPoints),
    };
    this.registers = new Uint32Array(buffer, code.registers.value, 16);
    this.all = new Uint32Array(buffer);
    this.names = new Uint32Array(buffer, code.names.value, mostPoints);
    this.stages = new Uint32Array(buffer, code.stages.value, mostRows);
    this.window = Buffer.from(buffer, code.window.value, windowBytes);
    powers ??= powersOfFive();
    new BigUint64Array(buffer, code.powers.value, powers.length).set(powers);
    code.forget();
  }
}
