import type { IncomingMessage } from 'node:http';
import helmet from 'helmet';

/** Headers of an answer that is written without express: nothing in it may be shown, kept or framed (SEC-25). */
export const bareHeaders: Readonly<Record<string, string>> = {
  'X-Content-Type-Options': 'nosniff',
  'Referrer-Policy': 'no-referrer',
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Resource-Policy': 'same-origin',
  'Cache-Control': 'no-store',
  'Content-Security-Policy': "default-src 'none'; frame-ancestors 'none'",
};

/** The headers of SEC-25 on every answer of the app. */
export function securityHeaders(isSecure: boolean): ReturnType<typeof helmet> {
  return helmet({
    contentSecurityPolicy: {
      useDefaults: false,
      directives: {
        defaultSrc: ["'none'"],
        scriptSrc: ["'self'"],
        styleSrc: ["'self'"],
        imgSrc: ["'self'", 'data:', 'blob:'],
        fontSrc: ["'self'"],
        connectSrc: ["'self'", (request) => liveSource(request, isSecure)],
        frameSrc: ["'self'"],
        formAction: ["'none'"],
        baseUri: ["'none'"],
        frameAncestors: ["'none'"],
        requireTrustedTypesFor: ["'script'"],
      },
    },
    crossOriginOpenerPolicy: { policy: 'same-origin' },
    crossOriginResourcePolicy: { policy: 'same-origin' },
    originAgentCluster: false,
    referrerPolicy: { policy: 'no-referrer' },
    strictTransportSecurity: isSecure,
    xDownloadOptions: false,
    xDnsPrefetchControl: false,
    xFrameOptions: { action: 'deny' },
    xPermittedCrossDomainPolicies: false,
    xXssProtection: false,
  });
}

/** Older browsers do not take `'self'` for the socket. A Host that is no plain host never reaches the header. */
function liveSource(request: IncomingMessage, isSecure: boolean): string {
  const host = request.headers.host ?? '';
  if (!/^[a-z0-9.:[\]-]{1,255}$/i.test(host)) return "'self'";
  return `${isSecure ? 'wss' : 'ws'}://${host}`;
}
