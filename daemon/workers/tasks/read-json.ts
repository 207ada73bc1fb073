import { readJson, type JsonBounds, type JsonReading } from '../../../schemas/json-body.js';

export interface JsonTask {
  readonly bytes: Uint8Array;
  readonly bounds: JsonBounds;
}

/** Piscina task: parses a JSON body. */
export function readJsonTask({ bytes, bounds }: JsonTask): JsonReading {
  return readJson(bytes, bounds);
}
