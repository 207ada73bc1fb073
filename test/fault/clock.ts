import { Scrubbing } from '../../plugins/dedup/fsck/tokens.js';
import { SteadyTime } from '../../plugins/dedup/gc/steady-time.js';
import type { UpkeepRows } from '../../plugins/dedup/gc/upkeep-rows.js';
import { Collection, Remembered, Steady } from '../../plugins/dedup/gc/tokens.js';
import type { Clock } from '../../daemon/api/clock.js';
import type { Scene } from '../support/at-end.js';
import { PoolScene } from './support/pool-scene.js';
import { inScene, type Outcome } from './support/scenario.js';

const daySeconds = 86_400;

/** A wall clock that lies, beside a monotonic one that tells how long it really took. */
class LyingClock implements Clock {
  readonly #begin = Date.now() / 1000;
  #real = 0;
  /** What the wall clock says after so many real seconds. */
  lie: (seconds: number) => number = (seconds) => seconds;

  now(): number {
    return this.#begin + this.lie(this.#real);
  }

  monotonic(): number {
    return this.#real * 1000;
  }

  pass(seconds: number): void {
    this.#real += seconds;
  }

  after(): () => void {
    return () => undefined;
  }

  every(): () => void {
    return () => undefined;
  }
}

const lies: Readonly<Record<string, (seconds: number) => number>> = {
  'an hour back': (seconds) => seconds - (seconds > daySeconds ? 3600 : 0),
  'ten years on': (seconds) => seconds + (seconds > daySeconds ? 3650 * daySeconds : 0),
  'a hundred times too fast': (seconds) => seconds * 100,
  frozen: () => 0,
};

/** A wall clock that goes back, leaps, races or stands still: bytes go after the grace that really passed, never before, no age is negative, and a start beside a wrong clock costs a day at most (R-12, pool; REL-55). */
export async function run(): Promise<Outcome> {
  const outcomes = [];
  for (const [name, lie] of Object.entries(lies)) outcomes.push({ name, ...(await inScene((scene) => play(scene, lie))) });
  return { met: outcomes.every(({ met }) => met), clocks: outcomes };
}

async function play(scene: Scene, lie: (seconds: number) => number): Promise<Outcome> {
  const clock = new LyingClock();
  const { house, versions } = await PoolScene.open(scene, { clock });
  clock.lie = lie;
  await versions.store('bytes');
  const gc = async (): Promise<number> => (await house.scope.get(Collection).run(false, new AbortController().signal)).collected.objects;
  await gc();
  clock.pass(6.9 * daySeconds);
  const early = await gc();
  const age = (await house.scope.get(Scrubbing).status()).oldest_verified_seconds;
  const ahead = await aheadAfterStart(house.scope.get(Remembered), house.scope.get(Steady), clock);
  clock.pass(0.2 * daySeconds);
  const due = await gc();
  return { met: early === 0 && due === 1 && age >= 0 && ahead <= daySeconds, early, due, age: Math.round(age), aheadAfterStartSeconds: Math.round(ahead) };
}

/** By how many seconds the time of a start right now would be ahead of the process that ended, which saved its own last when it began. */
async function aheadAfterStart(rows: UpkeepRows, steady: SteadyTime, clock: Clock): Promise<number> {
  const next = new SteadyTime(clock, rows);
  await next.start();
  const ahead = next.now() - steady.now();
  await steady.save();
  return ahead;
}
