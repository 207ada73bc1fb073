import type { Line, LineCommit, LivePoints, LineStatus } from '../../daemon/api/line.js';
import type { DatabasePromise, Upkeep } from '../../daemon/api/upkeep.js';

/** The main thread's handle on a line that the test plays. */
export class StandInLine implements Line, Upkeep {
  readonly heard = new Map<string, boolean>();
  readonly rebuilt: (readonly string[] | undefined)[] = [];
  readonly #commits = new Set<(commit: LineCommit) => void>();
  readonly #points = new Set<(points: LivePoints) => void>();

  onCommit(listener: (commit: LineCommit) => void): () => void {
    this.#commits.add(listener);
    return () => this.#commits.delete(listener);
  }

  onPoints(listener: (points: LivePoints) => void): () => void {
    this.#points.add(listener);
    return () => this.#points.delete(listener);
  }

  async listen(experimentId: string, on: boolean): Promise<void> {
    this.heard.set(experimentId, on);
  }

  status(): Promise<LineStatus> {
    throw new Error('nobody in the plugin asks for the status');
  }

  async scan(): Promise<void> {}

  async rebuild(experimentIds?: readonly string[]): Promise<void> {
    this.rebuilt.push(experimentIds);
  }

  async hold(): Promise<void> {}

  async promised(): Promise<DatabasePromise> {
    return { bytes: 0, shrinks: true };
  }

  async purge(): Promise<void> {}

  async sweep(): Promise<number> {
    return 0;
  }

  async reclaim(): Promise<number> {
    return 0;
  }

  commit(ids: readonly string[]): void {
    for (const listener of this.#commits) listener({ experiments: ids });
  }

  send(points: LivePoints): void {
    for (const listener of this.#points) listener(points);
  }
}
