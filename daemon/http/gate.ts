import type { IncomingMessage } from 'node:http';
import type { Clock } from '../api/clock.js';
import { isPage, isViewer, pathOf } from './addresses.js';
import { isCsrf, type Credentials } from './credentials.js';
import { FailureCount } from './failure-count.js';
import type { Face, HostRule } from './host-rule.js';
import type { HttpLimits } from './http-config.js';
import { checkOrigin } from './origin-rule.js';
import { Refusal } from './refusal.js';
import { RequestRate } from './request-rate.js';
import { checkShape } from './request-shape.js';
import type { Visit, Visitor } from './visitor.js';

export interface GateOptions {
  readonly hosts: HostRule;
  readonly credentials: Credentials;
  readonly limits: HttpLimits;
  readonly clock: Clock;
}

/** The one gate before routes, files and upgrades alike: shape, host, origin, credential, CSRF, rate, in this order. */
export class Gate {
  readonly #options: GateOptions;
  readonly #failures: FailureCount;
  readonly #requests: RequestRate;
  readonly #changes: RequestRate;
  readonly #visits = new WeakMap<IncomingMessage, Visit>();

  constructor(options: GateOptions) {
    const { clock, limits } = options;
    this.#options = options;
    this.#failures = new FailureCount(clock, limits.failuresPerMinute);
    this.#requests = new RequestRate(clock, limits.requestsPerSecond, limits.burst);
    this.#changes = new RequestRate(clock, limits.changesPerSecond, limits.burst);
  }

  /** Lets a request in, or throws the refusal. `isUnix`: it came over the socket file. */
  admit(request: IncomingMessage, isUnix: boolean): Visit {
    checkShape(request, this.#options.limits);
    const face = this.#options.hosts.check(request, isUnix);
    const path = pathOf(request.url);
    const isChange = request.method !== 'GET' && request.method !== 'HEAD';
    const isLogin = request.method === 'POST' && path === '/api/session';
    const hasBearer = request.headers.authorization !== undefined;
    const byCookie = !hasBearer && request.headers.cookie !== undefined;
    checkOrigin(request, face, { isPage: isPage(path), isRequired: isLogin || (isChange && byCookie) });
    const visitor = this.#options.credentials.visitor(request, !isUnix && !path.startsWith('/media/'));
    if (visitor.kind === 'nobody' && !isLogin && !isOpen(path, isChange)) throw this.failed(face);
    if (isChange && !isLogin) this.#checkCsrf(request, visitor);
    this.#checkRate(visitor, isChange);
    const visit = { face, visitor };
    this.#visits.set(request, visit);
    return visit;
  }

  /** The first three steps for an upgrade; its credential is judged by the caller. */
  admitUpgrade(request: IncomingMessage, isUnix: boolean): Visit {
    checkShape(request, this.#options.limits);
    const face = this.#options.hosts.check(request, isUnix);
    const isRequired = request.headers.authorization === undefined;
    checkOrigin(request, face, { isPage: false, isRequired });
    const visitor = this.#options.credentials.visitor(request, !isUnix);
    this.#checkRate(visitor, false);
    return { face, visitor };
  }

  /** What an admitted request is known by. */
  visit(request: IncomingMessage): Visit {
    const visit = this.#visits.get(request);
    if (visit === undefined) throw new Error('a request reached a route without passing the gate');
    return visit;
  }

  /** The refusal of a missing or wrong credential, counted against the peer. */
  failed(face: Face): Refusal {
    if (!this.#failures.isTooMany(face.peer)) return new Refusal('unauthenticated', 'unauthenticated', 'The request carries no valid credential.', 'Send the token of .runkeep/token as `Authorization: Bearer`, or open the link that `runkeep open` prints.', { headers: { 'WWW-Authenticate': 'Bearer' } });
    return new Refusal('too-many', 'too-many-failures', 'Too many requests without a valid credential came from this address.', 'Wait a minute (http.limits.failuresPerMinute).', { headers: { 'Retry-After': '60' } });
  }

  #checkCsrf(request: IncomingMessage, visitor: Visitor): void {
    if (visitor.kind !== 'session' || isCsrf(visitor.cookie, request.headers['x-runkeep-csrf'])) return;
    throw new Refusal('forbidden', 'csrf', 'The request lacks the right X-Runkeep-CSRF header.', 'GET /api/session gives its value.');
  }

  #checkRate(visitor: Visitor, isChange: boolean): void {
    if (visitor.kind === 'nobody') return;
    const wait = this.#requests.take(visitor.id) || (isChange ? this.#changes.take(visitor.id) : 0);
    if (wait === 0) return;
    throw new Refusal('too-many', 'too-many-requests', 'The requests come too fast.', 'Wait and send fewer (http.limits.requestsPerSecond, http.limits.changesPerSecond).', { headers: { 'Retry-After': String(wait) } });
  }
}

/** What needs no credential: the word of health, the page with its files, and media by their own capability. */
function isOpen(path: string, isChange: boolean): boolean {
  return !isChange && (path === '/healthz' || path.startsWith('/media/') || isViewer(path));
}
