import type { ServerResponse } from 'node:http';
import { performance } from 'node:perf_hooks';
import type { Express, Request, Response } from 'express';
import { z } from 'zod';
import { Bytes, Parts, type Asked, type IncomingBytes, type Route } from '../api/route.js';
import type { Clock } from '../api/clock.js';
import type { JsonReader } from '../api/json-reader.js';
import type { BodyPatience } from './body-patience.js';
import { withDeadline } from './deadline.js';
import type { Gate } from './gate.js';
import type { HttpLimits } from './http-config.js';
import { incomingBytes } from './incoming-bytes.js';
import { Refusal } from './refusal.js';
import { hasBody, readBody } from './request-body.js';
import { readQuery } from './request-query.js';
import { sendParts } from './send-parts.js';
import { validate } from './validate.js';
import type { Visit } from './visitor.js';

/** A route of the house itself: it may know who asks and set headers. */
export interface HouseRoute extends Omit<Route, 'handle'> {
  handle(asked: Asked<unknown, unknown, unknown>, exchange: Exchange): Promise<unknown>;
}

export interface Exchange extends Visit {
  readonly response: ServerResponse;
}

export interface MountOptions {
  readonly gate: Gate;
  readonly clock: Clock;
  readonly limits: HttpLimits;
  readonly reader: JsonReader;
  readonly patience: BodyPatience;
}

const nothing = z.strictObject({});

/** Puts a route at `base` + its path; other methods of that path are answered by `closePaths`. */
export function mountRoute(app: Express, base: string, route: HouseRoute, options: MountOptions): void {
  const method = route.method.toLowerCase() as 'get' | 'post' | 'put' | 'patch' | 'delete';
  app[method](`${base}${route.path}`, (request, response) => {
    response.locals['detail'] = route.detail;
    return answer(route, request, response, options);
  });
}

/** Answers 405 with `Allow` for every other method of the mounted paths (SEC-19). */
export function closePaths(app: Express, routes: readonly (readonly [path: string, method: string])[]): void {
  const methods = new Map<string, string[]>();
  for (const [path, method] of routes) methods.set(path, [...(methods.get(path) ?? []), ...(method === 'GET' ? ['GET', 'HEAD'] : [method])]);
  for (const [path, allowed] of methods) {
    // `app.all` makes a layer for each method that there is, more than 30 an address
    app.route(path).all((request: Request) => {
      throw new Refusal('not-allowed', 'method-not-allowed', `${request.method} is not a method of this address.`, `Use ${allowed.join(' or ')}.`, { headers: { Allow: allowed.join(', ') } });
    });
  }
}

async function answer(route: HouseRoute, request: Request, response: Response, options: MountOptions): Promise<void> {
  const started = performance.now();
  const timings: string[] = [];
  const timed = (name: string, ms: number): number => timings.push(`${name};dur=${ms.toFixed(2)}`);
  const visit = options.gate.visit(request);
  checkRight(route, visit);
  const { limits, clock } = options;
  const params = validate(route.params ?? z.unknown(), 'params', { ...request.params });
  const query = validate(route.query ?? nothing, 'query', readQuery(request.url));
  const body = route.takes === undefined ? await bodyOf(route, request, response, options) : {};
  const bytes = route.takes === undefined ? undefined : bytesOf(route, request, response, options);
  const accepts = request.accepts(['application/json', ...(route.offers ?? [])]) || 'application/json';
  const conditions = { range: request.get('range'), ifRange: request.get('if-range'), ifNoneMatch: request.get('if-none-match') };
  const exchange: Exchange = { ...visit, response };
  const result = await withDeadline(clock, response, route.deadlineSeconds ?? limits.deadlineSeconds, (signal) => route.handle({ params, query, body, ...(bytes && { bytes }), accepts, conditions, signal, timed }, exchange));
  timed('total', performance.now() - started);
  response.setHeader('Server-Timing', timings.join(', '));
  if (result instanceof Parts) await sendParts(response, result.status ?? route.status ?? 200, result);
  else send(response, route.status ?? 200, result);
}

async function bodyOf(route: HouseRoute, request: Request, response: Response, { limits, reader }: MountOptions): Promise<unknown> {
  const raw = hasBody(request) || route.body !== undefined ? await readBody(request, response, { ...limits, bodyBytes: route.bodyBytes ?? limits.bodyBytes, jsonKeys: route.bodyKeys ?? limits.jsonKeys, reader }) : {};
  return validate(route.body ?? nothing, 'body', raw);
}

function bytesOf(route: HouseRoute, request: Request, response: Response, { limits, clock, patience }: MountOptions): IncomingBytes {
  return incomingBytes(request, response, { most: route.bodyBytes ?? Infinity, silenceSeconds: limits.uploadSilenceSeconds, clock, patience });
}

function checkRight(route: HouseRoute, { visitor }: Visit): void {
  if (visitor.kind === 'nobody' || visitor.rights.has(route.right)) return;
  throw new Refusal('forbidden', 'right-missing', `This credential does not hold the right "${route.right}".`, route.right === 'exec' ? 'Running commands is off; http.exec turns it on.' : 'Use a token that holds it.');
}

function send(response: Response, status: number, result: unknown): void {
  if (result === undefined) {
    response.status(204).end();
    return;
  }
  const { type, bytes, headers } = result instanceof Bytes ? result : new Bytes('application/json; charset=utf-8', Buffer.from(JSON.stringify(result)));
  response.status(status).setHeader('Content-Type', type);
  for (const [name, value] of Object.entries(headers)) response.setHeader(name, value);
  response.setHeader('Content-Length', bytes.length);
  response.end(bytes);
}
