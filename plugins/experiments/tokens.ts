import { Token } from '../../daemon/api/token.js';
import type { RowTexts } from './catalog/row-texts.js';
import type { SqlCatalog } from './catalog/sql-catalog.js';
import type { CatalogFeed } from './live/catalog-feed.js';
import type { LivenessWatch } from './live/liveness-watch.js';
import type { LogsTopic } from './live/logs-topic.js';
import type { MetricsTopic } from './live/metrics-topic.js';
import type { OwnStore } from './own/own-store.js';
import type { Fsck } from './upkeep/fsck.js';
import type { Purge } from './upkeep/purge.js';

/** What the parts of this plugin ask each other for. */
export const Catalog = new Token<SqlCatalog>('experiments.Catalog');
export const Rows = new Token<RowTexts>('experiments.Rows');
export const Feed = new Token<CatalogFeed>('experiments.Feed');
export const Liveness = new Token<LivenessWatch>('experiments.Liveness');
export const Own = new Token<OwnStore>('experiments.Own');
export const Checking = new Token<Fsck>('experiments.Checking');
export const Purging = new Token<Purge>('experiments.Purging');
export const LogLines = new Token<LogsTopic>('experiments.LogLines');
export const NewPoints = new Token<MetricsTopic>('experiments.NewPoints');
