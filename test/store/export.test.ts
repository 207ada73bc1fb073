import assert from 'node:assert/strict';
import { test, type TestContext } from 'node:test';
import { tableFromIPC } from 'apache-arrow';
import { parquetReadObjects } from 'hyparquet';
import { ValueKind } from '../../daemon/api/event-block.js';
import type { ExportFormat } from '../../daemon/api/derived-metrics.js';
import { RunkeepError } from '../../daemon/api/errors.js';
import { encoderOf } from '../../daemon/store/export/encoder.js';
import { ExportReader } from '../../daemon/store/export/export-reader.js';
import { fromWire, type WireNumber } from '../../schemas/numbers.js';
import type { PlainRow } from './event-blocks.js';
import { appendRows, openedStore, type OpenedStore } from './opened-store.js';

const hostile = ['=cmd()', '+1', '-1', '@x', 'a,b', 'quo"te', 'line\nbreak', '', '日本語', '\ttab'];

/** Everything that is hard to write: odd floats, big steps, no step, names and stages of every kind. */
const oddRows: readonly PlainRow[] = [
  { ts: 1_790_000_000.125, step: 0, stage: null, values: [['loss', -0], ['=cmd()', NaN]] },
  { ts: 0.1, step: null, stage: 'train', values: [['loss', Infinity], ['a,b', -Infinity, ValueKind.float]] },
  { ts: -5, step: 2 ** 53 - 1, stage: '', values: [['loss', 5e-324], ['quo"te', Number.MAX_VALUE]] },
  { ts: 7, step: -(2 ** 40) - 1, stage: '日本語', values: [['n', 2 ** 64, ValueKind.bigint], ['ok', 1, ValueKind.bool], ['i', 3, ValueKind.int]] },
  ...hostile.map((name, i): PlainRow => ({ ts: 8, step: i, stage: name, values: [[name, 0.1 + i]] })),
];

interface Row {
  readonly experiment_id: string;
  readonly timestamp: number;
  readonly metric_name: string;
  readonly metric_value: number;
  readonly step: number | null;
  readonly stage: string | null;
  readonly row: number;
  readonly kind: string;
}

const kindNames = new Map<number, string>(Object.entries(ValueKind).map(([name, kind]) => [kind, name]));

function plainExport(id: string, rows: readonly PlainRow[]): Row[] {
  return rows.flatMap(({ ts, step, stage, values }, row) => values.map(([name, value, kind = ValueKind.float]) => ({ experiment_id: id, timestamp: ts, metric_name: name, metric_value: value, step, stage, row, kind: kindNames.get(kind)! })));
}

/** The bytes of an export in this thread. */
async function exported(store: OpenedStore, ids: readonly string[], format: ExportFormat): Promise<Buffer> {
  const reader = new ExportReader(store.database.sql, () => undefined);
  const encoder = await encoderOf(format);
  const parts = [encoder.begin()];
  for (const id of ids) for (const batch of reader.batches(id, reader.open(id, { experimentIds: ids, format }, store.writer.unsealed(id)) ?? [])) parts.push(encoder.batch(batch));
  return Buffer.concat([...parts, encoder.end()]);
}

/** Two experiments, one of several blocks with an unsealed rest. */
async function withOdd(t: TestContext): Promise<{ store: OpenedStore; expected: Row[] }> {
  const store = await openedStore(t);
  const many = Array.from({ length: 9000 }, (_, i): PlainRow => ({ ts: i, step: i, stage: i % 2 === 0 ? 'train' : null, values: i % 3 === 0 ? [['loss', i / 7]] : [['lr', -i], ['loss', i / 7]] }));
  for (const [id, rows] of [['odd', oddRows], ['many', many]] as const) {
    const stream = store.writer.open(id, 'events.jsonl');
    appendRows(store.writer, stream, rows.slice(0, 5));
    store.writer.seal(stream);
    // Of the many, two full blocks are sealed, and the rest is not.
    for (const [from, to] of [[5, 5 + 2 * 4096], [5 + 2 * 4096, rows.length]] as const) if (from < rows.length) appendRows(store.writer, stream, rows.slice(from, to));
  }
  store.writer.commit();
  return { store, expected: [...inSeriesOrder(plainExport('odd', oddRows)), ...inSeriesOrder(plainExport('many', many))] };
}

/** Within a row, series stand in the order in which the file first named them. */
function inSeriesOrder(rows: readonly Row[]): Row[] {
  const seen = [...new Set(rows.map(({ metric_name, stage }) => JSON.stringify([metric_name, stage])))];
  const place = (row: Row): number => seen.indexOf(JSON.stringify([row.metric_name, row.stage]));
  return [...rows].sort((a, b) => a.row - b.row || place(a) - place(b));
}

function assertSame(actual: readonly Row[], expected: readonly Row[]): void {
  assert.equal(actual.length, expected.length);
  // deepStrictEqual compares numbers by Object.is: -0 is not 0 and NaN is NaN.
  assert.deepStrictEqual(actual, expected);
}

