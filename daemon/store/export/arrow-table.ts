import { Dictionary, Field, Float64, Int32, makeData, RecordBatch, Schema, Struct, Utf8, vectorFromArray, type Data } from 'apache-arrow';
import type { TableColumn } from '../../api/derived-metrics.js';
import { nullsWhere, TakenWriter } from './arrow-parts.js';

/** Columns of one length as an Arrow IPC stream of one record batch: numbers as float64, texts as dictionaries. */
export function arrowTable(columns: readonly TableColumn[]): Uint8Array {
  const children = columns.map(dataOf);
  const fields = columns.map(({ name }, at) => new Field(name, children[at]?.type ?? new Float64(), 'words' in (columns[at] ?? {})));
  const schema = new Schema(fields);
  const writer = new TakenWriter({ autoDestroy: false });
  writer.reset(undefined, schema);
  writer.write(new RecordBatch(schema, makeData({ type: new Struct(fields), length: children[0]?.length ?? 0, nullCount: 0, children })));
  writer.finish();
  return writer.taken();
}

function dataOf(column: TableColumn, at: number): Data {
  if ('values' in column) return makeData({ type: new Float64(), length: column.values.length, data: column.values });
  const { words, index } = column;
  const type = new Dictionary(new Utf8(), new Int32(), at);
  return makeData({ type, length: index.length, data: index.map((word) => Math.max(word, 0)), dictionary: vectorFromArray([...words], new Utf8()), ...nullsWhere(index.length, (i) => (index[i] ?? -1) < 0) });
}
