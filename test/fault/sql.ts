import Database from 'better-sqlite3';
import { experiments } from '../../plugins/experiments/plugin.js';
import { legacyApi } from '../../plugins/legacy-api/plugin.js';
import { openedHouse, type House } from '../experiments/house.js';
import { serve, type Served } from '../http/served.js';
import { inScene, numberOption, type Options, type Outcome } from './support/scenario.js';

/** What has opened databases to strangers; `@` becomes a mark that no statement of ours holds. */
const templates = [
  "'@", '"@', '`@', "@' or '1'='1", "@' or 1=1 --", '@" or "1"="1', "@'; drop table experiments; --", "@'; delete from experiments where '1'='1", "@' union select name from sqlite_master --", '@) or (1=1', "@')) or (('1'='1", '@ or 1=1', '@; select 1', '@/**/or/**/1=1',
  "@' and (select count(*) from sqlite_master) > 0 --", "@' || (select sql from sqlite_master) || '", '(select @)', '(case when 1=1 then @ else id end)', 'created_at, (select @)', 'created_at; drop table @', '-created_at desc, @', 'id collate nocase, @', 'params.@ desc', 'metrics.@ or 1=1',
  'metrics."@\' or 1=1"', "params.`@' or 1=1`", '@%', '@_', '@*', '@?', '\\@', "@\\'", '@\\"', "@' like '%", "@' glob '*", "@' escape '\\", "@'::text", '@$1', '@?1', '@:name', "@' order by 9 --", "@' limit 0 --", "attach database '@' as x", 'pragma @', "@' or load_extension('x')", "@' or randomblob(1e9) --",
  '\u02bc@', '\uff07@ or 1=1', '@\u0000\' or 1=1', "@\n' or 1=1",
] as const;
const runs = 6;

/** S-09: SQL in everything that chooses, orders or searches: 422 or the right answer, and no statement ever holds a byte of it. Options: --payloads 1000. */
export function run(options: Options = {}): Promise<Outcome> {
  return inScene(async (scene) => {
    const payloads = Array.from({ length: numberOption(options, 'payloads', 1000) }, (_none, at) => (templates[at % templates.length] ?? '').replaceAll('@', `zq${at}x`));
    const statements = watched();
    const house = await openedHouse(scene);
    const named = layOut(house, payloads);
    const served = await serve(scene, {
      config: { limits: { requestsPerSecond: 1e6, burst: 1e6 } },
      plugins: [
        { id: experiments.id, routes: experiments.routes?.(house.scope, { sql: false }) ?? [], commands: [], panels: [] },
        { id: legacyApi.id, base: '/api', routes: legacyApi.routes?.(house.scope, undefined) ?? [], commands: [], panels: [] },
      ],
    });
    const before = statements.size;
    const faults: string[] = [];
    const seen = { good: 0, refused: 0 };
    for (const payload of payloads) for (const place of placesOf(payload, named)) {
      const { status, total } = await ask(served, place.path);
      if (status === 200) seen.good += 1;
      else seen.refused += 1;
      const isRight = status === 200 ? place.totals.includes(total) : status === 422;
      if (!isRight) faults.push(`${status} ${total} ${JSON.stringify(place.path)}`);
    }
    const soiled = [...statements].filter((text) => text.includes('zq'));
    const { total: left } = await ask(served, '/api/experiments');
    return { met: faults.length === 0 && soiled.length === 0 && left === runs && statements.size > before, payloads: payloads.length, ...seen, statements: statements.size, soiled: soiled.slice(0, 5), faults: faults.slice(0, 20) };
  });
}

/** Every text that becomes a statement of this process from now on. */
function watched(): ReadonlySet<string> {
  const texts = new Set<string>();
  for (const name of ['prepare', 'exec']) {
    const original = Reflect.get(Database.prototype, name) as (this: unknown, text: string) => unknown;
    Reflect.set(Database.prototype, name, function (this: unknown, text: string): unknown {
      texts.add(text);
      return original.call(this, text);
    });
  }
  return texts;
}

/** Runs, one of which has a payload as its project, so that a right answer is not always empty. */
function layOut(house: House, payloads: readonly string[]): string {
  const named = payloads[3] ?? '';
  for (let each = 0; each < runs; each += 1) {
    const project = each === 0 ? named : 'plain';
    const run = house.run(`${project}/x/runs/20261121_001556_aaaaa${each}`, { created_at: each, project, name: 'x', path: undefined });
    run.log({ loss: each }, { step: 1 });
    run.finish();
    house.take(run.dir);
  }
  return named;
}

interface Place {
  readonly path: string;
  /** Totals that a good answer may have. */
  readonly totals: readonly number[];
}

function placesOf(payload: string, named: string): Place[] {
  const text = encodeURIComponent(payload);
  const quoted = encodeURIComponent(`project = "${payload.replaceAll(/[\\"]/g, '\\$&')}"`);
  const equal = payload === named ? [1] : [0];
  const any = Array.from({ length: runs + 1 }, (_none, at) => at);
  return [
    { path: `/api/experiments?filter=${quoted}`, totals: equal },
    { path: `/api/experiments?filter=${text}`, totals: any },
    { path: `/api/experiments?sort=${text}`, totals: [runs] },
    { path: `/api/v2/experiments?order_by=${text}`, totals: [] },
    { path: `/api/v2/experiments?project=${text}`, totals: equal },
    { path: `/api/v2/experiments?search=${text}`, totals: equal },
    { path: `/api/v2/experiments?tags=${text}&status=${text}`, totals: [0] },
    { path: `/api/v2/experiments?best_metric_min=${text}`, totals: [] },
  ];
}

async function ask({ http, token }: Served, path: string): Promise<{ readonly status: number; readonly total: number }> {
  const response = await fetch(new URL(path, http.url), { headers: { Authorization: `Bearer ${token}` } });
  const body = (await response.json()) as { readonly total?: number };
  return { status: response.status, total: body.total ?? -1 };
}
