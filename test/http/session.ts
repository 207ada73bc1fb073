import { rawExchange, requestText } from './raw-exchange.js';
import type { Served } from './served.js';

/** A browser's session: its cookie, its CSRF value, and the headers of a request from the daemon's own page. */
export interface Browser {
  readonly cookie: string;
  readonly csrf: string;
  readonly headers: readonly string[];
}

/** Logs in as the page does, with the code of a login link. */
export async function logIn(served: Served): Promise<Browser> {
  const { http, host } = served;
  const code = http.loginLink().split('#login=')[1] ?? '';
  const body = JSON.stringify({ code });
  const opened = await rawExchange(http.port, requestText('POST /api/session', [`Host: ${host}`, `Origin: http://${host}`, 'Content-Type: application/json', `Content-Length: ${body.length}`], body));
  const cookie = (opened.headers.get('set-cookie') ?? '').split(';')[0] ?? '';
  const told = await rawExchange(http.port, requestText('GET /api/session', [`Host: ${host}`, `Cookie: ${cookie}`, 'Connection: close']));
  const { csrf } = JSON.parse(told.body) as { csrf: string };
  return { cookie, csrf, headers: [`Host: ${host}`, `Origin: http://${host}`, `Cookie: ${cookie}`, `X-Runkeep-CSRF: ${csrf}`] };
}

/** A ticket for one socket. */
export async function ticketOf(served: Served, browser: Browser): Promise<string> {
  const answer = await rawExchange(served.http.port, requestText('POST /api/live/ticket', [...browser.headers, 'Content-Length: 0', 'Connection: close']));
  return (JSON.parse(answer.body) as { ticket: string }).ticket;
}

/** The headers of a WebSocket handshake, without Host, Origin and credentials. */
export const handshake = ['Connection: Upgrade', 'Upgrade: websocket', 'Sec-WebSocket-Version: 13', 'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ=='];
