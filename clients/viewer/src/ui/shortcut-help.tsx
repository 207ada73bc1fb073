import { Dialog } from './dialog.js';

const keys: readonly (readonly [string, string])[] = [
  ['/', 'Search: the filter of the table, or the metrics of a run'],
  ['J  K', 'Next and previous row'],
  ['Enter', 'Open the row'],
  ['X', 'Select the row'],
  ['L', 'Logarithmic y axis'],
  ['S', 'Smoothing on and off'],
  ['0', 'Show all of x again'],
  ['P', 'Freeze the picture and go on'],
  ['T', 'Theme: system, light, dark'],
  ['?', 'This list'],
  ['Esc', 'Back'],
];

/** The keys of the viewer (VIEW-141). */
export function ShortcutHelp({ onClose }: { readonly onClose: () => void }) {
  return (
    <Dialog title="Keys" onClose={onClose}>
      <dl className="keys-list">
        {keys.map(([key, meaning]) => <div key={key} style={{ display: 'contents' }}><dt>{key.split('  ').map((one) => <kbd key={one}>{one}</kbd>)}</dt><dd>{meaning}</dd></div>)}
      </dl>
      <p className="quiet">In a chart: drag to zoom, double click to show all.</p>
    </Dialog>
  );
}
