import { type Dirent, readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Clock } from '../api/clock.js';
import type { FoundRun, RunLayout } from '../api/watch.js';
import { errnoOf } from './errno.js';
import { fingerprint } from './fingerprint.js';
import { FolderQueue } from './folder-queue.js';
import { readDocument } from './json/document.js';
import { readSmallFile } from './read-small-file.js';

/** What a look into the folders found. */
export interface FolderFindings {
  run(found: FoundRun, path: string): void;
  /** A folder that holds others among so many names, and is no run: new ones appear here. */
  holder(path: string, names: number): void;
  unreadable(path: string, code: string): void;
}

export interface FolderOptions {
  readonly root: string;
  readonly layout: RunLayout;
  readonly documentBytes: number;
  readonly clock: Clock;
}

interface Folder {
  /** Fingerprint when last listed; empty when it was so young that it could change without showing it. */
  readonly seen: string;
  readonly modified: number;
  readonly holdsFolders: boolean;
}

/** Times of a folder move in steps. */
const grainSeconds = 2;
/** An empty folder older than this is looked at only with all others. */
const candidateSeconds = 60;
/** A folder of more names is no run that is about to begin, but a dataset that is being written: listing it every 50 ms would take the thread. */
const mostNames = 100;
/** Looked at in one go: 1 ms. More of them, where thousands of folders are being unpacked, take turns. */
const candidatesAtOnce = 200;

/** Finds runs below the root, folder by folder, in slices of time. Symbolic links are not followed (DISK-05). */
export class Folders {
  readonly #options: FolderOptions;
  readonly #findings: FolderFindings;
  /** Folders that are no runs, by their path relative to the root. */
  readonly #known = new Map<string, Folder>();
  readonly #runs = new Set<string>();
  readonly #young = new Set<string>();
  readonly #queue = new FolderQueue();

  constructor(options: FolderOptions, findings: FolderFindings) {
    this.#options = options;
    this.#findings = findings;
  }

  get isIdle(): boolean {
    return this.#queue.isEmpty;
  }

  /** Is this run directory known? */
  hasRun(dir: string): boolean {
    return this.#runs.has(dir);
  }

  /** Every folder that is no run. */
  get all(): readonly string[] {
    return [...this.#known.keys()];
  }

  /** Young folders without folders and with few files in them: each may be a run that is about to begin (DISK-02). */
  nextCandidates(): readonly string[] {
    const oldest = this.#options.clock.now() - candidateSeconds;
    const found: string[] = [];
    for (const dir of firstOf(this.#young, candidatesAtOnce)) {
      this.#young.delete(dir);
      if ((this.#known.get(dir)?.modified ?? -Infinity) > oldest) found.push(dir);
    }
    for (const dir of found) this.#young.add(dir);
    return found;
  }

  /** Wants a look into this folder, given relative to the root with `/`; '' is the root. */
  visit(dir: string): void {
    this.#queue.push(dir === '' ? [] : dir.split('/'));
  }

  /** Wants a look into the folder if nothing is known of it. */
  meet(dir: string): void {
    if (!this.#isKnown(dir)) this.visit(dir);
  }

  /** Wants a look into the folder if it changed since the last one; forgets it when it is gone. */
  revisit(dir: string): void {
    const now = fingerprint(join(this.#options.root, dir));
    if (now === undefined) this.#forget(dir);
    else if (now.text !== this.#known.get(dir)?.seen) this.visit(dir);
  }

  forgetRun(dir: string): void {
    this.#runs.delete(dir);
  }

  forgetAll(): void {
    this.#known.clear();
    this.#young.clear();
    this.#queue.clear();
  }

  /** Looks into wanted folders until `isOver`. */
  work(isOver: () => boolean): void {
    while (!this.#queue.isEmpty && !isOver()) {
      const path = this.#queue.pop();
      if (path !== undefined && this.#options.layout.descends(path)) this.#look(path);
    }
  }

  #look(path: readonly string[]): void {
    const dir = path.join('/');
    const absolute = join(this.#options.root, dir);
    const before = fingerprint(absolute);
    const entries = before === undefined ? undefined : this.#list(absolute);
    if (before === undefined || entries === undefined) {
      this.#forget(dir);
      return;
    }
    const folders = entries.filter((entry) => entry.isDirectory()).map(({ name }) => name);
    const inner = folders.map((name) => [...path, name]).filter((child) => this.#options.layout.descends(child));
    const isRun = this.#runs.has(dir) || this.#recognise(path, absolute, new Set(entries.filter((entry) => entry.isFile()).map(({ name }) => name)));
    if (isRun) this.#forget(dir);
    else this.#remember(dir, { ...this.#stateOf(before), holdsFolders: inner.length > 0 || path.length === 0 }, entries.length);
    for (const child of inner) if (!this.#isKnown(child.join('/'))) this.#queue.push(child);
  }

  #stateOf(seen: { readonly text: string; readonly modified: number }): Pick<Folder, 'seen' | 'modified'> {
    const isYoung = this.#options.clock.now() - seen.modified < grainSeconds;
    return { seen: isYoung ? '' : seen.text, modified: seen.modified };
  }

  #isKnown(dir: string): boolean {
    return this.#runs.has(dir) || this.#known.has(dir);
  }

  #remember(dir: string, folder: Folder, names: number): void {
    const wasHolder = this.#known.get(dir)?.holdsFolders === true;
    this.#known.set(dir, folder);
    if (!folder.holdsFolders && names <= mostNames) this.#young.add(dir);
    else this.#young.delete(dir);
    if (folder.holdsFolders && !wasHolder) this.#findings.holder(dir, names);
  }

  #forget(dir: string): void {
    this.#known.delete(dir);
    this.#young.delete(dir);
  }

  #recognise(path: readonly string[], absolute: string, names: ReadonlySet<string>): boolean {
    const found = this.#options.layout.recognise(path, names, names.has('meta.json') ? this.#meta(absolute) : undefined);
    if (found === undefined) return false;
    this.#runs.add(found.dir);
    this.#findings.run(found, absolute);
    return true;
  }

  #meta(absolute: string): unknown {
    try {
      const bytes = readSmallFile(join(absolute, 'meta.json'), this.#options.documentBytes);
      return bytes === undefined ? undefined : readDocument(bytes);
    } catch (error) {
      if (errnoOf(error) === undefined) throw error;
      return undefined;
    }
  }

  #list(absolute: string): Dirent[] | undefined {
    try {
      return readdirSync(absolute, { withFileTypes: true });
    } catch (error) {
      const code = errnoOf(error);
      if (code === undefined) throw error;
      this.#findings.unreadable(absolute, code);
      return undefined;
    }
  }
}

function firstOf(all: ReadonlySet<string>, most: number): string[] {
  const first: string[] = [];
  for (const one of all) {
    if (first.length === most) break;
    first.push(one);
  }
  return first;
}
