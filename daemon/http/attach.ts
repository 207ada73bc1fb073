import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import type { Express } from 'express';
import type { BodyPatience } from './body-patience.js';
import type { ConnectionBounds } from './connection-bounds.js';
import type { Farewell } from './farewell.js';
import { answerParserError } from './parser-error.js';
import { rawAnswer, type Problems } from './problem.js';
import { Refusal } from './refusal.js';

export interface Handlers {
  readonly app: Express;
  readonly upgrade: (request: IncomingMessage, socket: Duplex, head: Buffer) => void;
  readonly connections: ConnectionBounds;
  readonly farewell: Farewell;
  readonly patience: BodyPatience;
  readonly problems: Problems;
}

/** Leads every way into a server to one place each, so that nothing is answered by node's own defaults (SEC-10, 19). */
export function attach(server: Server, transport: 'tcp' | 'tls' | 'unix', handlers: Handlers): void {
  const { app, connections, farewell, patience, problems } = handlers;
  const handle = (request: IncomingMessage, response: ServerResponse): void => {
    farewell.note(response);
    patience.begin(request, response);
    app(request, response);
  };
  server.on(transport === 'tls' ? 'secureConnection' : 'connection', (socket: Socket) => connections.enter(socket, transport === 'unix'));
  server.on('request', handle);
  // The gate comes before `100 Continue`; who reads the body says it.
  server.on('checkContinue', handle);
  server.on('checkExpectation', handle);
  server.on('upgrade', handlers.upgrade);
  server.on('connect', (_request: IncomingMessage, socket: Duplex) => {
    const refusal = new Refusal('not-allowed', 'method-not-allowed', 'CONNECT is not a method of this daemon.', 'It is no proxy.', { headers: { Allow: 'GET, HEAD, POST, PUT, PATCH, DELETE' } });
    socket.on('error', () => socket.destroy());
    socket.end(rawAnswer(problems.of(refusal)), () => socket.destroy());
  });
  server.on('clientError', (error: NodeJS.ErrnoException, socket: Duplex) => answerParserError(error, socket, problems));
}
