import { ownFacts, type OwnFacts } from './own-facts.js';

/** Reads the facts of a row or a sidecar; what cannot be read says nothing. */
export function readOwn(text: string | undefined): OwnFacts {
  if (text === undefined) return {};
  try {
    return ownFacts.parse(JSON.parse(text));
  } catch {
    return {};
  }
}
