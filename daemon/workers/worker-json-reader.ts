import type { JsonReader } from '../api/json-reader.js';
import type { JsonBounds, JsonReading } from '../../schemas/json-body.js';
import type { JsonTask } from './tasks/read-json.js';
import type { WorkerPool } from './worker-pool.js';

const file = new URL('./tasks/read-json.js', import.meta.url);

/** Parses JSON in a thread of the pool, so that a big body never holds up the main thread. */
export class WorkerJsonReader implements JsonReader {
  readonly #pool: WorkerPool;

  constructor(pool: WorkerPool) {
    this.#pool = pool;
  }

  read(bytes: Uint8Array, bounds: JsonBounds): Promise<JsonReading> {
    // A copy of its own: what is transferred is gone here, and a small buffer may share its memory with others.
    const copy = new Uint8Array(bytes);
    return this.#pool.run<JsonTask, JsonReading>(file, 'readJsonTask', { bytes: copy, bounds }, [copy.buffer]);
  }
}
