import { Token } from '../../../daemon/api/token.js';
import type { Retention } from './retention.js';
import type { VersionPurge } from './version-purge.js';

/** What takes versions away. */
export const Purging = new Token<VersionPurge>('dedup.Purging');
export const Retaining = new Token<Retention>('dedup.Retaining');
