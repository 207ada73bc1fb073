import { type Stats } from 'node:fs';
import { join, relative, sep } from 'node:path';
import { type FSWatcher, watch } from 'chokidar';
import type { Log } from '../api/log.js';
import { errnoOf } from './errno.js';
import { networkFileSystem, watchesAllowed } from './inotify.js';
import { watchNames } from './watch-names.js';

/** What the watch must know, and whom it tells. Folders are given relative to the root, with `/`. */
export interface WatchOptions {
  readonly root: string;
  readonly mode: 'auto' | 'polling';
  /** Most folders that are watched; half of what the kernel grants when absent. */
  readonly mostWatches?: number;
  readonly log: Log;
  /** Is this a run directory that is known, or a place where no run can lie? */
  isIgnored(dir: string): boolean;
  /** Something was made or removed at this place. */
  hint(dir: string): void;
}

/**
 * Notices new directories with chokidar, on the folders that hold runs and not within runs; in the root by itself. Its events are
 * hints: who is hinted at looks himself. Where inotify cannot serve, it says why and leaves the work to polling.
 */
export class FolderWatch {
  readonly #options: WatchOptions;
  readonly #mostWatches: number;
  readonly #held = new Set<string>();
  #watcher: FSWatcher | undefined;
  #endRoot: () => void = () => undefined;
  #polling: string | undefined;

  constructor(options: WatchOptions) {
    this.#options = options;
    this.#mostWatches = options.mostWatches ?? watchesAllowed();
    this.#polling = options.mode === 'polling' ? 'as configured' : undefined;
  }

  get isPolling(): boolean {
    return this.#polling !== undefined;
  }

  /** `inotify`, or `polling` with the reason. */
  get description(): string {
    return this.#polling === undefined ? 'inotify' : `polling: ${this.#polling}`;
  }

  /** Begins to watch a folder that holds runs. */
  add(dir: string): void {
    if (this.isPolling || this.#held.has(dir)) return;
    const folder = join(this.#options.root, dir);
    const network = this.#held.size === 0 ? networkName(folder) : undefined;
    if (network !== undefined) { this.#poll(`the root lies on a network file system (${network})`); return; }
    this.#held.add(dir);
    if (this.#held.size > this.#mostWatches) { this.#poll(`more than ${this.#mostWatches} folders to watch, half of what the kernel grants (LIM-50)`); return; }
    if (dir === '') { this.#watchRoot(folder); return; }
    this.#watcher ??= this.#open();
    this.#watcher.add(folder);
  }

  async close(): Promise<void> {
    this.#held.clear();
    this.#endRoot();
    await this.#watcher?.close();
    this.#watcher = undefined;
  }

  #watchRoot(folder: string): void {
    this.#endRoot = watchNames(folder, (name) => this.#options.hint(name), (error) => this.#failed(error));
    // What came between the look that found it and the watch.
    this.#options.hint('');
  }

  #open(): FSWatcher {
    const watcher = watch([], { depth: 0, followSymlinks: false, ignoreInitial: false, ignorePermissionErrors: true, atomic: false, ignored: (path, stats) => this.#isIgnored(path, stats) });
    watcher.on('addDir', (path) => this.#options.hint(this.#dirOf(path)));
    watcher.on('unlinkDir', (path) => this.#removed(path));
    watcher.on('raw', (event, name, details) => this.#raw(event, name, details));
    watcher.on('error', (error) => this.#failed(error));
    return watcher;
  }

  #isIgnored(path: string, stats: Stats | undefined): boolean {
    const dir = this.#dirOf(path);
    if (dir === '' || this.#held.has(dir)) return false;
    if (stats !== undefined && !stats.isDirectory()) return true;
    return this.#options.isIgnored(dir);
  }

  #removed(path: string): void {
    const dir = this.#dirOf(path);
    this.#held.delete(dir);
    this.#options.hint(dir);
  }

  /** chokidar says nothing of what is ignored; that a known run was removed or replaced shows only here. */
  #raw(event: string, name: unknown, details: unknown): void {
    if (event !== 'rename' || typeof name !== 'string' || typeof details !== 'object' || details === null || !('watchedPath' in details)) return;
    if (typeof details.watchedPath === 'string') this.#options.hint(this.#dirOf(join(details.watchedPath, name)));
  }

  #failed(error: unknown): void {
    const code = errnoOf(error);
    if (code === 'ENOSPC' || code === 'EMFILE' || code === 'ENFILE') { this.#poll(`inotify has no watches left (${code})`); return; }
    this.#options.log.warn('a folder cannot be watched; the scan of the root finds what it holds', { error: String(error) });
  }

  #poll(reason: string): void {
    if (this.isPolling) return;
    this.#polling = reason;
    this.#options.log.warn(`new directories are found by polling: ${reason}`);
    const watcher = this.#watcher;
    this.#watcher = undefined;
    this.#endRoot();
    watcher?.close().catch((error: unknown) => this.#options.log.warn('the watcher did not close', { error: String(error) }));
  }

  #dirOf(path: string): string {
    return relative(this.#options.root, path).split(sep).join('/');
  }
}

function networkName(folder: string): string | undefined {
  try {
    return networkFileSystem(folder);
  } catch {
    return undefined;
  }
}