const decoders: Readonly<Record<ExportFormat, (bytes: Buffer) => Promise<Row[]>>> = {
  csv: async (bytes) => csvRows(bytes.toString('utf8')).slice(1).map(([id = '', ts, name = '', value, step, stage, row, kind = '']) => ({
    experiment_id: id, timestamp: Number(ts), metric_name: name, metric_value: Number(value), step: step === null ? null : Number(step), stage: stage ?? null, row: Number(row), kind,
  } as Row)),
  jsonl: async (bytes) => bytes.toString('utf8').trimEnd().split('\n').map((line) => {
    const { metric_value: value, ...rest } = JSON.parse(line) as Omit<Row, 'metric_value'> & { readonly metric_value: WireNumber };
    return { ...rest, metric_value: fromWire(value) };
  }),
  arrow: async (bytes) => tableFromIPC(bytes).toArray().map((one: { toJSON(): Record<string, unknown> }) => rowOf(one.toJSON())),
  parquet: async (bytes) => {
    const file = bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength) as ArrayBuffer;
    return (await parquetReadObjects({ file })).map(rowOf);
  },
};

function rowOf(found: Record<string, unknown>): Row {
  const { step, row, ...rest } = found;
  const whole = (value: unknown): number | null => (value === null || value === undefined ? null : Number(value));
  return { experiment_id: rest['experiment_id'], timestamp: rest['timestamp'], metric_name: rest['metric_name'], metric_value: rest['metric_value'], step: whole(step), stage: rest['stage'] ?? null, row: whole(row), kind: rest['kind'] } as Row;
}

/** RFC 4180 letter by letter; null: an empty field without quotes. */
function csvRows(text: string): (string | null)[][] {
  const rows: (string | null)[][] = [[]];
  let at = 0;
  while (at < text.length) {
    let field: string | null;
    if (text[at] === '"') {
      field = '';
      for (at++; !(text[at] === '"' && text[at + 1] !== '"'); at += text[at] === '"' ? 2 : 1) field += text[at] ?? '';
      at++;
    } else {
      const end = text.slice(at).search(/,|\r\n/) + at;
      field = end > at ? text.slice(at, end) : null;
      at = end;
    }
    rows.at(-1)!.push(field);
    if (text[at] === ',') at++;
    else {
      at += 2;
      rows.push([]);
    }
  }
  return rows.slice(0, -1);
}

for (const format of ['csv', 'jsonl', 'arrow', 'parquet'] as const) {
  test(`${format} gives every point back to the bit, in file order, sealed and not (ENG-01)`, async (t) => {
    const { store, expected } = await withOdd(t);
    assertSame(await decoders[format](await exported(store, ['odd', 'many'], format)), expected);
  });

  test(`${format} of nothing is a whole file without rows`, async (t) => {
    const store = await openedStore(t);
    const bytes = await exported(store, ['nobody'], format);
    assert.deepEqual(format === 'jsonl' ? bytes.toString() : await decoders[format](bytes), format === 'jsonl' ? '' : []);
  });
}

test('zeros of both signs stay apart in Parquet where a dictionary of numbers would pay', async (t) => {
  const store = await openedStore(t);
  const rows = Array.from({ length: 3000 }, (_, step): PlainRow => ({ ts: 9, step, stage: null, values: [['few', step % 3 === 0 ? -0 : 0]] }));
  appendRows(store.writer, store.writer.open('few', 'events.jsonl'), rows);
  assertSame(await decoders.parquet(await exported(store, ['few'], 'parquet')), plainExport('few', rows));
});

test('texts of CSV that a spreadsheet would take for a formula are quoted, and no text is changed', async (t) => {
  const { store } = await withOdd(t);
  const text = (await exported(store, ['odd'], 'csv')).toString('utf8');
  for (const field of ['"=cmd()"', '"+1"', '"-1"', '"@x"', '"a,b"', '"quo""te"', '"\ttab"']) assert.ok(text.includes(`,${field},`), field);
  assert.equal(text.split('\r\n')[0], 'experiment_id,timestamp,metric_name,metric_value,step,stage,row,kind');
});

test('an export stands as it was when it began; a file replaced meanwhile ends it with a sentence', async (t) => {
  const { store } = await withOdd(t);
  const reader = new ExportReader(store.database.sql, () => undefined);
  const selected = reader.open('many', { experimentIds: ['many'], format: 'csv' }, store.writer.unsealed('many')) ?? [];
  const stream = store.writer.open('many', 'events.jsonl');
  appendRows(store.writer, stream, [{ ts: 1, step: 1, stage: null, values: [['late', 1]] }]);
  store.writer.seal(stream);
  store.writer.commit();
  let points = 0;
  for (const batch of reader.batches('many', selected)) {
    points += batch.points;
    assert.ok(batch.name.every((name) => batch.names[name] !== 'late'));
  }
  assert.equal(points, 15_000);
  const again = reader.batches('many', selected);
  again.next();
  store.writer.restart(stream, '1', '9');
  appendRows(store.writer, stream, Array.from({ length: 12_000 }, (_, step): PlainRow => ({ ts: 1, step, stage: null, values: [['loss', 1]] })));
  store.writer.seal(stream);
  store.writer.commit();
  assert.throws(() => { while (again.next().done !== true); }, (failure) => failure instanceof RunkeepError && failure.code === 'file-replaced');
});
