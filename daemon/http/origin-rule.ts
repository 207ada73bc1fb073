import type { IncomingMessage } from 'node:http';
import type { Face } from './host-rule.js';
import { Refusal } from './refusal.js';

export interface OriginNeeds {
  /** The address is a page of the viewer: a link from elsewhere may lead to it. */
  readonly isPage: boolean;
  /** An Origin must be there: the request changes something by a cookie, opens a session or a socket. */
  readonly isRequired: boolean;
}

/** The third step of the gate: what another site's page sends is refused, whatever it carries (SEC-12). */
export function checkOrigin(request: IncomingMessage, face: Face, needs: OriginNeeds): void {
  const { origin } = request.headers;
  if (origin === undefined && needs.isRequired) throw refused('The request carries no Origin.');
  if (origin !== undefined && origin !== `${face.scheme}://${face.host}`) throw refused('The request comes from another origin.');
  const site = request.headers['sec-fetch-site'];
  if (site === undefined || site === 'same-origin') return;
  const isRead = request.method === 'GET' || request.method === 'HEAD';
  if (site === 'none' && isRead) return;
  if (needs.isPage && isRead && isNavigation(request) && (site === 'same-site' || site === 'cross-site')) return;
  throw refused('The request comes from another site.');
}

function isNavigation(request: IncomingMessage): boolean {
  return request.headers['sec-fetch-mode'] === 'navigate' && request.headers['sec-fetch-dest'] === 'document';
}

function refused(sentence: string): Refusal {
  return new Refusal('forbidden', 'origin-not-allowed', sentence, "Call the daemon from its own page, or from a program with the bearer token.");
}
