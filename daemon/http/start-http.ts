import { isIP } from 'node:net';
import type { Right } from '../api/route.js';
import { baseOf } from '../kernel/plugin-base.js';
import { Access } from './access.js';
import { assertApart } from './addresses-apart.js';
import { makeApp } from './app.js';
import { attach } from './attach.js';
import { BodyPatience } from './body-patience.js';
import { ConnectionBounds } from './connection-bounds.js';
import { Credentials } from './credentials.js';
import { Farewell } from './farewell.js';
import { Gate } from './gate.js';
import { HostRule } from './host-rule.js';
import type { HttpConfig } from './http-config.js';
import type { HttpOptions, HttpServer } from './http-options.js';
import { houseRoutes } from './house-routes.js';
import { checkListen, listenTcp, listenUnix, makeServer, urlOf } from './listen.js';
import { LateMetrics } from './late-metrics.js';
import { Logins } from './logins.js';
import type { TaggedRoute } from './open-api.js';
import { Problems } from './problem.js';
import { sessionRoutes, type SessionParts } from './session-routes.js';
import { TokenFile } from './token-file.js';
import { upgrade } from './upgrade.js';

const lookAtTokenMs = 400;

/** Opens the HTTP face on TCP and on the socket file: one gate and one app for both. */
export async function startHttp(options: HttpOptions): Promise<HttpServer> {
  const { root, clock, log, config, live } = options;
  checkListen(config);
  const access = new Access(root.keep, new TokenFile(root.keep), clock, log);
  access.open();
  const tcp = makeServer(config, 'tcp');
  const unix = makeServer(config, 'unix');
  const port = await listenTcp(tcp, config);
  const url = urlOf(config, port);
  const logins = new Logins(clock, url);
  const connections = new ConnectionBounds(config.limits);
  const farewell = new Farewell();
  const credentials = credentialsOf(options, access, port);
  const gate = gateOf(options, credentials, port);
  const routes = allRoutes(options, url, { access, credentials, logins, gate });
  const metrics = new LateMetrics({ line: options.line, gauges: options.gauges, sockets: () => live.sockets, connections: () => connections.size, dropped: () => connections.dropped });
  const problems = new Problems(log, (code) => metrics.refused(code));
  const patience = new BodyPatience(clock, config.limits.requestSeconds, problems);
  const app = makeApp(options, { gate, access, metrics, connections, problems, patience, routes, port });
  const entry = { app, connections, farewell, patience, problems };
  const way = { gate, live, tickets: logins.tickets, connections, problems };
  attach(tcp, config.tls === undefined ? 'tcp' : 'tls', { ...entry, upgrade: upgrade(way, false) });
  attach(unix, 'unix', { ...entry, upgrade: upgrade(way, true) });
  await listenUnix(unix, root.keep, log);
  followAccess(options, access, logins);
  const endLooking = clock.every(lookAtTokenMs, () => access.followFile());
  return {
    url,
    port,
    loginLink: () => logins.link(),
    close: async () => {
      endLooking();
      await farewell.close([tcp, unix], clock);
      access.close();
      await metrics.close();
    },
  };
}

function gateOf({ clock, config }: HttpOptions, credentials: Credentials, port: number): Gate {
  const names = [...config.hosts, ...ownName(config)];
  const hosts = new HostRule({ names, port, isSecure: config.tls !== undefined, trustedProxies: config.trustedProxies });
  return new Gate({ hosts, credentials, limits: config.limits, clock });
}

function credentialsOf({ config }: HttpOptions, access: Access, port: number): Credentials {
  const rights = new Set<Right>(config.exec ? ['read', 'write', 'exec'] : ['read', 'write']);
  return new Credentials({ access, port, isSecure: config.tls !== undefined, rights });
}

/** An address that was bound by number cannot be rebound to by a name: it is one of ours. */
function ownName({ host }: HttpConfig): string[] {
  const kind = isIP(host);
  return kind === 0 ? [] : [kind === 6 ? `[${host}]` : host];
}

function allRoutes(options: HttpOptions, url: string, parts: SessionParts): TaggedRoute[] {
  const house = [...houseRoutes(options, url), ...sessionRoutes(parts)].map((route) => ({ tag: 'house', base: '/api', route }));
  const plugins = options.plugins.flatMap((plugin) => plugin.routes.map((route) => ({ tag: plugin.id, base: baseOf(plugin), route })));
  const all = [...house, ...plugins];
  assertApart(all);
  return all;
}

/** When sessions end, what hangs on them ends too: sockets, and after a new token also links, tickets and media (SEC-17). */
function followAccess({ live, media }: HttpOptions, access: Access, logins: Logins): void {
  let generation = access.generation;
  media.follow(generation);
  access.onEnded(() => {
    live.revoke((session) => session.generation !== access.generation || (session.id !== 'token' && !access.hasSession(session.id)));
    if (access.generation === generation) return;
    generation = access.generation;
    media.follow(generation);
    logins.clear();
  });
}
