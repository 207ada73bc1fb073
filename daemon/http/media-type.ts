const magics: readonly (readonly [type: string, pattern: RegExp])[] = [
  ['image/png', /^\x89PNG\r\n\x1a\n/],
  ['image/jpeg', /^\xff\xd8\xff/],
  ['image/gif', /^GIF8[79]a/],
  ['image/webp', /^RIFF[^]{4}WEBP/],
  ['image/avif', /^[^]{4}ftypavi[fs]/],
  ['audio/wav', /^RIFF[^]{4}WAVE/],
  ['audio/mpeg', /^(ID3|\xff[\xf3\xfb\xfa\xf2])/],
  ['video/mp4', /^[^]{4}ftyp(isom|iso[2-9]|mp4[12]|avc1|M4V |MSNV|dash)/],
  ['video/webm', /^\x1aE\xdf\xa3[^]{0,40}webm/],
];

/** How many bytes of a file tell its type. */
export const sampleBytes = 4096;

/**
 * The type of user bytes, by their content and from a short list (SEC-26). Undefined: only to be saved, never shown;
 * so are HTML, SVG and XML whatever they hold.
 */
export function mediaType(sample: Uint8Array, name: string): string | undefined {
  const head = Buffer.from(sample).toString('latin1');
  const found = magics.find(([, pattern]) => pattern.test(head));
  if (found !== undefined) return found[0];
  const isMarkup = /\.(x?html?|svgz?|xml|xsl|mht|mhtml)$/i.test(name) || /^\s*</.test(head);
  return isMarkup || !isText(sample) ? undefined : 'text/plain; charset=utf-8';
}

function isText(sample: Uint8Array): boolean {
  if (sample.includes(0)) return false;
  try {
    // A sample may end inside a character: `stream` lets the last one be unfinished.
    new TextDecoder('utf-8', { fatal: true }).decode(sample, { stream: true });
    return true;
  } catch {
    return false;
  }
}
