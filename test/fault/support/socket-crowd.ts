import { WebSocket } from 'ws';
import { z } from 'zod';
import type { TestDaemon } from '../../support/daemon.js';

/** Places for sockets in all, and of one session (LIM-24). */
export const places = { all: 256, ofSession: 32 } as const;

/** Sockets that were tried: opened, refused with an answer, lost without one. */
export interface Crowd {
  readonly opened: readonly WebSocket[];
  readonly refused: number;
  readonly lost: number;
}

type Credential = () => Promise<{ readonly protocols: readonly string[]; readonly headers: Readonly<Record<string, string>> }>;

/** Takes every place there is, over as many sessions as that needs, and then tries on until there were `count`; each follows a run. */
export async function crowd(daemon: TestDaemon, count: number, run: string): Promise<Crowd> {
  const opened: WebSocket[] = [];
  const refused: number[] = [];
  const attempt = async (credential: Credential): Promise<void> => {
    const { protocols, headers } = await credential();
    const socket = new WebSocket(`${daemon.url.replace(/^http/, 'ws')}/live`, ['runkeep.v1', ...protocols], { headers, perMessageDeflate: false });
    const status = await answerOf(socket);
    if (status === 101) {
      opened.push(socket);
      socket.send(JSON.stringify({ subscribe: 'experiments.metrics', key: run }));
    } else if (status !== undefined) refused.push(status);
  };
  const byToken: Credential = async () => ({ protocols: [], headers: { Authorization: `Bearer ${daemon.token}` } });
  for (let session = 0; session * places.ofSession < Math.min(count, places.all); session++) {
    const credential = session === 0 ? byToken : await logIn(daemon);
    for (let nth = 0; nth < Math.min(places.ofSession, count - session * places.ofSession); nth++) await attempt(credential);
  }
  await Promise.all(Array.from({ length: Math.max(0, count - places.all) }, () => attempt(byToken)));
  const isRefusal = (status: number): boolean => status === 503 || status === 429;
  return { opened, refused: refused.filter(isRefusal).length, lost: count - opened.length - refused.filter(isRefusal).length };
}

/** 101, another status, or undefined when it was closed without a word. */
function answerOf(socket: WebSocket): Promise<number | undefined> {
  return new Promise((resolve) => {
    socket.on('open', () => resolve(101));
    socket.on('unexpected-response', (request, { statusCode }) => {
      request.destroy();
      resolve(statusCode);
    });
    socket.on('error', () => resolve(undefined));
    socket.on('close', () => resolve(undefined));
  });
}

/** A browser's session; each of its sockets has a ticket of its own. */
async function logIn(daemon: TestDaemon): Promise<Credential> {
  const { url } = z.object({ url: z.string() }).parse((await daemon.post('/api/login-links')).body);
  const Origin = new URL(daemon.url).origin;
  const opened = await fetch(`${Origin}/api/session`, { method: 'POST', headers: { Origin, 'Content-Type': 'application/json' }, body: JSON.stringify({ code: url.split('#login=')[1] }) });
  const Cookie = (opened.headers.get('set-cookie') ?? '').split(';')[0] ?? '';
  const told = await (await fetch(`${Origin}/api/session`, { headers: { Cookie } })).json();
  const { csrf } = z.object({ csrf: z.string() }).parse(told);
  return async () => {
    const answer = await fetch(`${Origin}/api/live/ticket`, { method: 'POST', headers: { Origin, Cookie, 'X-Runkeep-CSRF': csrf } });
    const { ticket } = z.object({ ticket: z.string() }).parse(await answer.json());
    return { protocols: [`ticket.${ticket}`], headers: { Origin, Cookie } };
  };
}
