import { encodeAxis } from '../block-codec.js';
import { spansOf } from '../block-spans.js';
import { encodeColumns } from '../encode-block.js';
import { SealMemory, slots, SlotState } from './seal-memory.js';
import { putEncoded, readPiece } from './seal-piece.js';

/** What the sealing thread is started with. */
export interface SealData {
  readonly memory: SharedArrayBuffer;
  /** Time without a piece after which the thread ends: the next bulk starts another. */
  readonly idleMs: number;
}

/** Encodes the pieces that come through the shared memory, until it is told to end or nothing comes any more. */
export function sealUntilIdle({ memory: buffer, idleMs }: SealData): void {
  const memory = new SealMemory(buffer);
  memory.isReady = true;
  let isIdle = false;
  for (let slot = 0; !isIdle && !memory.isToEnd;) {
    const { rings } = memory;
    const first = nextGiven(memory, slot);
    if (first === undefined) isIdle = !memory.listen(rings, idleMs);
    else slot = first + 1;
  }
  memory.isReady = false;
}

/** Encodes the next piece from `slot` on; answers its slot, undefined when there is none. */
function nextGiven(memory: SealMemory, from: number): number | undefined {
  for (let i = 0; i < slots; i++) {
    const slot = (from + i) % slots;
    if (!memory.take(slot)) continue;
    memory.settle(slot, encodeSlot(memory, slot));
    return slot;
  }
  return undefined;
}

/** Whatever fails here is done again by the line, where the failure is told. */
function encodeSlot({ pieces, answers }: SealMemory, slot: number): number {
  const [piece, answer] = [pieces[slot], answers[slot]];
  if (piece === undefined || answer === undefined) return SlotState.refused;
  try {
    const block = readPiece(piece);
    putEncoded({ axis: encodeAxis(block.step, block.ts), columns: encodeColumns(block, spansOf(block)) }, answer);
    return SlotState.done;
  } catch {
    return SlotState.refused;
  }
}
