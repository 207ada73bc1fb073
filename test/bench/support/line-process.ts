import { once } from 'node:events';
import { createInterface, type Interface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';
import { Child } from '../../support/child.js';

const script = fileURLToPath(new URL('./line-child.js', import.meta.url));
const taken = z.object({ seconds: z.number(), points: z.number(), peakBytes: z.number() });

/** What the line needed to take in all that lay under its root. */
export type Taken = z.infer<typeof taken>;

/** The line as a process of its own (`line-child.js`), so that its memory is its own too. */
export class LineProcess {
  readonly #child: Child;
  readonly #lines: Interface;

  private constructor(child: Child) {
    this.#child = child;
    this.#lines = createInterface({ input: child.process.stdout });
  }

  /** Starts it over a root; resolves when it has looked at everything there. */
  static async start(root: string, nodeOptions: readonly string[] = []): Promise<LineProcess> {
    const line = new LineProcess(new Child(process.execPath, [...nodeOptions, script, root]));
    await line.#answer();
    return line;
  }

  /** Lets it look over the root; resolves when all is committed. */
  async look(): Promise<Taken> {
    const answer = this.#answer();
    this.#child.process.stdin.write('look\n');
    return taken.parse(await answer);
  }

  async stop(): Promise<void> {
    this.#child.process.stdin.end('stop\n');
    const end = await this.#child.ended;
    if (end.code !== 0) throw new Error(`the line ended with ${JSON.stringify(end)}: ${this.#child.stderr}`);
  }

  async #answer(): Promise<unknown> {
    const line = once(this.#lines, 'line').then(([text]) => JSON.parse(String(text)) as unknown);
    return Promise.race([line, this.#child.ended.then((end) => { throw new Error(`the line ended early with ${JSON.stringify(end)}: ${this.#child.stderr}`); })]);
  }
}
