import { Token } from '../../../daemon/api/token.js';
import type { TakeOver } from './take-over.js';

/** Who takes over what clients leave. */
export const Pending = new Token<TakeOver>('dedup.Pending');
