import type { LogPart } from '../../../schemas/experiments.js';
import { readLogPart } from '../files/log-part.js';
import { openInside } from '../files/open-inside.js';

const partBytes = 262_144;
const mostBehind = 8_388_608;

/** Follows one growing log from where it stood, whole lines at a time. */
export class LogFollower {
  readonly #folder: string;
  readonly #file: string;
  readonly #publish: (part: LogPart) => void;
  #inode: bigint | undefined;
  #last: Promise<unknown> = Promise.resolve();
  /** Behind the last whole line told. */
  offset: number | undefined;

  constructor(folder: string, file: string, publish: (part: LogPart) => void) {
    this.#folder = folder;
    this.#file = file;
    this.#publish = publish;
  }

  /** Tells what was written since; one turn after the other. The first turn tells nothing: it finds the end. */
  advance(): Promise<void> {
    const turn = this.#last.then(() => this.#advance());
    this.#last = turn.catch(() => undefined);
    return turn;
  }

  async #advance(): Promise<void> {
    const handle = await openInside(this.#folder, this.#file);
    if (!handle) {
      this.#restart();
      return;
    }
    try {
      const { size, ino } = await handle.stat({ bigint: true });
      const isOther = this.#inode !== undefined && this.#inode !== ino;
      this.#inode = ino;
      if (this.offset === undefined) this.offset = await endOfLines(handle, this.#file, Number(size));
      if (isOther || Number(size) < this.offset) this.offset = 0;
      await this.#tell(handle);
    } finally {
      await handle.close();
    }
  }

  /** No file: what comes is told from its start. */
  #restart(): void {
    this.offset = 0;
    this.#inode = undefined;
  }

  async #tell(handle: Parameters<typeof readLogPart>[0]): Promise<void> {
    for (let told = 0; told < mostBehind; told += partBytes) {
      const part = await readLogPart(handle, this.#file, { from: this.offset ?? 0, bytes: partBytes, isLive: true });
      if (part.to <= part.from) return;
      this.offset = part.to;
      this.#publish(part);
    }
  }
}

async function endOfLines(handle: Parameters<typeof readLogPart>[0], file: string, size: number): Promise<number> {
  const from = Math.max(0, size - partBytes);
  const part = await readLogPart(handle, file, { from, bytes: partBytes, isLive: true });
  return part.text.includes('\n') ? part.to : from;
}
