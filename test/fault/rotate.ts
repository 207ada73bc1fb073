import { once } from 'node:events';
import { renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { randomBytes } from 'node:crypto';
import { WebSocket } from 'ws';
import type { Scene } from '../support/at-end.js';
import { rawExchange, requestText } from '../http/raw-exchange.js';
import { readToken, serve, type Served } from '../http/served.js';
import { handshake, logIn, ticketOf, type Browser } from '../http/session.js';
import { inScene, type Outcome } from './support/scenario.js';

/** S-17: after a new token, by the route or by a new file, all that the old one gave is dead within a second (SEC-17). */
export function run(): Promise<Outcome> {
  return inScene(async (scene) => {
    const byRoute = await rotated(scene, async (served) => {
      await rawExchange(served.http.port, requestText('POST /api/token/rotate', [`Host: ${served.host}`, `Authorization: Bearer ${served.token}`, 'Content-Length: 0', 'Connection: close']));
    });
    const byFile = await rotated(scene, async (served) => {
      const path = join(served.root, '.runkeep', 'token');
      writeFileSync(`${path}.new`, `rk_${randomBytes(32).toString('base64url')}\n`, { mode: 0o600 });
      renameSync(`${path}.new`, path);
    });
    const faults = [...byRoute.faults.map((fault) => `by route: ${fault}`), ...byFile.faults.map((fault) => `by file: ${fault}`)];
    return { met: faults.length === 0, byRouteMs: byRoute.ms, byFileMs: byFile.ms, faults };
  });
}

async function rotated(scene: Scene, rotate: (served: Served) => Promise<void>): Promise<{ readonly ms: number; readonly faults: string[] }> {
  const served = await serve(scene);
  const browser = await logIn(served);
  const ticket = await ticketOf(served, browser);
  const sockets = [await socketBy(served, { headers: { Authorization: `Bearer ${served.token}` } }, []), await socketBy(served, { origin: `http://${served.host}`, headers: { Cookie: browser.cookie } }, [`ticket.${await ticketOf(served, browser)}`])];
  const closed = Promise.all(sockets.map(async (socket) => (await once(socket, 'close'))[0] as number));
  const link = served.http.loginLink();
  const media = served.media.link(served.root, 'nothing.txt');
  const started = performance.now();
  await rotate(served);
  const codes = await Promise.race([closed, late()]);
  const ms = Math.round(performance.now() - started);
  const found = await statuses(served, browser, ticket, link, media);
  const expected = { cookie: 401, bearer: 401, ticket: 401, link: 401, media: 403, newToken: 200 };
  const wrong = Object.entries(expected).filter(([name, status]) => found[name] !== status).map(([name, status]) => `${name}: ${found[name]}, not ${status}`);
  return { ms, faults: [...wrong, ...(codes.every((code) => code === 4401) ? [] : [`sockets closed with ${codes.join(', ')}`]), ...(ms > 1000 ? [`sockets lived ${ms} ms`] : [])] };
}

/** Sockets that live on must not hold up the verdict on them. */
function late(): Promise<number[]> {
  return new Promise((resolve) => setTimeout(() => resolve([0]), 5000).unref());
}

async function statuses(served: Served, browser: Browser, ticket: string, link: string, media: string): Promise<Record<string, number>> {
  const { http, host } = served;
  const status = async (line: string, headers: readonly string[], body = ''): Promise<number> => (await rawExchange(http.port, requestText(line, [`Host: ${host}`, ...headers, ...(line.includes('/live') ? [] : ['Connection: close'])], body))).status;
  const login = JSON.stringify({ code: link.split('#login=')[1] });
  return {
    cookie: await status('GET /api/session', [`Cookie: ${browser.cookie}`]),
    bearer: await status('GET /api/status', [`Authorization: Bearer ${served.token}`]),
    ticket: await status('GET /live', [`Origin: http://${host}`, `Cookie: ${browser.cookie}`, ...handshake, `Sec-WebSocket-Protocol: runkeep.v1, ticket.${ticket}`]),
    link: await status('POST /api/session', [`Origin: http://${host}`, 'Content-Type: application/json', `Content-Length: ${login.length}`], login),
    media: await status(`GET ${media}`, []),
    newToken: await status('GET /api/status', [`Authorization: Bearer ${readToken(served.root)}`]),
  };
}

async function socketBy({ host }: Served, options: object, protocols: readonly string[]): Promise<WebSocket> {
  const socket = new WebSocket(`ws://${host}/live`, ['runkeep.v1', ...protocols], { ...options, perMessageDeflate: false });
  await once(socket, 'open');
  return socket;
}
