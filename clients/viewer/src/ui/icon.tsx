const paths = {
  archive: 'M2.5 4.5h11v-2h-11zM3.5 4.5v9h9v-9M6.5 7.5h3',
  alert: 'M8 2.5 14 13H2zM8 6.5v3M8 11.4v.1',
  arrowDown: 'M8 3v10M4.5 9.5 8 13l3.5-3.5',
  arrowUp: 'M8 13V3M4.5 6.5 8 3l3.5 3.5',
  chart: 'M2.5 2.5v11h11M5 10l2.5-3.5L10 8.5l3-4.5',
  check: 'M3 8.5 6.5 12 13 4.5',
  chevron: 'M4 6l4 4 4-4',
  circle: 'M8 3a5 5 0 1 1 0 10A5 5 0 0 1 8 3z',
  clock: 'M8 2.5a5.5 5.5 0 1 1 0 11 5.5 5.5 0 0 1 0-11zM8 5v3.2l2 1.3',
  close: 'M4 4l8 8M12 4l-8 8',
  columns: 'M2.5 3h11v10h-11zM6.2 3v10M9.8 3v10',
  copy: 'M5.5 5.5h8v8h-8zM3 10.5h-.5v-8h8V3',
  dash: 'M3.5 8h9',
  disk: 'M2.5 3.5h11v9h-11zM2.5 9h11M5 10.8h.1M7 10.8h.1',
  download: 'M8 2.5v7.5M4.8 7 8 10.2 11.2 7M2.5 13.5h11',
  edit: 'M3 13l.6-2.8L10.8 3l2.2 2.2-7.2 7.2z',
  expand: 'M9.5 2.5h4v4M6.5 13.5h-4v-4M13 3 9.5 6.5M3 13l3.5-3.5',
  file: 'M4 2.5h5l3 3v8H4zM9 2.5v3h3',
  filter: 'M2.5 3.5h11L9.5 8.5v4l-3 1v-5z',
  host: 'M2.5 3.5h11v4h-11zM2.5 8.5h11v4h-11zM5 5.5h.1M5 10.5h.1',
  image: 'M2.5 3h11v10h-11zM2.5 11l3.2-3.2 2.6 2.6 2.2-2.2 3 3M10 5.8h.1',
  keyboard: 'M1.8 4h12.4v8H1.8zM4.2 6.5h.1M6.7 6.5h.1M9.2 6.5h.1M11.7 6.5h.1M5 9.5h6',
  list: 'M5.5 4h8M5.5 8h8M5.5 12h8M2.5 4h.1M2.5 8h.1M2.5 12h.1',
  monitor: 'M2 3h12v8H2zM5.5 13.5h5M8 11v2.5',
  moon: 'M13 9.5A5.5 5.5 0 0 1 6.5 3 5.5 5.5 0 1 0 13 9.5z',
  out: 'M6.5 3h-3.5v10h3.5M9.5 5l3 3-3 3M12.5 8H6',
  pause: 'M5.5 3.5v9M10.5 3.5v9',
  play: 'M5 3.2v9.6L12.5 8z',
  question: 'M6 6a2 2 0 1 1 2.6 2c-.5.2-.6.5-.6 1.2M8 11.8v.1',
  restore: 'M3 8a5 5 0 1 0 1.6-3.7M3 2.8v2.4h2.4',
  search: 'M7 2.8a4.2 4.2 0 1 1 0 8.4 4.2 4.2 0 0 1 0-8.4zM10.2 10.2l3.3 3.3',
  sun: 'M8 5.2a2.8 2.8 0 1 1 0 5.6 2.8 2.8 0 0 1 0-5.6zM8 1.5v1M8 13.5v1M1.5 8h1M13.5 8h1M3.4 3.4l.7.7M11.9 11.9l.7.7M3.4 12.6l.7-.7M11.9 4.1l.7-.7',
  takeIn: 'M8 2.5v6M5.3 6 8 8.7 10.7 6M2.5 9v4.5h11V9',
  tag: 'M2.5 2.5h5l6 6-5 5-6-6zM5.3 5.3h.1',
  trash: 'M3 4.5h10M6 4.5v-2h4v2M4.3 4.5l.6 9h6.2l.6-9M6.7 7v4M9.3 7v4',
  wave: 'M2 8h2.5l1.5-4 3 8 1.5-4H14',
  wrap: 'M2.5 4h11M2.5 8h9a2 2 0 0 1 0 4H8M9.8 10.2 8 12l1.8 1.8M2.5 12h2.5',
} as const;

export type IconName = keyof typeof paths;

/** A drawing beside a word; it says nothing on its own. */
export function Icon({ name }: { readonly name: IconName }) {
  return <svg className="icon" viewBox="0 0 16 16" aria-hidden="true"><path d={paths[name]} /></svg>;
}
