import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import type { LiveSession, SocketDoor } from '../api/socket-door.js';
import { pathOf } from './addresses.js';
import type { ConnectionBounds } from './connection-bounds.js';
import type { Gate } from './gate.js';
import type { OneTimeCodes } from './one-time-codes.js';
import { rawAnswer, type Problems } from './problem.js';
import { Refusal } from './refusal.js';
import type { Visit } from './visitor.js';

export interface UpgradeParts {
  readonly gate: Gate;
  readonly live: SocketDoor;
  readonly tickets: OneTimeCodes<string>;
  readonly connections: ConnectionBounds;
  readonly problems: Problems;
}

/** Leads an upgrade through the gate and a ticket to the live room, or writes its refusal on the raw socket (SEC-20). */
export function upgrade(parts: UpgradeParts, isUnix: boolean): (request: IncomingMessage, socket: Duplex, head: Buffer) => void {
  return (request, socket, head) => {
    socket.on('error', () => socket.destroy());
    try {
      const visit = parts.gate.admitUpgrade(request, isUnix);
      checkHandshake(request, parts.live);
      const session = sessionOf(request, visit, parts);
      parts.connections.note(request.socket, true);
      parts.live.accept(request, socket, head, session);
    } catch (error) {
      socket.end(rawAnswer(parts.problems.of(error)), () => socket.destroy());
    }
  };
}

function checkHandshake({ url, method, headers }: IncomingMessage, live: SocketDoor): void {
  if (!live.opens(pathOf(url))) throw new Refusal('not-found', 'not-found', 'There is no socket at this address.', 'Sockets open at /live.');
  if (method !== 'GET') throw new Refusal('not-allowed', 'method-not-allowed', 'A socket is opened with GET.', 'Use a WebSocket library.', { headers: { Allow: 'GET' } });
  const isKeyed = /^[+/0-9A-Za-z]{22}==$/.test(headers['sec-websocket-key'] ?? '');
  const isWebSocket = headers.upgrade?.toLowerCase() === 'websocket' && headers['sec-websocket-version'] === '13';
  const isPlain = protocols(headers['sec-websocket-protocol']).every((name) => /^[\w.~-]+$/.test(name));
  if (!isKeyed || !isWebSocket || !isPlain) throw new Refusal('bad-request', 'bad-upgrade', 'The upgrade is not a WebSocket handshake of version 13.', 'Use a WebSocket library.', { headers: { 'Sec-WebSocket-Version': '13' } });
}

/** The session of a bearer or of a ticket; a ticket counts only together with the session's own cookie. */
function sessionOf(request: IncomingMessage, { visitor, face }: Visit, { gate, tickets }: UpgradeParts): LiveSession {
  if (visitor.kind === 'token') return visitor;
  const ticket = protocols(request.headers['sec-websocket-protocol']).find((name) => name.startsWith('ticket.'));
  const holder = ticket === undefined ? undefined : tickets.take(ticket.slice('ticket.'.length));
  if (visitor.kind !== 'session' || holder !== visitor.id) throw gate.failed(face);
  return visitor;
}

function protocols(header: string | undefined): string[] {
  return header === undefined ? [] : header.split(',').map((name) => name.trim());
}
