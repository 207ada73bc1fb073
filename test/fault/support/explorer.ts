import type { Gate, ModelPool } from './model-pool.js';

/** Something that runs beside others, from gate to gate. */
export interface Task {
  readonly name: string;
  readonly run: (gate: Gate) => Promise<void>;
}

export interface World {
  readonly tasks: readonly Task[];
  readonly pool: ModelPool;
  /** What the next start does. */
  recover(): Task;
}

export interface Finding {
  /** Different states that were reached. */
  readonly states: number;
  readonly bad: number;
  readonly first: string | null;
}

/** One way through the choices: at each turn the task that goes on, or the crash. */
type Path = readonly string[];
const crash = 'kill -9';

/**
 * Plays a world from its beginning for each path, lets one waiting call pass at a time, and branches wherever several wait. A state is what the disk holds
 * and where each task waits; it is entered once. Real promises cannot be copied, so that every path begins anew.
 */
export class Explorer {
  readonly #make: () => World;
  readonly #seen = new Set<string>();
  #bad = 0;
  #first: string | null = null;

  constructor(make: () => World) {
    this.#make = make;
  }

  async explore(): Promise<Finding> {
    const paths: Path[] = [[]];
    for (let path = paths.pop(); path !== undefined; path = paths.pop()) {
      const { key, choices, problems } = await this.#play(path);
      if (this.#seen.has(key)) continue;
      this.#seen.add(key);
      if (problems.length > 0) this.#found(path, problems);
      else for (const choice of choices) paths.push([...path, choice]);
    }
    return { states: this.#seen.size, bad: this.#bad, first: this.#first };
  }

  async #play(path: Path): Promise<{ readonly key: string; readonly choices: readonly string[]; readonly problems: readonly string[] }> {
    const world = this.#make();
    const turns = new Turns(world);
    await turns.begin(world.tasks);
    for (const choice of path) await (choice === crash ? turns.crash() : turns.pass(choice));
    world.pool.check();
    return { key: turns.key, choices: turns.choices, problems: world.pool.problems };
  }

  #found(path: Path, problems: readonly string[]): void {
    this.#bad++;
    this.#first ??= `${problems.join(', ')}: ${path.join(' → ')}`;
  }
}

/** The tasks of one playing, each waiting at a gate, for a lease, or ended. */
class Turns {
  readonly #world: World;
  readonly #waiting = new Map<string, { readonly at: string; readonly go: () => void }>();
  /** The last gate that each task passed: with the disk it says where the task is. */
  readonly #passed = new Map<string, string>();
  /** Tasks that wait for a lease, in the order in which they came to it. */
  #leased: readonly string[] = [];
  readonly #ended = new Set<string>();
  #names: readonly string[] = [];
  #epoch = 0;

  constructor(world: World) {
    this.#world = world;
  }

  async begin(tasks: readonly Task[]): Promise<void> {
    const epoch = this.#epoch;
    this.#names = tasks.map(({ name }) => name);
    for (const { name, run } of tasks) {
      const gate: Gate = (what) => this.#wait(name, what, epoch);
      // nobody has begun before he is let
      void gate('begin').then(() => run(gate)).then(() => epoch === this.#epoch && this.#ended.add(name));
      await this.#settle();
    }
  }

  get choices(): readonly string[] {
    return [...this.#waiting.keys(), ...(this.#epoch === 0 ? [crash] : [])];
  }

  get key(): string {
    const where = this.#names.map((name) => (this.#ended.has(name) ? 'ended' : [this.#waiting.get(name)?.at, this.#passed.get(name)]));
    return JSON.stringify([this.#epoch, this.#world.pool.disk, where, this.#leased]);
  }

  async pass(name: string): Promise<void> {
    const waiting = this.#waiting.get(name);
    if (waiting === undefined) throw new Error(`${name} waits nowhere: the same choices led elsewhere before`);
    this.#waiting.delete(name);
    this.#passed.set(name, waiting.at);
    waiting.go();
    await this.#settle();
  }

  /** Every task stops where it is; the next start runs. */
  async crash(): Promise<void> {
    this.#epoch++;
    for (const all of [this.#waiting, this.#passed, this.#ended]) all.clear();
    this.#leased = [];
    this.#world.pool.crash();
    await this.begin([this.#world.recover()]);
  }

  /** All that can go on without another call has gone on. */
  async #settle(): Promise<void> {
    await new Promise((resolve) => setImmediate(resolve));
    const leased = this.#names.filter((name) => !this.#ended.has(name) && !this.#waiting.has(name));
    this.#leased = [...this.#leased.filter((name) => leased.includes(name)), ...leased.filter((name) => !this.#leased.includes(name))];
  }

  /** A call of a process that was killed never passes. */
  #wait(name: string, what: string, epoch: number): Promise<void> {
    return new Promise((go) => {
      if (epoch === this.#epoch) this.#waiting.set(name, { at: what, go });
    });
  }
}
