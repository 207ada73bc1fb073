import { formatSmoothing, parseSmoothing, type Smoothing } from './smoothing.js';

/** The tabs of an experiment's page. */
export const runTabs = ['charts', 'logs', 'images', 'overview'] as const;
export type RunTab = (typeof runTabs)[number];

/** What x means in the charts. */
export const axes = ['step', 'relative', 'time'] as const;
export type XAxis = (typeof axes)[number];

/** What an experiment's page shows; all of it stands in the address (VIEW-140). */
export interface RunView {
  readonly tab: RunTab;
  readonly x: XAxis;
  /** Null = off. */
  readonly smoothing: Smoothing | null;
  readonly log: boolean;
  /** The part of x that is shown, all when null. */
  readonly zoom: readonly [number, number] | null;
  readonly search: string;
  /** Sections that are folded. */
  readonly folded: readonly string[];
  /** The metric shown alone in full screen. */
  readonly full: string | null;
}

/** A fresh page. */
export const freshRunView: RunView = { tab: 'charts', x: 'step', smoothing: null, log: false, zoom: null, search: '', folded: [], full: null };

/** Reads the view out of a query string; what is missing or strange becomes the default. */
export function parseRunView(search: string): RunView {
  const query = new URLSearchParams(search);
  return {
    tab: oneOf(runTabs, query.get('tab'), 'charts'),
    x: oneOf(axes, query.get('x'), 'step'),
    smoothing: parseSmoothing(query.get('smooth')),
    log: query.get('log') === '1',
    zoom: range(query.get('zoom')),
    search: query.get('q') ?? '',
    folded: [...new Set(query.getAll('folded'))],
    full: query.get('full'),
  };
}

/** The query string of a view, defaults left out; empty for a fresh page. */
export function formatRunView(view: RunView): string {
  const query = new URLSearchParams();
  if (view.tab !== 'charts') query.set('tab', view.tab);
  if (view.x !== 'step') query.set('x', view.x);
  if (view.smoothing !== null) query.set('smooth', formatSmoothing(view.smoothing));
  if (view.log) query.set('log', '1');
  if (view.zoom !== null) query.set('zoom', zoomText(view.zoom));
  if (view.search !== '') query.set('q', view.search);
  for (const prefix of view.folded) query.append('folded', prefix);
  if (view.full !== null) query.set('full', view.full);
  return query.toString();
}

/** Both ends, as exact as a thousandth of the range: nobody sees more, and the address stays short. */
function zoomText([from, to]: readonly [number, number]): string {
  const digits = Math.min(12, Math.max(0, Math.ceil(-Math.log10((to - from) / 1000))));
  return [from, to].map((edge) => Number(edge.toFixed(digits))).join('~');
}

function oneOf<Word extends string>(words: readonly Word[], text: string | null, otherwise: Word): Word {
  return words.find((word) => word === text) ?? otherwise;
}

function range(text: string | null): readonly [number, number] | null {
  const [from, to, ...more] = (text ?? '').split('~').map((edge) => (edge === '' ? Number.NaN : Number(edge)));
  if (from === undefined || to === undefined || more.length > 0) return null;
  return Number.isFinite(from) && Number.isFinite(to) && from < to ? [from, to] : null;
}
