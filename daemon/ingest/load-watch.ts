import type { WatchModule } from '../api/watch.js';

/** Loads the watch module at a URL, which a plugin gave; an export that is none is named. */
export async function loadWatch(url: string): Promise<WatchModule> {
  const { watch } = (await import(url)) as { readonly watch?: Partial<WatchModule> };
  if (watch?.layout === undefined || watch.open === undefined) throw new TypeError(`${url} exports no "watch" with a layout and open: it cannot take part in the line`);
  return { layout: watch.layout, open: watch.open };
}
