import type { Sql } from '../../../daemon/api/database.js';
import type { RunDocument, WatchContext } from '../../../daemon/api/watch.js';
import { toJsonValue } from '../wire-json.js';
import { upsertAll, type SqlRow } from './upsert.js';

interface StoredDocument {
  readonly name: string;
  readonly state: RunDocument['state'];
  readonly modified: number;
  readonly seen_at: number;
  readonly content: string | null;
}

const mostContent = 4 * 1024 * 1024;
const clockGrain = 2;

/** Remembers the last good content of each document over restarts (DISK-11), and tells which documents are new. */
export class DocumentMemory {
  readonly #sql: Sql;
  readonly #context: WatchContext;

  constructor(context: WatchContext) {
    this.#sql = context.sql;
    this.#context = context;
  }

  recall(experimentId: string, read: ReadonlyMap<string, RunDocument>): { documents: ReadonlyMap<string, RunDocument>; changed: ReadonlySet<string> } {
    const rows = this.#sql.all<StoredDocument>('select name, state, modified, seen_at, content from experiments_documents where experiment_id = ?', experimentId);
    const stored = new Map(rows.map((row) => [row.name, row]));
    const fresh = [...read.values()].filter((document) => !isSame(document, stored.get(document.name)));
    upsertAll(this.#sql, 'experiments_documents', ['experiment_id', 'name'], fresh.flatMap((document) => this.#kept(experimentId, document, stored.get(document.name))));
    const documents = [...read.values()].map((document) => [document.name, recalled(document, stored.get(document.name))] as const);
    return { documents: new Map(documents), changed: new Set(fresh.map(({ name }) => name)) };
  }

  #kept(experimentId: string, { name, state, modified, value }: RunDocument, before: StoredDocument | undefined): SqlRow[] {
    if (before === undefined && state === 'missing') return [];
    const content = value === undefined ? (before?.content ?? null) : JSON.stringify(toJsonValue(value));
    const isKept = content === null || content.length <= mostContent;
    return [{ experiment_id: experimentId, name, state, modified, seen_at: this.#context.now(), content: isKept ? content : null }];
  }
}

/** A file written again within the grain of the clock may keep its time: such a young one counts as new. */
function isSame(document: RunDocument, stored: StoredDocument | undefined): boolean {
  if (stored === undefined) return document.state === 'missing';
  return stored.state === document.state && stored.modified === document.modified && stored.seen_at - stored.modified > clockGrain;
}

function recalled(document: RunDocument, stored: StoredDocument | undefined): RunDocument {
  if (document.value !== undefined || document.state === 'ok' || typeof stored?.content !== 'string') return document;
  return { ...document, value: JSON.parse(stored.content) as unknown };
}
