import express, { Router, type NextFunction, type Response } from 'express';
import { isPage, isViewer } from './addresses.js';
import { Refusal } from './refusal.js';

/** The viewer's files; addresses of its pages get the page itself. Built assets carry a hash in their name and never change. */
export function viewerFiles(folder: string): Router {
  const router = Router();
  const files = express.static(folder, {
    index: 'index.html',
    dotfiles: 'ignore',
    redirect: false,
    etag: false,
    lastModified: false,
    cacheControl: false,
    setHeaders: (response, path) => response.setHeader('Cache-Control', /[/\\]assets[/\\][^/\\]*$/.test(path) ? 'public, max-age=31536000, immutable' : 'no-store'),
  });
  router.use((request, response, next) => {
    if (isViewer(request.path)) {
      checkMethod(request.method);
      files(request, response, next);
    } else next();
  });
  router.use((request, response, next) => {
    if (isPage(request.path)) sendPage(folder, response, next);
    else next();
  });
  return router;
}

function sendPage(root: string, response: Response, next: NextFunction): void {
  response.sendFile('index.html', { root, cacheControl: false, etag: false, lastModified: false }, (error: unknown) => {
    if (error !== undefined) next(missing());
  });
}

function checkMethod(method: string): void {
  if (method !== 'GET' && method !== 'HEAD') throw new Refusal('not-allowed', 'method-not-allowed', `${method} is not a method of this address.`, 'Use GET or HEAD.', { headers: { Allow: 'GET, HEAD' } });
}

function missing(): Refusal {
  return new Refusal('not-found', 'viewer-missing', 'The viewer is not built.', 'Run `npm run build`; the API works without it.');
}
