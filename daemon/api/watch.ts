import type { OtherEvent } from './event-block.js';
import type { Sql } from './database.js';
import type { OpenSeries, SeriesTotals } from './metric-writer.js';

/** What a plugin contributes to the line: a module loaded inside the line's worker, whose export `watch` is a WatchModule. */
export interface Watch {
  /** File URL of the module. */
  readonly module: string;
}

/** A run directory as the layout recognised it. */
export interface FoundRun {
  /** The experiment's id; derived from `dir`, so that a rebuild gives the same. */
  readonly experimentId: string;
  /** Path of the run directory relative to the root, with `/`: the identity (DISK-03). */
  readonly dir: string;
  readonly runId: string;
  readonly layout: 'flat' | 'project-name' | 'path' | 'recycle';
  readonly logicalPath: string;
}

/** Pure knowledge of where runs lie (DISK-01 to 05). */
export interface RunLayout {
  /** May a run lie in this directory or below it? `path` = its components from the root; [] is the root. */
  descends(path: readonly string[]): boolean;
  /** The run kept in this directory, given the names in it; `meta` is what `meta.json` holds, if it can be read. */
  recognise(path: readonly string[], names: ReadonlySet<string>, meta: unknown): FoundRun | undefined;
  /** Names of the JSON documents of a run that the line reads and watches. */
  readonly documents: readonly string[];
  isEventFile(name: string): boolean;
}

/** A JSON document of a run, read tolerantly (DISK-11, 12). */
export interface RunDocument {
  readonly name: string;
  readonly state: 'ok' | 'missing' | 'empty' | 'invalid';
  /** The last good value: user keys are in Maps or null-prototype objects; big integers are bigint; undefined = never read well. */
  readonly value: unknown;
  /** mtime in Unix seconds; 0 when missing. */
  readonly modified: number;
}

/** What the line must know of a run after its documents were read. */
export interface RunStanding {
  /** The files say that it ended: its points may be sealed and its files released. */
  readonly ended: boolean;
}

/** The plugin's rows, kept inside the line's transactions. Every call happens in an open transaction and must be harmless when repeated. */
export interface Projection {
  /** A run was found, or documents of it changed. `documents` holds all that are known, not only the changed ones. */
  documents(run: FoundRun, documents: ReadonlyMap<string, RunDocument>): RunStanding;
  /** Events that are no metrics, of one file; `generation` restarts when the file was replaced. */
  events(run: FoundRun, file: string, generation: number, events: readonly OtherEvent[]): void;
  /** Absolute totals of the series that changed, and the newest `ts` read. */
  totals(run: FoundRun, totals: readonly SeriesTotals[], lastTs: number | null): void;
  /** A file is read on from this offset: events behind it are told again, as far as the file still holds them. */
  reopened?(run: FoundRun, file: string, generation: number, offset: number): void;
  /** All was told, said once after a start: what the rows say beyond these series was lost with the end of a file. */
  whole?(run: FoundRun, series: OpenSeries): void;
  /** Rejects of all files of the run until now, beyond the bound of those that are kept too. */
  rejected?(run: FoundRun, total: number): void;
  /** A file was replaced: rows of older generations go. */
  restarted(run: FoundRun, file: string, generation: number): void;
  /** The run directory is gone from the disk. Also asked in a transaction that is taken back, to tell what it would free: rows only. */
  gone(run: FoundRun): void;
  /** It was deleted for good, after `gone`: what only we knew of it goes too. Taken back like `gone` when it is only to be told what it would free. */
  purged?(run: FoundRun): void;
  /** An event file cannot be read, told once with the system's code (`EACCES`); null = it can again. */
  unreadable?(run: FoundRun, file: string, code: string | null): void;
  /** The runs that it has rows of: asked after the first look over the root, so that those deleted meanwhile are told as gone. */
  known?(): Iterable<FoundRun>;
}

export interface WatchContext {
  readonly sql: Sql;
  /** Unix seconds. */
  now(): number;
}

export interface WatchModule {
  readonly layout: RunLayout;
  open(context: WatchContext): Projection;
}
