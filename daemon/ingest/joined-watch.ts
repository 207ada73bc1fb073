import type { FoundRun, Projection, RunLayout, WatchContext, WatchModule } from '../api/watch.js';

/** All watch modules as one: a run is what the first layout recognises, and every projection hears of it. */
export function joinedWatch(modules: readonly WatchModule[]): WatchModule {
  const [only, ...others] = modules;
  if (only !== undefined && others.length === 0) return only;
  return { layout: joinedLayout(modules.map(({ layout }) => layout)), open: (context) => openAll(modules, context) };
}

function joinedLayout(layouts: readonly RunLayout[]): RunLayout {
  return {
    descends: (path) => layouts.some((layout) => layout.descends(path)),
    recognise: (path, names, meta) => first(layouts, (layout) => layout.recognise(path, names, meta)),
    documents: [...new Set(layouts.flatMap(({ documents }) => documents))],
    isEventFile: (name) => layouts.some((layout) => layout.isEventFile(name)),
  };
}

function first(layouts: readonly RunLayout[], recognise: (layout: RunLayout) => FoundRun | undefined): FoundRun | undefined {
  for (const layout of layouts) {
    const found = recognise(layout);
    if (found !== undefined) return found;
  }
  return undefined;
}

function openAll(modules: readonly WatchModule[], context: WatchContext): Projection {
  const all = modules.map((module) => module.open(context));
  return {
    documents: (run, documents) => ({ ended: all.map((one) => one.documents(run, documents)).every(({ ended }) => ended) }),
    events: (...told) => all.forEach((one) => one.events(...told)),
    totals: (...told) => all.forEach((one) => one.totals(...told)),
    reopened: (...told) => all.forEach((one) => one.reopened?.(...told)),
    whole: (...told) => all.forEach((one) => one.whole?.(...told)),
    rejected: (...told) => all.forEach((one) => one.rejected?.(...told)),
    restarted: (...told) => all.forEach((one) => one.restarted(...told)),
    unreadable: (...told) => all.forEach((one) => one.unreadable?.(...told)),
    gone: (run) => all.forEach((one) => one.gone(run)),
    purged: (run) => all.forEach((one) => one.purged?.(run)),
    known: () => knownToAll(all),
  };
}

function* knownToAll(all: readonly Projection[]): Generator<FoundRun> {
  for (const one of all) yield* one.known?.() ?? [];
}
