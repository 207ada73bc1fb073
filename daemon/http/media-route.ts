import { pipeline } from 'node:stream/promises';
import type { Request, RequestHandler, Response } from 'express';
import { pathOf } from './addresses.js';
import { mediaType, sampleBytes } from './media-type.js';
import { openWithin, type OpenedFile } from './open-within.js';
import { Refusal } from './refusal.js';
import { readQuery } from './request-query.js';
import type { SignedMedia } from './signed-media.js';

/** The one door through which user bytes leave (SEC-26): by capability, typed by content, sandboxed, in ranges. */
export function mediaRoute(media: SignedMedia, inlineBytes: number): RequestHandler {
  return async (request, response) => {
    if (request.method !== 'GET' && request.method !== 'HEAD') throw new Refusal('not-allowed', 'method-not-allowed', `${request.method} is not a method of this address.`, 'Use GET or HEAD.', { headers: { Allow: 'GET, HEAD' } });
    const { e, s } = readQuery(request.originalUrl);
    const { folder, name } = media.open(pathOf(request.originalUrl), text(e), text(s));
    const file = await openWithin(folder, name);
    try {
      await describe(response, file, name, inlineBytes);
      await stream(request, response, file);
    } finally {
      await file.handle.close();
    }
  };
}

async function describe(response: Response, { handle, size }: OpenedFile, name: string, inlineBytes: number): Promise<void> {
  const { buffer, bytesRead } = await handle.read(Buffer.alloc(Math.min(size, sampleBytes)), 0, Math.min(size, sampleBytes), 0);
  const type = size > inlineBytes ? undefined : mediaType(buffer.subarray(0, bytesRead), name);
  response.setHeader('Content-Type', type ?? 'application/octet-stream');
  response.setHeader('Content-Disposition', disposition(type === undefined ? 'attachment' : 'inline', name));
  response.setHeader('Content-Security-Policy', "sandbox; default-src 'none'");
  response.setHeader('Accept-Ranges', 'bytes');
}

async function stream(request: Request, response: Response, { handle, size }: OpenedFile): Promise<void> {
  const range = wanted(request, size);
  if (range !== undefined) response.status(206).setHeader('Content-Range', `bytes ${range.start}-${range.end}/${size}`);
  const { start, end } = range ?? { start: 0, end: size - 1 };
  response.setHeader('Content-Length', end - start + 1);
  if (request.method === 'HEAD' || size === 0) return void response.end();
  const source = handle.createReadStream({ start, end, autoClose: false, highWaterMark: 262_144 });
  await pipeline(source, response, { end: false }).catch(() => response.destroy());
  // The file shrank while it was read: a short answer must look broken, not whole.
  if (source.bytesRead < end - start + 1) response.destroy();
  else response.end();
}

/** The one range asked for; several at once are answered with the whole file. */
function wanted(request: Request, size: number): { readonly start: number; readonly end: number } | undefined {
  const ranges = request.range(size);
  if (ranges === -1) throw new Refusal('bad-request', 'bad-range', 'The file has no such range of bytes.', 'Ask for a range inside the file.', { status: 416, headers: { 'Content-Range': `bytes */${size}` } });
  return Array.isArray(ranges) && ranges.type === 'bytes' && ranges.length === 1 ? ranges[0] : undefined;
}

function disposition(kind: 'inline' | 'attachment', name: string): string {
  const last = name.split('/').at(-1) ?? 'file';
  const plain = last.replaceAll(/[^\w.-]/g, '_');
  const encoded = encodeURIComponent(last).replaceAll(/['()*!]/g, (char) => `%${char.charCodeAt(0).toString(16).toUpperCase()}`);
  return `${kind}; filename="${plain}"; filename*=UTF-8''${encoded}`;
}

function text(value: string | string[] | undefined): string {
  return typeof value === 'string' ? value : '';
}
