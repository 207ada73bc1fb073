import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Clock } from '../api/clock.js';
import type { FoundRun, RunLayout } from '../api/watch.js';
import { RunDocuments } from './documents.js';
import { errnoOf } from './errno.js';
import { FileFollower, type FileTools } from './file-follower.js';
import { fingerprint } from './fingerprint.js';
import type { LineWork } from './line-work.js';
import { vanishedFiles } from './vanished-files.js';

/** What the followers of all runs share. */
export interface RunTools extends FileTools {
  readonly layout: RunLayout;
  readonly clock: Clock;
  readonly documentBytes: number;
  readonly settleMs: number;
  /** There are folders in a run directory: runs may be nested (DISK-04). */
  readonly inside: (dirs: readonly string[]) => void;
  /** Is it being deleted? Then its rows go in one transaction, later. */
  readonly isHeld: (experimentId: string) => boolean;
}

/** Times of a folder move in steps; one that changed so recently may change again without showing it. */
const grainSeconds = 2;

/** One run that is read: its documents, its event files, and what was told of them. */
export class RunFollower {
  readonly path: string;
  #run: FoundRun;
  readonly #tools: RunTools;
  readonly #work: LineWork;
  readonly #documents: RunDocuments;
  readonly #files = new Map<string, FileFollower>();
  readonly #paths = new Map<FileFollower, string>();
  #names: ReadonlySet<string> = new Set();
  #folderSeen = '';
  #folderModified = 0;
  /** Listed since the last look for files that are gone. */
  #isListed = false;
  #isTold = false;
  #hasEnded = false;
  /** Nothing is known of what an earlier session told. */
  #rejectsTold: number | undefined;
  #isWhole = false;
  #isLookedAt = false;
  #isAtEnd = false;
  #isCaughtUp = false;

  constructor(run: FoundRun, path: string, tools: RunTools, work: LineWork) {
    this.#run = run;
    this.path = path;
    this.#tools = tools;
    this.#work = work;
    const { clock, settleMs, documentBytes, layout } = tools;
    this.#documents = new RunDocuments(path, { names: layout.documents, mostBytes: documentBytes, settleMs, clock });
  }

  get run(): FoundRun {
    return this.#run;
  }

