/** Folders that hold no run and are watched all the same, so that the first run in them is seen at once. */
const mostWithoutRuns = 1000;
/** A folder of more names is only watched if there are runs in it: chokidar looks at each of them. */
const mostNames = 1000;
/** Begun in one turn: chokidar lists each of them in the thread of the line. */
const atOnce = 20;

/** Decides which folders are worth a watch: all that hold runs, somewhere below them, and of the others those that are met first. */
export class WatchedPlaces {
  readonly #watch: (dir: string) => void;
  readonly #held = new Set<string>();
  /** Without runs as far as known; they wait until all runs are found. */
  readonly #waiting: string[] = [];
  #withoutRuns = 0;

  constructor(watch: (dir: string) => void) {
    this.#watch = watch;
  }

  /** A folder with so many names in it holds folders, and is no run. */
  holder(dir: string, names: number): void {
    if (this.#held.has(dir)) return;
    if (dir === '') this.#hold(dir);
    else if (names <= mostNames && this.#waiting.length + this.#withoutRuns < mostWithoutRuns) this.#waiting.push(dir);
  }

  /** Nothing is left to be looked at: some of those that waited are watched. */
  settle(): void {
    for (const dir of this.#waiting.splice(0, atOnce)) {
      if (this.#held.has(dir)) continue;
      this.#withoutRuns++;
      this.#hold(dir);
    }
  }

  /** A run was found here; `isRun` tells which of the folders above are runs themselves. */
  run(dir: string, isRun: (dir: string) => boolean): void {
    for (let at = dir.lastIndexOf('/'); at > 0; at = dir.lastIndexOf('/', at - 1)) {
      const above = dir.slice(0, at);
      if (this.#held.has(above)) return;
      if (!isRun(above)) this.#hold(above);
    }
  }

  clear(): void {
    this.#held.clear();
    this.#waiting.length = 0;
    this.#withoutRuns = 0;
  }

  #hold(dir: string): void {
    this.#held.add(dir);
    this.#watch(dir);
  }
}
