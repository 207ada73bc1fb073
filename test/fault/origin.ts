import { rawExchange, requestText } from '../http/raw-exchange.js';
import { serve, type Served } from '../http/served.js';
import { handshake, logIn, ticketOf, type Browser } from '../http/session.js';
import { inScene, type Outcome } from './support/scenario.js';

const credentials = ['cookie', 'bearer', 'none'] as const;
const methods = ['GET', 'JSON', 'form', 'text', 'upgrade'] as const;
const origins = ['absent', 'own', 'foreign', 'null', 'other port', 'subdomain', 'other scheme', 'two', 'userinfo'] as const;
type Origin = (typeof origins)[number];
type Credential = (typeof credentials)[number];
type Kind = (typeof methods)[number];

/** S-04: every Origin with every credential and every kind of request; exactly the allowed cells pass (SEC-12, 16, 20). */
export function run(): Promise<Outcome> {
  return inScene(async (scene) => {
    // Every refusal of a stranger counts against this address: the bound would answer 429 where the cell says 401.
    const served = await serve(scene, { config: { limits: { failuresPerMinute: 10_000 } } });
    const browser = await logIn(served);
    const faults: string[] = [];
    let cells = 0;
    for (const origin of origins) for (const credential of credentials) for (const kind of methods) {
      cells += 1;
      const expected = expectedStatus(origin, credential, kind);
      const { status } = await rawExchange(served.http.port, await cell(origin, credential, kind, served, browser));
      if (status !== expected) faults.push(`${origin} / ${credential} / ${kind}: ${status}, not ${expected}`);
    }
    faults.push(...(await fetchSites(served, browser)));
    return { met: faults.length === 0, cells, faults };
  });
}

function expectedStatus(origin: Origin, credential: Credential, kind: Kind): number {
  if (origin !== 'absent' && origin !== 'own') return 403;
  if (origin === 'absent' && credential !== 'bearer' && kind === 'upgrade') return 403;
  if (origin === 'absent' && credential === 'cookie' && kind !== 'GET') return 403;
  if (credential === 'none') return 401;
  return { GET: 200, JSON: 201, form: 415, text: 415, upgrade: 101 }[kind];
}

async function cell(origin: Origin, credential: Credential, kind: Kind, served: Served, browser: Browser): Promise<string> {
  const headers = [`Host: ${served.host}`, ...originHeaders(origin, served)];
  if (credential === 'cookie') headers.push(`Cookie: ${browser.cookie}`, `X-Runkeep-CSRF: ${browser.csrf}`);
  if (credential === 'bearer') headers.push(`Authorization: Bearer ${served.token}`);
  if (kind === 'GET') return requestText('GET /api/sample/things', [...headers, 'Connection: close']);
  if (kind === 'upgrade') return requestText('GET /live', [...headers, ...handshake, ...(credential === 'cookie' ? [`Sec-WebSocket-Protocol: runkeep.v1, ticket.${await ticketOf(served, browser)}`] : [])]);
  const [type, body] = { JSON: ['application/json', '{"name":"a"}'], form: ['application/x-www-form-urlencoded', 'name=a'], text: ['text/plain', '{"name":"a"}'] }[kind];
  return requestText('POST /api/sample/things', [...headers, `Content-Type: ${type}`, `Content-Length: ${body?.length ?? 0}`, 'Connection: close'], body);
}

function originHeaders(origin: Origin, { host, http }: Served): string[] {
  switch (origin) {
    case 'absent': return [];
    case 'own': return [`Origin: http://${host}`];
    case 'foreign': return ['Origin: https://evil.example'];
    case 'null': return ['Origin: null'];
    case 'other port': return [`Origin: http://127.0.0.1:${http.port + 1}`];
    case 'subdomain': return [`Origin: http://a.${host}`];
    case 'other scheme': return [`Origin: https://${host}`];
    case 'two': return [`Origin: http://${host}`, `Origin: http://${host}`];
    case 'userinfo': return [`Origin: http://evil@${host}`];
  }
}

/** What the browser says of its own accord: only our page, an address that was typed, and a link to our page pass. */
async function fetchSites(served: Served, browser: Browser): Promise<string[]> {
  const navigation = ['Sec-Fetch-Mode: navigate', 'Sec-Fetch-Dest: document'];
  const cases: readonly (readonly [path: string, site: string, more: readonly string[], status: number])[] = [
    ['/api/sample/things', 'same-origin', [], 200],
    ['/api/sample/things', 'none', [], 200],
    ['/api/sample/things', 'same-site', [], 403],
    ['/api/sample/things', 'cross-site', navigation, 403],
    ['/', 'cross-site', navigation, 200],
    ['/experiments/a', 'same-site', navigation, 200],
    ['/', 'cross-site', ['Sec-Fetch-Mode: navigate', 'Sec-Fetch-Dest: iframe'], 403],
    ['/', 'cross-site', [], 403],
    ['/assets/app-abc123.js', 'cross-site', ['Sec-Fetch-Mode: no-cors', 'Sec-Fetch-Dest: script'], 403],
    ['/api/sample/things', 'same-origin, none', [], 403],
  ];
  const faults: string[] = [];
  for (const [path, site, more, expected] of cases) {
    const { status } = await rawExchange(served.http.port, requestText(`GET ${path}`, [`Host: ${served.host}`, `Cookie: ${browser.cookie}`, `Sec-Fetch-Site: ${site}`, ...more, 'Connection: close']));
    if (status !== expected) faults.push(`${path} from ${site} ${more.join(' ')}: ${status}, not ${expected}`);
  }
  return faults;
}
