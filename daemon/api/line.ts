import { Token } from './token.js';

/** What one commit of the line changed. */
export interface LineCommit {
  readonly experiments: readonly string[];
}

/** New points of one experiment's file, in file order, sent as soon as their whole lines are read. Rows are ordinals in the file. */
export interface LivePoints {
  readonly experimentId: string;
  readonly file: string;
  readonly generation: number;
  readonly firstRow: number;
  readonly rows: number;
  readonly ts: Float64Array;
  readonly step: Float64Array;
  readonly stage: Int32Array;
  readonly points: number;
  /** Row of each point, counted from 0 in this message. */
  readonly row: Uint32Array;
  readonly name: Uint32Array;
  readonly value: Float64Array;
  readonly kind: Uint8Array;
  readonly names: readonly string[];
  readonly stages: readonly string[];
}

export interface LineStatus {
  /** `scanning` until the first pass over the root is taken in, then `live`; `paused` when the disk is full. */
  readonly state: 'starting' | 'scanning' | 'live' | 'paused' | 'stopped';
  readonly runs: number;
  readonly activeFiles: number;
  readonly linesRead: number;
  readonly pointsRead: number;
  readonly rejects: number;
  /** Of event files since the start; what was read before is not read again. */
  readonly bytesRead: number;
  readonly pendingBytes: number;
  /** How new directories are noticed: `inotify`, or `polling` with the reason. */
  readonly watching: string;
  readonly heldBytes: number;
  readonly lastCommitAt: number | null;
}

/** The main thread's handle on the ingest line. */
export interface Line {
  /** Called after each commit; the answer ends it. */
  onCommit(listener: (commit: LineCommit) => void): () => void;
  /** Called with new points of the experiments that somebody listens to. */
  onPoints(listener: (points: LivePoints) => void): () => void;
  /** Points of this experiment are sent from now on (true) or no more (false). Resolves when the line knows. */
  listen(experimentId: string, on: boolean): Promise<void>;
  status(): Promise<LineStatus>;
  /** Looks over the whole root now; resolves when all that lies there is taken in. */
  scan(): Promise<void>;
  /** Forgets what was taken in of the experiments (all when absent) and reads their files anew; resolves when done. */
  rebuild(experimentIds?: readonly string[]): Promise<void>;
}
export const Line = new Token<Line>('Line');
