import type { RunDocument } from '../../daemon/api/watch.js';
import { isRecord } from './field.js';

const required = new Set(['meta.json', 'status.json']);

/** What is odd about a run's documents, in words (DISK-11, 13). */
export function damageOf(documents: ReadonlyMap<string, RunDocument>): string[] {
  return [...documents.values()].flatMap((document) => {
    const words = wordsFor(document);
    return words === undefined ? [] : [words];
  });
}

function wordsFor({ name, state, value }: RunDocument): string | undefined {
  if (name === 'heartbeat') return undefined;
  const kept = value === undefined ? '' : '; its last good content is shown';
  if (state === 'missing') return required.has(name) ? `${name} is missing${kept}` : undefined;
  if (state === 'empty') return `${name} is empty${kept}`;
  if (state === 'invalid') return `${name} cannot be read as JSON${kept}`;
  return isRecord(value) ? undefined : `${name} holds no JSON object`;
}
