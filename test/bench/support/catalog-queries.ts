import { once } from 'node:events';
import { Agent, get, type IncomingMessage } from 'node:http';
import { experimentList } from '../../../schemas/experiments.js';
import type { TestDaemon } from '../../support/daemon.js';
import { Random } from '../../support/random.js';
import { projectName } from './catalog-rows.js';

type Asked = Readonly<Record<string, string | readonly string[]>>;

/** A kind of question to the catalog. */
export interface CatalogQuery {
  readonly path?: string;
  /** Must it be answered within the bench's goal? */
  readonly isGoal?: true;
  /** Ask for the page behind it. */
  readonly isSecond?: boolean;
  /** What is asked for, with other values each time. */
  readonly of: (random: Random) => Asked;
}

const facets = '/facets';
const threshold = (random: Random, digits = 3): string => random.next().toFixed(digits);
const shortWords = ['re', 'ba', 'zz', '-1', 'co'];
const rates = ['1e-4', '1e-5', '3e-3', '5e-2'];

export const catalogQueries: Readonly<Record<string, CatalogQuery>> = {
  'first page': { isGoal: true, of: () => ({}) },
  'second page': { isGoal: true, isSecond: true, of: () => ({}) },
  'pages nobody asked for before': { of: (random) => ({ filter: `created_at < ${random.between(1_701_000_000, 1_790_000_000)}` }) },
  'by project': { isGoal: true, of: (random) => ({ filter: `project = ${projectName(random.between(0, 19))}` }) },
  'by status': { isGoal: true, of: (random) => ({ filter: `status = ${random.pick(['finished', 'failed', 'interrupted', 'running'])}` }) },
  'by tag': { of: (random) => ({ filter: `has(${random.pick(['lora', 'graph', 'sweep'])})` }) },
  'sort by a metric': { isGoal: true, of: (random) => ({ sort: `-metrics.metric_${random.between(4, 19)}`, columns: 'metrics.val_acc' }) },
  'sort by a parameter': { isGoal: true, of: (random) => ({ sort: `params.param_${random.between(4, 19)}` }) },
  'sort by a parameter of texts': { of: () => ({ sort: 'params.optimizer' }) },
  'param and metric, ordered by it': { isGoal: true, of: (random) => ({ filter: `params.lr > ${random.pick(rates)} and metrics.val_acc > ${threshold(random)}`, sort: '-metrics.val_acc' }) },
  'param > 1e-4 and metric > 0.9': { isGoal: true, of: () => ({ filter: 'params.lr > 1e-4 and metrics.val_acc > 0.9', sort: '-metrics.val_acc' }) },
  'the same, ordered by time': { of: (random) => ({ filter: `params.lr > ${random.pick(rates)} and metrics.val_acc > ${threshold(random)}` }) },
  'rare metric and project': { of: (random) => ({ filter: `metrics.loss < ${(random.next() / 50).toFixed(4)} and project = ${projectName(random.between(0, 19))}` }) },
  'free text, common word': { isGoal: true, of: (random) => ({ filter: random.pick(['resnet', 'lora', 'speech']) }) },
  'free text, two words': { isGoal: true, of: (random) => ({ filter: `${random.pick(['resnet', 'graph'])} ${random.pick(['sweep', 'mixup'])}` }) },
  'free text, rare': { isGoal: true, of: (random) => ({ filter: `${random.pick(['mixup', 'lora'])}-${random.between(100, 999)}` }) },
  'free text, two letters': { of: (random) => ({ filter: random.pick(shortWords) }) },
  'recycle bin': { of: () => ({ show: 'deleted' }) },
  'facets': { path: facets, of: () => ({}) },
  'facets by project': { path: facets, of: (random) => ({ filter: `project = ${projectName(random.between(0, 19))}` }) },
  'facets by metric': { path: facets, of: (random) => ({ filter: `metrics.val_acc > ${threshold(random)}` }) },
};

/** Milliseconds of each answer, sorted; a tenth of the questions is asked before. */
export async function askedTimes(daemon: TestDaemon, query: CatalogQuery, rounds: number): Promise<readonly number[]> {
  const random = new Random(11);
  const times: number[] = [];
  for (let round = -Math.ceil(rounds / 10); round < rounds; round++) {
    const asked = query.of(random);
    const url = await urlOf(daemon, query, asked);
    const started = performance.now();
    const { status, bytes } = await got(url, daemon.token);
    if (round >= 0) times.push(performance.now() - started);
    if (status !== 200) throw new Error(`${url.pathname}${url.search} answered ${status ?? 'nothing'}: ${bytes.length} bytes`);
  }
  return times.sort((left, right) => left - right);
}

const agent = new Agent({ keepAlive: true });

/** A plain request on a connection that is kept: `fetch` takes 4 ms of its own for 100 runs. */
async function got(url: URL, token: string): Promise<{ readonly status: number | undefined; readonly bytes: Buffer }> {
  const asked = get(url, { agent, headers: { Authorization: `Bearer ${token}`, 'Accept-Encoding': 'gzip' } });
  const [answer] = (await once(asked, 'response')) as [IncomingMessage];
  const parts: Buffer[] = [];
  for await (const part of answer) parts.push(part as Buffer);
  return { status: answer.statusCode, bytes: Buffer.concat(parts) };
}

async function urlOf(daemon: TestDaemon, { path = '', isSecond = false }: CatalogQuery, asked: Asked): Promise<URL> {
  const place = `/api/experiments${path}`;
  const query = new URLSearchParams();
  for (const [name, values] of Object.entries(asked)) for (const value of [values].flat()) query.append(name, value);
  if (isSecond) query.set('next', (await daemon.json(experimentList, `${place}?${query.toString()}`)).next ?? '');
  return new URL(`${place}?${query.toString()}`, daemon.url);
}
