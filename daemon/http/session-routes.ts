import { z } from 'zod';
import type { Access } from './access.js';
import { csrfOf, type Credentials } from './credentials.js';
import type { Gate } from './gate.js';
import type { Logins } from './logins.js';
import type { Exchange, HouseRoute } from './mount-route.js';
import { Refusal } from './refusal.js';

const loginBody = z.strictObject({ code: z.string().max(100) });

export interface SessionParts {
  readonly access: Access;
  readonly credentials: Credentials;
  readonly gate: Gate;
  readonly logins: Logins;
}

/** How one gets in and out: login links, browser sessions, tickets for sockets, a new token (SEC-15 to 17, 20). */
export function sessionRoutes(parts: SessionParts): readonly HouseRoute[] {
  const { access, credentials, logins } = parts;
  return [
    {
      method: 'POST',
      path: '/login-links',
      summary: 'Makes an address that logs one browser in, once, within five minutes',
      right: 'write',
      answer: z.object({ url: z.string() }),
      handle: async (_asked, { visitor }) => {
        if (visitor.kind !== 'token') throw new Refusal('forbidden', 'bearer-only', 'Only the holder of the token may make a login link.', 'Run `runkeep open`.');
        return { url: logins.link() };
      },
    },
    {
      method: 'POST',
      path: '/session',
      summary: 'Opens a browser session with the code of a login link',
      right: 'read',
      body: loginBody,
      handle: async ({ body }, exchange) => login(parts, loginBody.parse(body).code, exchange),
    },
    {
      method: 'GET',
      path: '/session',
      summary: 'Who asks, and the CSRF value that changing requests of a browser carry',
      right: 'read',
      answer: z.object({ kind: z.enum(['session', 'token']), csrf: z.string().nullable(), rights: z.array(z.string()) }),
      handle: async (_asked, { visitor }) => {
        if (visitor.kind === 'nobody') throw new Error('the gate let a stranger through');
        return { kind: visitor.kind, csrf: visitor.kind === 'session' ? csrfOf(visitor.cookie) : null, rights: [...visitor.rights] };
      },
    },
    {
      method: 'DELETE',
      path: '/session',
      summary: 'Ends the browser session and its sockets',
      right: 'read',
      handle: async (_asked, { visitor, response }) => {
        if (visitor.kind === 'session') access.endSession(visitor.id);
        response.setHeader('Set-Cookie', credentials.setCookie(undefined));
      },
    },
    {
      method: 'POST',
      path: '/live/ticket',
      summary: 'A ticket that opens one socket on /live within 30 seconds',
      right: 'read',
      answer: z.object({ ticket: z.string() }),
      handle: async (_asked, { visitor }) => {
        if (visitor.kind === 'nobody') throw new Error('the gate let a stranger through');
        return { ticket: logins.tickets.make(visitor.id) };
      },
    },
    {
      method: 'POST',
      path: '/token/rotate',
      summary: 'Makes a new token; all sessions, links, tickets and sockets of the old one end',
      right: 'write',
      answer: z.object({ generation: z.number().int() }),
      handle: async () => {
        access.rotate();
        return { generation: access.generation };
      },
    },
  ];
}

function login({ access, credentials, gate, logins }: SessionParts, code: string, { face, response }: Exchange): undefined {
  if (logins.codes.take(code) === undefined) throw wrongCode(gate, face);
  response.setHeader('Set-Cookie', credentials.setCookie(access.startSession()));
  return undefined;
}

function wrongCode(gate: Gate, face: Exchange['face']): Refusal {
  const refusal = gate.failed(face);
  if (refusal.status !== 401) return refusal;
  return new Refusal('unauthenticated', 'login-code', 'This login link was used already, or has expired.', 'Run `runkeep open` for a new one.');
}
