import { Dictionary, Field, Float64, Int32, Int64, makeData, RecordBatch, Schema, Struct, Utf8, Vector, vectorFromArray, type Data } from 'apache-arrow';
import { ValueKind } from '../../api/event-block.js';
import type { Encoder, ExportBatch } from './export-batch.js';
import { nullsWhere, TakenWriter, type Nulls } from './arrow-parts.js';
import { longIntegers } from './long-integers.js';

const kinds: readonly string[] = Object.entries(ValueKind).sort(([, a], [, b]) => a - b).map(([name]) => name);

/** Texts numbered as they come; what is new since the last batch goes out as one more chunk (a delta dictionary). */
class Words {
  readonly type: Dictionary<Utf8, Int32>;
  readonly #numbers = new Map<string, number>();
  readonly #chunks: Data<Utf8>[] = [];
  #fresh: string[] = [];

  constructor(id: number) {
    this.type = new Dictionary(new Utf8(), new Int32(), id);
  }

  number(text: string): number {
    const known = this.#numbers.get(text);
    if (known !== undefined) return known;
    this.#numbers.set(text, this.#numbers.size);
    this.#fresh.push(text);
    return this.#numbers.size - 1;
  }

  vector(): Vector<Utf8> {
    if (this.#fresh.length > 0 || this.#chunks.length === 0) this.#chunks.push(...vectorFromArray(this.#fresh, new Utf8()).data);
    this.#fresh = [];
    return new Vector([...this.#chunks]);
  }
}

/**
 * An Arrow IPC stream: `experiment_id`, `metric_name`, `stage` and `kind` are dictionaries of UTF-8 texts, which grow by deltas,
 * `timestamp` and `metric_value` float64, `step` and `row` int64. No step and no stage are nulls. Lone surrogates become U+FFFD.
 */
export class ArrowEncoder implements Encoder {
  readonly #writer = new TakenWriter({ autoDestroy: false });
  readonly #ids = new Words(0);
  readonly #names = new Words(1);
  readonly #stages = new Words(2);
  readonly #kinds = new Words(3);
  readonly #schema: Schema;

  constructor() {
    for (const kind of kinds) this.#kinds.number(kind);
    const field = (name: string, type: Field['type'], nullable = false): Field => new Field(name, type, nullable);
    this.#schema = new Schema([
      field('experiment_id', this.#ids.type), field('timestamp', new Float64()), field('metric_name', this.#names.type), field('metric_value', new Float64()),
      field('step', new Int64(), true), field('stage', this.#stages.type, true), field('row', new Int64()), field('kind', this.#kinds.type),
    ]);
  }

  begin(): Uint8Array {
    this.#writer.reset(undefined, this.#schema);
    return this.#writer.taken();
  }

  batch(batch: ExportBatch): Uint8Array {
    const { points: length } = batch;
    const id = this.#ids.number(batch.experimentId);
    const numbers = batch.names.map((text) => this.#names.number(text));
    const stageNumbers = batch.stages.map((text) => this.#stages.number(text));
    const words = (list: Words, data: Int32Array, nulls?: Nulls): Data => makeData({ type: list.type, length, data, dictionary: list.vector(), ...nulls });
    const children = [
      words(this.#ids, new Int32Array(length).fill(id)),
      makeData({ type: new Float64(), length, data: batch.ts }),
      words(this.#names, batch.name.map((at) => numbers[at] ?? 0)),
      makeData({ type: new Float64(), length, data: batch.value }),
      makeData({ type: new Int64(), length, data: longIntegers(batch.step), ...nullsWhere(length, (i) => Number.isNaN(batch.step[i])) }),
      words(this.#stages, batch.stage.map((at) => stageNumbers[at] ?? 0), nullsWhere(length, (i) => (batch.stage[i] ?? -1) < 0)),
      makeData({ type: new Int64(), length, data: longIntegers(batch.row) }),
      words(this.#kinds, Int32Array.from(batch.kind)),
    ];
    this.#writer.write(new RecordBatch(this.#schema, makeData({ type: new Struct(this.#schema.fields), length, nullCount: 0, children })));
    return this.#writer.taken();
  }

  end(): Uint8Array {
    this.#writer.finish();
    return this.#writer.taken();
  }
}