  get files(): readonly FileFollower[] {
    return [...this.#files.values()];
  }

  /** Its documents were told, so that points may follow. */
  get isTold(): boolean {
    return this.#isTold;
  }

  get hasEnded(): boolean {
    return this.#hasEnded;
  }

  /** Are documents being rewritten right now? Then they should be looked at again soon. */
  get isUnsettled(): boolean {
    return !this.#documents.isSettled;
  }

  /** Unix seconds of the last change of its directory or its event files. */
  get modified(): number {
    return Math.max(this.#folderModified, ...this.files.map((file) => file.modified));
  }

  get unread(): number {
    return this.files.reduce((sum, file) => sum + file.unread, 0);
  }

  /** Series of the run that are in memory. */
  get series(): number {
    return this.#work.writer.series(this.#run.experimentId);
  }

  get heldPoints(): number {
    return this.files.reduce((sum, file) => sum + file.heldPoints, 0);
  }

  /** Names whose state tells whether anything happened to the run. */
  get watchedNames(): readonly string[] {
    return [...[...this.#documents.all.values()].filter(({ state }) => state !== 'missing').map(({ name }) => name), ...this.#files.keys()];
  }

  /** Looks at the directory and the documents, and tells what is new; false when the directory is gone. */
  look(): boolean {
    this.#isLookedAt = false;
    const folder = fingerprint(this.path);
    if (folder === undefined) return false;
    const isYoung = this.#tools.clock.now() - folder.modified < grainSeconds;
    const isOther = isYoung || folder.text !== this.#folderSeen;
    if (isOther && !this.#list()) return false;
    this.#folderSeen = folder.text;
    this.#folderModified = folder.modified;
    const hasNews = this.#documents.look(this.#names);
    if (this.#documents.isSettled && (hasNews || !this.#isTold)) this.#tellDocuments();
    if (this.#isTold) this.#takeNames();
    return true;
  }

  /**
   * Reads the next lines of its files; answers how many bytes were looked at. Between two looks only growth is noticed: by a glance,
   * or by reading at once where growth is expected.
   */
  advance(how: 'glance' | 'read' = 'glance'): number {
    let bytes = 0;
    this.#isAtEnd = true;
    for (const file of this.#files.values()) {
      if (how === 'glance' && this.#isLookedAt && file.unread === 0 && !this.#hasGrown(file)) continue;
      const more = file.advance(this.#run, this.#isLookedAt && file.unread === 0 ? 'more' : 'look');
      if (more > 0 && !file.isAtEnd) this.#isAtEnd = false;
      bytes += more;
    }
    this.#isLookedAt ||= this.#isAtEnd;
    return bytes;
  }

  /** Did the last `advance` read its files to their ends? */
  get isAtEnd(): boolean {
    return this.#isAtEnd;
  }

  /** Its files were read to their ends for the first time. */
  caughtUp(): void {
    this.#isCaughtUp = true;
    this.#work.changed(this.#run.experimentId);
  }

  /** Tells the sums of what changed, at most `most` of them; false when more are left. */
  tellTotals(most = Infinity): boolean {
    const { writer, projection } = this.#work;
    const totals = writer.changed(this.#run.experimentId, most);
    const rejects = this.files.reduce((sum, file) => sum + file.rejects, 0);
    const newest = this.files.map((file) => file.newestTs).filter((ts) => ts !== null);
    if (totals.length > 0 || newest.length > 0) projection.totals(this.#run, totals, newest.length > 0 ? Math.max(...newest) : null);
    this.#compare(totals.length < most);
    if (rejects !== this.#rejectsTold) projection.rejected?.(this.#run, rejects);
    this.#rejectsTold = rejects;
    return totals.length < most;
  }

  /** Once its files were read to their ends and all of it was told, all sums are compared with what an earlier start told. */
  #compare(isAllTold: boolean): void {
    if (!this.#isCaughtUp || this.#isWhole || !isAllTold) return;
    this.#isWhole = true;
    const { writer, projection } = this.#work;
    projection.whole?.(this.#run, writer.openSeries(this.#run.experimentId));
  }

  seal(): void {
    for (const file of this.#files.values()) file.seal();
    this.#work.changed(this.#run.experimentId);
  }

  /** Seals its files and lets go of them. */
  close(): void {
    for (const file of this.#files.values()) file.close();
    this.#forgetFiles();
    this.#work.changed(this.#run.experimentId);
  }

  /** Lets go of its files without a word to the store. */
  abandon(): void {
    for (const file of this.#files.values()) file.abandon();
    this.#forgetFiles();
  }

  /** A glance of 0.6 us instead of a look of 5 us: 1,000 files are passed 50 times a second, and most did not grow. */
  #hasGrown(file: FileFollower): boolean {
    return this.#tools.descriptors.mayReach(this.#paths.get(file) ?? '', file.size);
  }

  #forgetFiles(): void {
    this.#files.clear();
    this.#paths.clear();
  }

  #list(): boolean {
    try {
      const entries = readdirSync(this.path, { withFileTypes: true });
      this.#names = new Set(entries.filter((entry) => entry.isFile()).map(({ name }) => name));
      this.#isListed = true;
      this.#tools.inside(entries.filter((entry) => entry.isDirectory()).map(({ name }) => `${this.#run.dir}/${name}`));
      return true;
    } catch (error) {
      const code = errnoOf(error);
      if (code === undefined) throw error;
      return code !== 'ENOENT';
    }
  }

  #tellDocuments(): void {
    const { layout } = this.#tools;
    const documents = this.#documents.all;
    // The layout may read the run otherwise once its meta.json is whole.
    this.#run = layout.recognise(this.#run.dir.split('/'), this.#names, documents.get('meta.json')?.value) ?? this.#run;
    this.#hasEnded = this.#work.projection.documents(this.#run, documents).ended;
    this.#isTold = true;
    this.#work.changed(this.#run.experimentId);
  }

  #takeNames(): void {
    if (this.#isListed && !this.#tools.isHeld(this.#run.experimentId)) {
      for (const name of vanishedFiles(this.path, this.#names, this.#work.writer.files(this.#run.experimentId))) this.#forget(name);
      this.#isListed = false;
    }
    this.#openFiles();
  }

  /** The files are the truth: points of a file that is gone go with it. Should it come back, it is read from its start. */
  #forget(name: string): void {
    const { writer, projection } = this.#work;
    const file = this.#files.get(name);
    file?.abandon();
    this.#files.delete(name);
    if (file !== undefined) this.#paths.delete(file);
    const stream = writer.open(this.#run.experimentId, name);
    writer.restart(stream, '', '');
    projection.restarted(this.#run, name, stream.cursor.generation);
    writer.close(stream);
    this.#work.changed(this.#run.experimentId);
  }

  #openFiles(): void {
    for (const name of this.#names) {
      if (this.#files.has(name) || !this.#tools.layout.isEventFile(name)) continue;
      const path = join(this.path, name);
      const file = new FileFollower(this.#run, { name, path }, this.#tools, this.#work);
      this.#files.set(name, file);
      this.#paths.set(file, path);
      const { generation, offset } = this.#work.writer.open(this.#run.experimentId, name).cursor;
      this.#work.projection.reopened?.(this.#run, name, generation, offset);
    }
  }
}
