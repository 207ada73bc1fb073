import { RunkeepError } from '../../../daemon/api/errors.js';
import type { ExperimentChange } from '../../../schemas/experiments.js';
import type { OwnFacts } from './own-facts.js';

const controls = /[\0-\x1f\x7f-\x9f\ud800-\udfff]/u;
const controlsInProse = /[\0-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]/u;
const longestTag = 128;
const mostTags = 100;

/** Throws when a label is none that every program can show and find again (LIM-60). */
export function assertGoodChange({ alias, notes, tags, add_tags, remove_tags }: ExperimentChange): void {
  const names = [...(tags ?? []), ...(add_tags ?? []), ...(remove_tags ?? []), ...(typeof alias === 'string' ? [alias] : [])];
  if (names.some((name) => controls.test(name)) || controlsInProse.test(notes ?? '')) throw refused('The text holds control characters or half a character.', 'Leave out NUL, escapes and lone surrogates; notes may hold line breaks.');
  const long = [...(tags ?? []), ...(add_tags ?? [])].find((tag) => Buffer.byteLength(tag) > longestTag);
  if (long !== undefined) throw refused(`The tag “${long.slice(0, 40)}…” is too long.`, `A tag has at most ${longestTag} bytes.`);
}

/** The facts, unless a run would carry more tags than people can read (LIM-60). */
export function withinBounds(facts: OwnFacts): OwnFacts {
  if ((facts.tags?.length ?? 0) > mostTags) throw refused(`An experiment has at most ${mostTags} tags.`, 'Take some away first, with remove_tags.');
  return facts;
}

function refused(sentence: string, hint: string): RunkeepError {
  return new RunkeepError('invalid', 'bad-label', sentence, hint);
}
