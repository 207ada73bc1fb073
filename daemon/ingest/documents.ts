import { join } from 'node:path';
import type { Clock } from '../api/clock.js';
import type { RunDocument } from '../api/watch.js';
import { errnoOf } from './errno.js';
import { fingerprint } from './fingerprint.js';
import { readDocument } from './json/document.js';
import { readSmallFile } from './read-small-file.js';

/** How documents are read. */
export interface DocumentOptions {
  readonly names: readonly string[];
  readonly mostBytes: number;
  readonly settleMs: number;
  readonly clock: Clock;
}

interface Known {
  readonly seen: string;
  readonly document: RunDocument;
}

const missing = 'missing';
/** A damaged document that nobody touched for so long will not become whole by itself. */
const restingSeconds = 1;

/** The JSON documents of one run directory, each with its last good value (DISK-11). Never waits: looking again is the caller's. */
export class RunDocuments {
  readonly #folder: string;
  readonly #options: DocumentOptions;
  readonly #known = new Map<string, Known>();
  /** Since when a document is empty or cut: its writer truncates it before he writes. */
  readonly #badSince = new Map<string, number>();

  constructor(folder: string, options: DocumentOptions) {
    this.#folder = folder;
    this.#options = options;
  }

  /** False while a document is empty or cut for less than the time to settle. */
  get isSettled(): boolean {
    return this.#badSince.size === 0;
  }

  get all(): ReadonlyMap<string, RunDocument> {
    return new Map([...this.#known].map(([name, { document }]) => [name, document]));
  }

  /** Looks at the documents among the `listed` files of the directory; true when one is another than before. */
  look(listed: ReadonlySet<string>): boolean {
    let isChanged = false;
    for (const name of this.#options.names) {
      const known = this.#known.get(name);
      const wasThere = known !== undefined && known.seen !== missing;
      if (!wasThere && !listed.has(name)) this.#known.set(name, known ?? { seen: missing, document: { name, state: 'missing', value: undefined, modified: 0 } });
      else if (this.#lookAt(name, known)) isChanged = true;
    }
    return isChanged;
  }

  #lookAt(name: string, known: Known | undefined): boolean {
    const path = join(this.#folder, name);
    const now = fingerprint(path);
    const seen = now?.text ?? missing;
    if (seen === known?.seen && !this.#badSince.has(name)) return false;
    const read = now === undefined ? { state: 'missing' as const } : readState(path, this.#options.mostBytes);
    if ((read.state === 'empty' || read.state === 'invalid') && this.#mayBecomeWhole(name, now?.modified ?? 0)) return false;
    this.#badSince.delete(name);
    const value = 'value' in read ? read.value : known?.document.value;
    this.#known.set(name, { seen, document: { name, state: read.state, value, modified: now?.modified ?? 0 } });
    return read.state !== 'missing' || (known !== undefined && known.document.state !== 'missing');
  }

  #mayBecomeWhole(name: string, modified: number): boolean {
    const { clock, settleMs } = this.#options;
    if (clock.now() - modified > restingSeconds) return false;
    const since = this.#badSince.get(name) ?? clock.monotonic();
    this.#badSince.set(name, since);
    return clock.monotonic() - since < settleMs;
  }
}

/** How a document stands on the disk now. */
export function documentState(path: string, most: number): RunDocument['state'] {
  return readState(path, most).state;
}

function readState(path: string, most: number): Pick<RunDocument, 'state'> & { readonly value?: unknown } {
  try {
    const bytes = readSmallFile(path, most);
    if (bytes === undefined) return { state: 'invalid' };
    if (bytes.length === 0) return { state: 'empty' };
    const value = readDocument(bytes);
    return value === undefined ? { state: 'invalid' } : { state: 'ok', value };
  } catch (error) {
    const code = errnoOf(error);
    if (code === undefined) throw error;
    return { state: code === 'ENOENT' || code === 'ELOOP' ? 'missing' : 'invalid' };
  }
}
