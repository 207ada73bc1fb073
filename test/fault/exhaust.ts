import { z } from 'zod';
import { ProcessWatch } from '../bench/support/process-watch.js';
import { atEnd, type Scene } from '../support/at-end.js';
import { startDaemon, type TestDaemon } from '../support/daemon.js';
import { RunDirectory } from '../support/run-directory.js';
import { tempFolder } from '../support/temp-folder.js';
import { until } from '../support/until.js';
import { burst, flood, longLines, manyNames, slowHeaders } from './support/attackers.js';
import { HealthProbe } from './support/health-probe.js';
import { inScene, numberOption, type Options, type Outcome } from './support/scenario.js';
import { crowd, places } from './support/socket-crowd.js';
import { allExperiments } from './support/taken-in.js';

const lineState = z.object({ line: z.object({ state: z.string(), linesRead: z.number(), pendingBytes: z.number() }) });
const [mostHealthMs, mostMebibytes, mostCalmMs] = [250, 512, 10_000];
const namesOfARun = 100_000;

interface Size {
  readonly names: number;
  readonly lines: number;
  readonly sockets: number;
  readonly slow: number;
  readonly seconds: number;
}

/**
 * Everything at once against a real daemon: distinct metric names, a burst of lines, lines of 10 MB, every place for sockets taken over
 * several sessions and more tried, sockets that read nothing, requests that never end. Health answers all the while, the sockets that
 * read live on, memory stays bounded, and soon after all is calm (S-10; LIM-01, 03, 14, 22, 24). Options: --names 1000000, --lines 100000, --sockets 2000, --slow 300, --seconds 10.
 */
export function run(options: Options): Promise<Outcome> {
  const size = {
    names: numberOption(options, 'names', 1_000_000),
    lines: numberOption(options, 'lines', 100_000),
    sockets: numberOption(options, 'sockets', 2000),
    slow: numberOption(options, 'slow', 300),
    seconds: numberOption(options, 'seconds', 10),
  };
  return inScene((scene) => attack(scene, size));
}

async function attack(scene: Scene, size: Size): Promise<Outcome> {
  const root = tempFolder(scene);
  const shown = new RunDirectory(root, 'runs/attack/shown');
  const daemon = await startDaemon(scene, { root });
  await daemon.live();
  const watch = new ProcessWatch(daemon.pid);
  atEnd(scene, () => watch.close());
  const health = new HealthProbe(daemon.url, daemon.token);
  atEnd(scene, () => health.close());
  const id = (await allExperiments(daemon)).find(({ run_dir }) => run_dir === shown.dir)?.id ?? '';
  const peaks: Record<string, number> = {};
  const note = (name: string): void => void (peaks[name] = Math.round(watch.mostMebibytes));
  const slow = slowHeaders(daemon, size.slow);
  const { opened, refused, lost } = await crowd(daemon, size.sockets, id);
  const readers = opened.filter((_, nth) => nth % places.ofSession === 0);
  for (const socket of opened) if (!readers.includes(socket)) socket.pause();
  note('sockets');
  await flood(root, shown.dir, { seconds: size.seconds, linesPerSecond: 5000 });
  note('slow readers');
  let namedLines = 0;
  for (let run = 0; run * namesOfARun < size.names; run++) namedLines += manyNames(root, `runs/attack/names-${run}`, Math.min(namesOfARun, size.names - run * namesOfARun));
  burst(root, 'runs/attack/burst', size.lines);
  longLines(root, 'runs/attack/long', 5, 10_000_000);
  await takenIn(daemon, namedLines + size.lines);
  note('names, burst, long lines');
  slow.close();
  const living = readers.filter(({ readyState, OPEN }) => readyState === OPEN).length;
  for (const socket of opened) socket.terminate();
  const ended = performance.now();
  const calmMs = await calm(daemon.pid, ended);
  const { p99, most, asked, failures } = await health.times();
  const mebibytes = Math.round(watch.mostMebibytes);
  const areSocketsWell = opened.length === Math.min(size.sockets, places.all) && living === readers.length;
  await daemon.stop();
  return {
    met: p99 < mostHealthMs && failures.length === 0 && mebibytes < mostMebibytes && calmMs <= mostCalmMs && areSocketsWell,
    healthP99Ms: p99, healthMostMs: most, healthAsked: asked, healthFailures: failures.slice(0, 5), mebibytes, peaks, calmMs, sockets: { opened: opened.length, refused, lost, readers: readers.length, living },
  };
}

/** Waits until every file was read to its end; files that were not opened yet are pending with no bytes, so that the lines of most are counted. */
async function takenIn(daemon: TestDaemon, lines: number): Promise<void> {
  let before = -1;
  await until('all is taken in', async () => {
    const { linesRead, pendingBytes } = (await daemon.json(lineState, '/api/status')).line;
    const isDone = pendingBytes === 0 && linesRead === before && linesRead >= lines;
    before = linesRead;
    await new Promise((resolve) => setTimeout(resolve, 500));
    return isDone;
  }, 400_000);
}

/** Milliseconds until a second with at most 5 % of a core and no growth of memory ended. */
async function calm(pid: number, since: number): Promise<number> {
  const watch = new ProcessWatch(pid);
  try {
    for (;;) {
      watch.begin();
      const before = watch.mebibytes;
      await new Promise((resolve) => setTimeout(resolve, 1000));
      const { main, line, others } = watch.share;
      const passed = Math.round(performance.now() - since);
      if ((main + line + others.reduce((sum, share) => sum + share, 0) <= 0.05 && watch.mebibytes - before < 1) || passed > 60_000) return passed;
    }
  } finally {
    watch.close();
  }
}
