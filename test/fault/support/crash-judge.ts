import { createHash } from 'node:crypto';
import { recover, type Recovered } from './crash-recovery.js';
import type { DiskState } from './disk-states.js';
import type { StateFolder } from './state-folder.js';

/** Looks at states one after the other, each content once, and keeps what was wrong with the first bad ones. */
export class CrashJudge {
  bad = 0;
  readonly examples: string[] = [];
  readonly #root: string;
  readonly #folder: StateFolder;
  readonly #empty: string;
  /** By what stands on the disk and what was promised. */
  readonly #isBad = new Map<string, boolean>();
  /** What a database begun anew says, by the state of the files. */
  readonly #anew = new Map<string, Recovered>();

  constructor(root: string, folder: StateFolder, empty: string) {
    this.#root = root;
    this.#folder = folder;
    this.#empty = empty;
  }

  /** States that were recovered. */
  get different(): number {
    return this.#isBad.size;
  }

  async look(state: DiskState): Promise<void> {
    const content = contentOf(state);
    const before = this.#isBad.get(content);
    const faults = before === undefined ? await this.#faults(state, this.#folder.hold(state)) : [];
    const isBad = before ?? faults.length > 0;
    this.#isBad.set(content, isBad);
    if (isBad) this.bad++;
    if (faults.length === 0) return;
    if (this.examples.length < 5) this.examples.push(`${state.model}, ${state.after} operations, ${state.choice}: ${faults.slice(0, 3).join('; ')}`);
  }

  async #faults(state: DiskState, files: string): Promise<string[]> {
    try {
      const recovered = await recover(this.#root);
      const anew = this.#anew.get(files) ?? (await this.#rebuilt(files));
      const promised = state.acks.filter((word) => word !== 'base').map(Number);
      return [
        ...recovered.faults,
        ...promised.filter((number) => !recovered.promises.includes(number)).map((number) => `promise ${number} is broken`),
        ...[...recovered.losses].filter(([dir, points]) => points !== this.#folder.lines(dir)).map(([dir, points]) => `${dir} has ${points} points of ${this.#folder.lines(dir)} lines`),
        ...[...anew.runs].filter(([dir, said]) => said !== recovered.runs.get(dir)).map(([dir, said]) => `${dir}: ${difference(recovered.runs.get(dir) ?? 'nothing', said)}`),
      ];
    } catch (failure) {
      return [failure instanceof Error ? (failure.stack ?? failure.message) : String(failure)];
    }
  }

  async #rebuilt(files: string): Promise<Recovered> {
    this.#folder.begin(this.#empty);
    const anew = await recover(this.#root);
    if (this.#anew.size > 2000) this.#anew.clear();
    this.#anew.set(files, anew);
    return anew;
  }
}

function contentOf({ files, folders, acks }: DiskState): string {
  const hash = createHash('sha1').update([...folders].sort().join('\n')).update(acks.join());
  for (const [path, bytes] of files) hash.update(`\n${path} ${bytes.length}\n`).update(bytes);
  return hash.digest('base64');
}

/** Where two texts part. */
function difference(found: string, expected: string): string {
  let at = 0;
  while (at < found.length && found[at] === expected[at]) at++;
  const part = (text: string): string => text.slice(Math.max(0, at - 60), at + 60);
  return `found ...${part(found)}... where anew gives ...${part(expected)}...`;
}
