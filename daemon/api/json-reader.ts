import type { JsonBounds, JsonReading } from '../../schemas/json-body.js';

/** Reads large JSON bodies off the main thread. */
export interface JsonReader {
  read(bytes: Uint8Array, bounds: JsonBounds): Promise<JsonReading>;
}
