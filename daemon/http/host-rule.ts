import type { IncomingMessage } from 'node:http';
import { Refusal } from './refusal.js';

/** How the client sees the daemon, after the Host was found good. */
export interface Face {
  readonly scheme: 'http' | 'https';
  /** Name and port as in an address; equals the Host header in lower case. */
  readonly host: string;
  /** Address of the client; `unix` on the socket file. */
  readonly peer: string;
}

export interface HostRuleOptions {
  /** Names and IP literals; an entry may hold a port, which then must match. */
  readonly names: readonly string[];
  readonly port: number;
  readonly isSecure: boolean;
  readonly trustedProxies: readonly string[];
}

const shape = /^(\[[0-9a-f:.]+\]|[a-z0-9.-]+)(:\d{1,5})?$/;

/** The second step of the gate: a browser sends the name it was lured with, and only our names pass (SEC-11). */
export class HostRule {
  readonly #options: HostRuleOptions;
  readonly #names: ReadonlySet<string>;

  constructor(options: HostRuleOptions) {
    this.#options = options;
    this.#names = new Set(['127.0.0.1', '[::1]', 'localhost', ...options.names]);
  }

  /** How the client sees us, or a refusal. `isUnix`: the request came over the socket file, where a Host needs no port. */
  check(request: IncomingMessage, isUnix: boolean): Face {
    const address = isUnix ? 'unix' : plainAddress(request.socket.remoteAddress ?? '');
    const isProxied = this.#options.trustedProxies.includes(address);
    const scheme = (isProxied ? last(request, 'x-forwarded-proto') : undefined) ?? (this.#options.isSecure ? 'https' : 'http');
    const given = (isProxied ? last(request, 'x-forwarded-host') : undefined) ?? request.headers.host ?? '';
    const peer = (isProxied ? last(request, 'x-forwarded-for') : undefined) ?? address;
    const host = this.#allowed(given, scheme, isUnix || isProxied);
    if (host === undefined || (scheme !== 'http' && scheme !== 'https')) throw refused(given);
    return { scheme, host, peer };
  }

  #allowed(given: string, scheme: string, isPortFree: boolean): string | undefined {
    const match = shape.exec(given.toLowerCase().replace(/\.(?=:\d+$|$)/, ''));
    if (match === null) return undefined;
    const [host, name = '', suffix] = match;
    if (suffix !== undefined && this.#names.has(host)) return host;
    if (!this.#names.has(name)) return undefined;
    if (suffix === undefined) return isPortFree || this.#options.port === (scheme === 'https' ? 443 : 80) ? host : undefined;
    return Number(suffix.slice(1)) === this.#options.port ? host : undefined;
  }
}

function last(request: IncomingMessage, header: string): string | undefined {
  const value = request.headers[header];
  return typeof value === 'string' ? value.split(',').at(-1)?.trim() : undefined;
}

/** IPv4 in an IPv6 socket is written as IPv4. */
function plainAddress(address: string): string {
  return address.startsWith('::ffff:') ? address.slice(7) : address;
}

function refused(given: string): Refusal {
  const shown = given.replaceAll(/[^\x20-\x7e]/g, '?').slice(0, 100);
  return new Refusal('misdirected', 'host-not-allowed', `This daemon does not answer to the name "${shown}".`, 'Use the address that `runkeep status` prints, or add the name to http.hosts.', { headers: { Connection: 'close' } });
}
