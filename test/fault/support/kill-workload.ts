import type { Scene } from '../../support/at-end.js';
import type { TestDaemon } from '../../support/daemon.js';

/** What a daemon does while it is killed, and what must be true afterwards. */
export interface KillWorkload {
  /** Threads at whose calls it is killed, as often as they are named. */
  readonly threads: readonly string[];
  /** Calls count from the first file call on whose path holds this; absent: all do. */
  readonly since?: string;
  /** Milliseconds that a judgement may take: the next start, and all that it looks at. */
  readonly mostMs: number;
  /** Before the daemon starts. */
  prepare(root: string, round: number): void;
  /** While it runs, until all is done; may reject when the daemon dies. */
  act(daemon: TestDaemon, round: number): Promise<void>;
  /** After it was killed: sentences that should not be true. */
  judge(scene: Scene, root: string): Promise<readonly string[]>;
}
