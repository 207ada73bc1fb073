import { Token } from '../../../daemon/api/token.js';
import type { SweepRows } from './sweep-rows.js';
import type { Collector } from './collector.js';
import type { FateParts } from './fate.js';
import type { KeeperList } from './keeper-list.js';
import type { SteadyTime } from './steady-time.js';
import type { UpkeepRows } from './upkeep-rows.js';

/** What collection, checks and retention ask each other for. */
export const Collection = new Token<Collector>('dedup.Collection');
export const Fates = new Token<FateParts>('dedup.Fates');
export const Sweeping = new Token<SweepRows>('dedup.Sweeping');
export const Keepers = new Token<KeeperList>('dedup.Keepers');
export const Steady = new Token<SteadyTime>('dedup.Steady');
export const Remembered = new Token<UpkeepRows>('dedup.Remembered');
