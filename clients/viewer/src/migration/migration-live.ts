import { migrationProgress, type MigrationProgress } from '../../../../schemas/migration.js';
import { live } from '../lib/live.js';
import { queryClient } from '../lib/query-client.js';
import { fetchProgress } from './migration-api.js';

/** Where the progress stands among the fetched data. */
export const progressKey = ['migration'] as const;

/** The topic migration-v1.progress, kept where fetched progress is kept; an answer that comes late does not undo a newer push. */
class MigrationLive {
  #isFollowed = false;
  #heard: { readonly progress: MigrationProgress; readonly at: number } | null = null;

  /** Follows the topic for as long as the page lives. */
  follow(): void {
    if (this.#isFollowed) return;
    this.#isFollowed = true;
    live.subscribe('migration-v1.progress', '', undefined, { data: (data) => this.#take(data), refetch: () => void queryClient.invalidateQueries({ queryKey: progressKey, exact: true }) });
  }

  async fetch(signal: AbortSignal): Promise<MigrationProgress> {
    const askedAt = performance.now();
    const answer = await fetchProgress(signal);
    return this.#heard !== null && this.#heard.at >= askedAt ? this.#heard.progress : answer;
  }

  #take(data: unknown): void {
    const progress = migrationProgress.parse(data);
    this.#heard = { progress, at: performance.now() };
    queryClient.setQueryData(progressKey, progress);
  }
}

/** The live progress of this page. */
export const migrationLive = new MigrationLive();
