import { RecordBatchStreamWriter } from 'apache-arrow';

/** Hands its bytes over when asked, instead of to a stream of its own. */
export class TakenWriter extends RecordBatchStreamWriter {
  #chunks: Uint8Array[] = [];

  /** What was written since the last call. */
  taken(): Uint8Array {
    const bytes = Buffer.concat(this.#chunks);
    this.#chunks = [];
    return bytes;
  }

  protected override _write(chunk: unknown): this {
    const bytes = viewOf(chunk);
    if (this._started && bytes.byteLength > 0) this.#chunks.push(bytes);
    return this;
  }
}

/** The writer gives typed arrays only, whatever its type says. */
function viewOf(chunk: unknown): Uint8Array {
  if (!ArrayBuffer.isView(chunk)) throw new TypeError('Arrow wrote something that is no typed array');
  return new Uint8Array(chunk.buffer, chunk.byteOffset, chunk.byteLength);
}

/** Which values of a column are none, as Arrow says it. */
export interface Nulls {
  readonly nullCount: number;
  readonly nullBitmap: Uint8Array;
}

/** The nulls of a column of this length. */
export function nullsWhere(length: number, isNull: (i: number) => boolean): Nulls {
  const nullBitmap = new Uint8Array(Math.ceil(length / 8));
  let nullCount = 0;
  for (let i = 0; i < length; i++) {
    if (isNull(i)) nullCount++;
    else nullBitmap[i >> 3] = (nullBitmap[i >> 3] ?? 0) | (1 << (i & 7));
  }
  return { nullCount, nullBitmap };
}
