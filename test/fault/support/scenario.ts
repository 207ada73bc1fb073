import type { Scene } from '../../support/at-end.js';

/** What followed `--` on the command line: `--points 100` is `points: '100'`, a bare `--all` is `all: ''`. */
export type Options = Readonly<Partial<Record<string, string>>>;

/** The figures of a scenario, printed as one line of JSON. */
export interface Outcome {
  /** The requirement of the scenario holds. */
  readonly met: boolean;
  /** Set when this machine cannot play the scenario: why not. */
  readonly skipped?: string;
  readonly [figure: string]: unknown;
}

/** What a module `test/fault/<name>.js` exports as `run`. */
export type Run = (options: Options) => Promise<Outcome>;

/** The number behind `--name`, or `otherwise`. */
export function numberOption(options: Options, name: string, otherwise: number): number {
  const text = options[name];
  if (text === undefined) return otherwise;
  const value = Number(text);
  if (text === '' || !Number.isFinite(value)) throw new Error(`--${name} needs a number, not "${text}"`);
  return value;
}

/** The seed of this run: as given, else a new one; it is part of the outcome, so that any run can be played again. */
export function seedOption(options: Options): number {
  return numberOption(options, 'seed', Date.now() % 2 ** 31);
}

/** Plays a scenario in a scene whose closings run afterwards, newest first. */
export async function inScene<T>(play: (scene: Scene) => Promise<T>): Promise<T> {
  const closings: (() => void | Promise<void>)[] = [];
  try {
    return await play({ after: (close) => closings.push(close) });
  } finally {
    for (const close of closings.reverse()) await close();
  }
}
