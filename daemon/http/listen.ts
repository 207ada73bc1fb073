import { chmodSync, readFileSync, rmSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import type { AddressInfo, ListenOptions } from 'node:net';
import { isIP } from 'node:net';
import { join } from 'node:path';
import { StartError } from '../api/errors.js';
import type { Log } from '../api/log.js';
import type { HttpConfig } from './http-config.js';

const usualPort = 7717;
// One byte of the 108 of `sun_path` is the closing NUL.
const longestSocketPath = 107;

/** Refuses to show the daemon to a network in clear text unless that is what the user said (SEC-18). */
export function checkListen(config: HttpConfig): void {
  if (isLoopback(config.host) || config.tls !== undefined || config.insecureListen) return;
  throw new StartError('insecure-listen', `listening on ${config.host} would send the token in clear text`, 'configure http.tls (cert, key), or say --insecure-listen if something else encrypts', 64);
}

export function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '::1' || /^127\.\d+\.\d+\.\d+$/.test(host);
}

/** A server with the parser's own bounds (SEC-10, LIM-12, 13); TLS where it is configured and wanted. */
export function makeServer({ limits, tls }: HttpConfig, transport: 'tcp' | 'unix'): Server {
  const options = {
    insecureHTTPParser: false,
    requireHostHeader: false,
    maxHeaderSize: limits.headerBytes,
    headersTimeout: limits.headersSeconds * 1000,
    // Node's own bound on whole requests knows no exception for uploads; `BodyPatience` keeps it instead.
    requestTimeout: 0,
    keepAliveTimeout: limits.keepAliveSeconds * 1000,
    connectionsCheckingInterval: 1000,
  };
  const server = tls !== undefined && transport === 'tcp' ? createTlsServer({ ...options, cert: pem(tls.cert), key: pem(tls.key) }) : createServer(options);
  // Node would drop surplus headers in silence; the gate counts them instead.
  server.maxHeadersCount = 0;
  return server;
}

/** Listens on the configured port, else on the usual one or, when that is taken, on any. Gives the port. */
export async function listenTcp(server: Server, { host, port }: HttpConfig): Promise<number> {
  try {
    await listening(server, { host, port: port ?? usualPort });
  } catch (cause) {
    const isTaken = (cause as NodeJS.ErrnoException).code === 'EADDRINUSE';
    if (!isTaken || port !== undefined) throw new StartError('cannot-listen', `port ${port ?? usualPort} of ${host} cannot be opened: ${(cause as NodeJS.ErrnoException).code ?? 'unknown'}`, 'choose another with --port; 0 takes any free one', 64, cause);
    await listening(server, { host, port: 0 });
  }
  return (server.address() as AddressInfo).port;
}

/** Listens on `.runkeep/sock`, 0600, where the path is short enough and the file system takes sockets. */
export async function listenUnix(server: Server, keep: string, log: Log): Promise<void> {
  const path = join(keep, 'sock');
  if (Buffer.byteLength(path) > longestSocketPath || process.platform === 'win32') {
    log.warn('no unix socket: its path is longer than 107 bytes; clients use TCP', { bytes: Buffer.byteLength(path) });
    return;
  }
  // The root's lock is held: whoever made this socket is dead.
  rmSync(path, { force: true });
  try {
    await listening(server, { path });
    chmodSync(path, 0o600);
  } catch (error) {
    log.warn('no unix socket: this file system takes none; clients use TCP', { code: (error as NodeJS.ErrnoException).code });
  }
}

/** An address for people and clients. */
export function urlOf({ host, tls }: HttpConfig, port: number): string {
  const name = host === '0.0.0.0' || host === '::' ? '127.0.0.1' : host;
  return `${tls === undefined ? 'http' : 'https'}://${isIP(name) === 6 ? `[${name}]` : name}:${port}`;
}

function listening(server: Server, options: ListenOptions): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(options, () => {
      server.off('error', reject);
      resolve();
    });
  });
}

function pem(path: string): Buffer {
  try {
    return readFileSync(path);
  } catch (cause) {
    throw new StartError('tls-unreadable', `the TLS file ${path} cannot be read`, 'mend http.tls.cert and http.tls.key', 64, cause);
  }
}
