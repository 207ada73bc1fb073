/** The composition root of the threads that read whole series: the store's reader and the tasks of the pool, joined. */
import type { DamagedChunk } from './api/metrics.js';
import { encoderOf } from './store/export/encoder.js';
import { openReader, type StoreReader } from './store/open-reader.js';
import { refusedOf, type DerivedTasks, type FoundDamage, type TaskAnswer } from './workers/derived-task.js';
import { ExportTaskPort } from './workers/export-task.js';

/** One connection for each database that this thread was asked about: it lives as long as the thread. */
const readers = new Map<string, StoreReader>();
let found: FoundDamage[] = [];

export const smoothedTask: DerivedTasks['smoothedTask'] = ({ database, query, held }) => answered(() => readerOf(database).full.smoothed(query, new Map(held)));

export const aggregateTask: DerivedTasks['aggregateTask'] = ({ database, query, held }) => answered(() => readerOf(database).full.aggregate(query, new Map(held)));

export const tableTask: DerivedTasks['tableTask'] = async (columns) => (await import('./store/export/arrow-table.js')).arrowTable(columns);

export const exportTask: DerivedTasks['exportTask'] = async ({ database, query, port }) => {
  const line = new ExportTaskPort(port);
  const { exports } = readerOf(database);
  try {
    const encoder = await encoderOf(query.format);
    await line.send(encoder.begin());
    for (const experimentId of query.experimentIds) {
      const selected = await opened(experimentId, (held) => exports.open(experimentId, query, held), line);
      for (const batch of exports.batches(experimentId, selected, query.rows)) await line.send(encoder.batch(batch));
    }
    await line.send(encoder.end());
    line.end({ kind: 'end', answer: { value: true, damage: taken() } });
  } catch (failure) {
    line.end({ kind: 'end', answer: { refused: refusedOf(failure), damage: taken() } });
  }
};

/** Asks the line until its answer fits the database; what is sealed alone always does. */
async function opened<T>(experimentId: string, open: (held: Awaited<ReturnType<ExportTaskPort['held']>>) => T | undefined, line: ExportTaskPort): Promise<T> {
  for (let attempt = 0; attempt < 3; attempt++) {
    const selected = open(await line.held(experimentId));
    if (selected !== undefined) return selected;
  }
  const sealed = open([]);
  if (sealed === undefined) throw new Error('a snapshot without unsealed rows always fits');
  return sealed;
}

function answered<T>(work: () => T): TaskAnswer<T> {
  try {
    return { value: work(), damage: taken() };
  } catch (failure) {
    return { refused: refusedOf(failure), damage: taken() };
  }
}

function readerOf(database: string): StoreReader {
  const reader = readers.get(database) ?? openReader(database, tell);
  readers.set(database, reader);
  return reader;
}

function tell(experimentId: string, damage: DamagedChunk): void {
  found.push({ experimentId, damage });
}

function taken(): FoundDamage[] {
  const damage = found;
  found = [];
  return damage;
}
