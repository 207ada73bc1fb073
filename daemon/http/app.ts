import { performance } from 'node:perf_hooks';
import { constants } from 'node:zlib';
import compression from 'compression';
import express, { type ErrorRequestHandler, type Express, type RequestHandler } from 'express';
import { columnsType } from '../../schemas/columns.js';
import type { Access } from './access.js';
import type { BodyPatience } from './body-patience.js';
import type { ConnectionBounds } from './connection-bounds.js';
import { docsPage } from './docs-page.js';
import { docsStyle } from './docs-style.js';
import type { Gate } from './gate.js';
import { healthAnswer } from './health-answer.js';
import type { HttpOptions } from './http-options.js';
import type { LateMetrics } from './late-metrics.js';
import { mediaRoute } from './media-route.js';
import { closePaths, mountRoute } from './mount-route.js';
import { openApi, type OpenApi, type TaggedRoute } from './open-api.js';
import { problemType, withDetail, type Problems } from './problem.js';
import { Refusal } from './refusal.js';
import { readQuery } from './request-query.js';
import { securityHeaders } from './security-headers.js';
import { viewerFiles } from './viewer-files.js';

export interface AppParts {
  readonly gate: Gate;
  readonly access: Access;
  readonly metrics: LateMetrics;
  readonly connections: ConnectionBounds;
  readonly problems: Problems;
  readonly patience: BodyPatience;
  readonly routes: readonly TaggedRoute[];
  readonly port: number;
}

/** The express app: headers, gate, then media, health, routes, pages, and the one place where errors become answers. */
export function makeApp(options: HttpOptions, parts: AppParts): Express {
  const app = express();
  app.disable('x-powered-by').disable('etag').set('query parser', false).enable('case sensitive routing').enable('strict routing');
  app.use(securityHeaders(options.config.tls !== undefined));
  app.use(measured(parts.metrics));
  app.use(admitted(parts));
  app.use('/media', mediaRoute(options.media, options.config.limits.inlineMediaBytes));
  app.use(compressed());
  app.get('/healthz', (request, response) => {
    const { visitor } = parts.gate.visit(request);
    const { status, body } = healthAnswer(options.health, visitor, readQuery(request.url)['challenge'], { tokenDigest: parts.access.tokenDigest, port: parts.port });
    if (typeof body === 'string') response.status(status).type('text/plain').send(body);
    else response.status(status).json(body);
  });
  app.get('/metrics', async (_request, response) => {
    const { registry } = await parts.metrics.registry;
    response.type(registry.contentType).send(await registry.metrics());
  });
  documented(app, options, parts.routes);
  for (const { base, route } of parts.routes) mountRoute(app, base, route, { gate: parts.gate, clock: options.clock, limits: options.config.limits, reader: options.reader, patience: parts.patience });
  const fixed = ['/healthz', '/metrics', '/api/openapi.json', '/api/docs', '/api/docs.css'].map((path) => [path, 'GET'] as const);
  closePaths(app, [...fixed, ...parts.routes.map(({ base, route }) => [`${base}${route.path}`, route.method] as const)]);
  app.get('/live', () => {
    throw new Refusal('bad-request', 'upgrade-required', 'This address opens sockets only.', 'Use a WebSocket library.', { status: 426, headers: { Upgrade: 'websocket' } });
  });
  app.use(viewerFiles(options.viewer));
  app.use(() => {
    throw new Refusal('not-found', 'not-found', 'There is nothing at this address.', 'GET /api/docs lists what there is.');
  });
  app.use(failed(parts.problems));
  return app;
}

function documented(app: Express, options: HttpOptions, routes: readonly TaggedRoute[]): void {
  // Made when it is asked for: turning every schema into JSON Schema would hold up each start.
  let made: OpenApi | undefined;
  const document = (): OpenApi => (made ??= openApi(routes, options.version));
  app.get('/api/openapi.json', (_request, response) => void response.json(document()));
  app.get('/api/docs', (_request, response) => void response.type('text/html').send(docsPage(document())));
  app.get('/api/docs.css', (_request, response) => void response.type('text/css').send(docsStyle));
}

function measured(metrics: LateMetrics): RequestHandler {
  return (request, response, next) => {
    const started = performance.now();
    response.once('close', () => {
      const route = (request.route as { path?: unknown } | undefined)?.path;
      metrics.observe(request.method, typeof route === 'string' ? route : 'other', response.statusCode, (performance.now() - started) / 1000);
    });
    next();
  };
}

function admitted({ gate, connections }: AppParts): RequestHandler {
  return (request, response, next) => {
    response.setHeader('Cache-Control', 'no-store');
    connections.note(request.socket, false);
    const { visitor } = gate.admit(request, connections.isUnix(request.socket));
    connections.note(request.socket, visitor.kind !== 'nobody');
    next();
  };
}

/** The lowest levels: on a loopback the processor is dearer than the bytes. */
function compressed(): RequestHandler {
  const filter: compression.CompressionFilter = (request, response) => response.getHeader('Content-Type') === columnsType || compression.filter(request, response);
  return compression({ filter, threshold: 1024, level: 1, brotli: { params: { [constants.BROTLI_PARAM_QUALITY]: 1 } } });
}

function failed(problems: Problems): ErrorRequestHandler {
  return (error, _request, response, next) => {
    if (response.destroyed) return;
    if (response.headersSent) {
      next(error);
      return;
    }
    const told = problems.of(error);
    const { problem, headers } = response.locals['detail'] === true ? withDetail(told, error) : told;
    for (const [name, value] of Object.entries(headers)) response.setHeader(name, value);
    for (const name of ['Content-Length', 'Content-Encoding', 'Content-Disposition', 'Content-Range', 'Accept-Ranges']) response.removeHeader(name);
    if (headers['Content-Range'] !== undefined) response.setHeader('Content-Range', headers['Content-Range']);
    response.setHeader('Cache-Control', 'no-store');
    response.status(problem.status).setHeader('Content-Type', problemType);
    const body = Buffer.from(JSON.stringify(problem));
    response.setHeader('Content-Length', body.length);
    response.end(body);
  };
}
