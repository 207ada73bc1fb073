import { Token } from '../../../daemon/api/token.js';
import type { Drafting } from './drafting.js';
import type { Publisher } from './publisher.js';
import type { Sayings } from './sayings.js';

/** What the routes and the records of clients ask of publishing. */
export const Versions = new Token<Publisher>('dedup.Versions');
export const Drafts = new Token<Drafting>('dedup.Drafts');
export const Said = new Token<Sayings>('dedup.Said');
