import { createHmac, timingSafeEqual } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import type { Right } from '../api/route.js';
import type { Access } from './access.js';
import type { Visitor } from './visitor.js';

export interface CredentialsOptions {
  readonly access: Access;
  readonly port: number;
  readonly isSecure: boolean;
  readonly rights: ReadonlySet<Right>;
}

/** Reads who asks from the bearer or the cookie of a request; a bearer, if there is one, decides alone (SEC-13, 15). */
export class Credentials {
  readonly #options: CredentialsOptions;
  /** Name of the session cookie; holds port and instance, since cookies are shared between the ports of a host. */
  readonly cookieName: string;

  constructor(options: CredentialsOptions) {
    this.#options = options;
    this.cookieName = `${options.isSecure ? '__Host-' : ''}runkeep_${options.port}_${options.access.instance}`;
  }

  visitor(request: IncomingMessage, isCookieGood: boolean): Visitor {
    const { authorization } = request.headers;
    if (authorization !== undefined) return this.#fromBearer(authorization);
    if (isCookieGood) for (const cookie of this.#cookies(request)) {
      const id = this.#options.access.findSession(cookie);
      if (id !== undefined) return { kind: 'session', id, cookie, generation: this.#options.access.generation, rights: this.#options.rights };
    }
    return { kind: 'nobody' };
  }

  /** `Set-Cookie` for a new session; without a value, for its end. */
  setCookie(value: string | undefined): string {
    const secure = this.#options.isSecure ? '; Secure' : '';
    return `${this.cookieName}=${value ?? ''}; HttpOnly; SameSite=Strict; Path=/; Max-Age=${value === undefined ? 0 : 2_592_000}${secure}`;
  }

  #fromBearer(authorization: string): Visitor {
    const token = /^Bearer ([\w.~+/=-]{1,200})$/i.exec(authorization)?.[1];
    if (token === undefined || !this.#options.access.isToken(token)) return { kind: 'nobody' };
    return { kind: 'token', id: 'token', generation: this.#options.access.generation, rights: this.#options.rights };
  }

  /** Another program on this host may have set a cookie of our name for a narrower path: each is tried. */
  #cookies(request: IncomingMessage): string[] {
    const pairs = (request.headers.cookie ?? '').split(';').map((pair) => pair.trim());
    const ours = pairs.filter((pair) => pair.startsWith(`${this.cookieName}=`));
    return ours.slice(0, 4).map((pair) => pair.slice(this.cookieName.length + 1));
  }
}

/** The value that changing requests of a session carry as `X-Runkeep-CSRF` (SEC-16). */
export function csrfOf(cookie: string): string {
  return createHmac('sha256', cookie).update('runkeep csrf').digest('base64url');
}

export function isCsrf(cookie: string, given: string | string[] | undefined): boolean {
  const expected = Buffer.from(csrfOf(cookie));
  const actual = Buffer.from(typeof given === 'string' ? given : '');
  return expected.length === actual.length && timingSafeEqual(expected, actual);
}
