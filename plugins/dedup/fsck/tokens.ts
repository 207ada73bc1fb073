import { Token } from '../../../daemon/api/token.js';
import type { Damage } from './damage.js';
import type { DamageFeed } from './damage-feed.js';
import type { DamageRows } from './damage-rows.js';
import type { PoolCheck } from './pool-check.js';
import type { Scrub } from './scrub.js';

/** What checks, scrub and their routes ask each other for. */
export const DamageFound = new Token<DamageRows>('dedup.DamageFound');
export const DamageNews = new Token<DamageFeed>('dedup.DamageNews');
export const Damages = new Token<Damage>('dedup.Damages');
export const Checking = new Token<PoolCheck>('dedup.Checking');
export const Scrubbing = new Token<Scrub>('dedup.Scrubbing');
