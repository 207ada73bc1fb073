import { ByteWriter, ParquetWriter } from 'hyparquet-writer';
import { ValueKind } from '../../api/event-block.js';
import type { Encoder, ExportBatch } from './export-batch.js';
import { longIntegers } from './long-integers.js';

const kinds: readonly string[] = Object.entries(ValueKind).sort(([, a], [, b]) => a - b).map(([name]) => name);
/** Points of a row group: what is held before it is written. */
const groupPoints = 131_072;

const text = { type: 'BYTE_ARRAY', converted_type: 'UTF8' } as const;
const required = { repetition_type: 'REQUIRED' } as const;
const optional = { repetition_type: 'OPTIONAL' } as const;

type Schema = ConstructorParameters<typeof ParquetWriter>[0]['schema'];
const schema: Schema = [
  { name: 'runkeep', num_children: 8 },
  { name: 'experiment_id', ...text, ...required },
  { name: 'timestamp', type: 'DOUBLE', ...required },
  { name: 'metric_name', ...text, ...required },
  { name: 'metric_value', type: 'DOUBLE', ...required },
  { name: 'step', type: 'INT64', ...optional },
  { name: 'stage', ...text, ...optional },
  { name: 'row', type: 'INT64', ...required },
  { name: 'kind', ...text, ...required },
];

/**
 * Parquet with a row group for every 131,072 points, compressed with Snappy: texts UTF8, `timestamp` and `metric_value` DOUBLE, `step` and `row` INT64.
 * No step and no stage are nulls. Only the places of the row groups are kept until the end, so that it streams. Lone
 * surrogates become U+FFFD.
 */
export class ParquetEncoder implements Encoder {
  readonly #bytes = new ByteWriter(1 << 20);
  readonly #writer: ParquetWriter;
  #held: ExportBatch[] = [];
  #points = 0;

  constructor() {
    this.#writer = new ParquetWriter({ writer: this.#bytes, schema, statistics: false, createdBy: 'runkeep' });
  }

  begin(): Uint8Array {
    return this.#taken();
  }

  batch(batch: ExportBatch): Uint8Array {
    this.#held.push(batch);
    this.#points += batch.points;
    if (this.#points >= groupPoints) this.#writeGroup();
    return this.#taken();
  }

  end(): Uint8Array {
    if (this.#points > 0) this.#writeGroup();
    void this.#writer.finish();
    return this.#taken();
  }

  #writeGroup(): void {
    const held = this.#held;
    const each = <T>(of: (batch: ExportBatch, i: number) => T): T[] => held.flatMap((batch) => Array.from({ length: batch.points }, (_, i) => of(batch, i)));
    const floats = (of: (batch: ExportBatch) => Float64Array): Float64Array => {
      const all = new Float64Array(this.#points);
      let at = 0;
      for (const batch of held) {
        all.set(of(batch), at);
        at += batch.points;
      }
      return all;
    };
    const steps = floats((batch) => batch.step);
    const long = longIntegers(steps);
    // Dictionaries of numbers would fold -0 into 0; those of texts make them a few bytes.
    const plain = { encoding: 'PLAIN' } as const;
    void this.#writer.write({
      rowGroupSize: this.#points,
      columnData: [
        { name: 'experiment_id', data: each((batch) => batch.experimentId) },
        { name: 'timestamp', data: floats((batch) => batch.ts), ...plain },
        { name: 'metric_name', data: each((batch, i) => batch.names[batch.name[i] ?? 0] ?? '') },
        { name: 'metric_value', data: floats((batch) => batch.value), ...plain },
        { name: 'step', data: Array.from(long, (step, i) => (Number.isNaN(steps[i]) ? null : step)), ...plain },
        { name: 'stage', data: each((batch, i) => batch.stages[batch.stage[i] ?? -1] ?? null) },
        { name: 'row', data: longIntegers(floats((batch) => batch.row)), ...plain },
        { name: 'kind', data: each((batch, i) => kinds[batch.kind[i] ?? 0] ?? '') },
      ],
    });
    this.#held = [];
    this.#points = 0;
  }

  /** What was written since the last call; offsets in the file go on counting. */
  #taken(): Uint8Array {
    const bytes = this.#bytes.getBytes().slice();
    this.#bytes.index = 0;
    return bytes;
  }
}
