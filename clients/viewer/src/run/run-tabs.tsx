import { runTabs, type RunTab } from '../pure/run-view.js';
import { Icon, type IconName } from '../ui/icon.js';

interface RunTabsProps {
  readonly tab: RunTab;
  readonly onChange: (tab: RunTab) => void;
}

const faces: Readonly<Record<RunTab, readonly [IconName, string]>> = { charts: ['chart', 'Charts'], logs: ['list', 'Logs'], images: ['image', 'Images'], overview: ['file', 'Overview'] };

/** The tabs of a run; arrow keys move between them. */
export function RunTabs({ tab, onChange }: RunTabsProps) {
  const step = (by: number) => onChange(runTabs[(runTabs.indexOf(tab) + by + runTabs.length) % runTabs.length] ?? tab);
  return (
    <div className="tabs" role="tablist" aria-label="Parts of the run">
      {runTabs.map((one) => (
        <button
          key={one} type="button" role="tab" aria-selected={one === tab} aria-controls="tab-panel" tabIndex={one === tab ? 0 : -1}
          onClick={() => onChange(one)}
          onKeyDown={({ key, currentTarget }) => {
            const by = key === 'ArrowRight' ? 1 : key === 'ArrowLeft' ? -1 : 0;
            if (by === 0) return;
            step(by);
            const sibling = by > 0 ? currentTarget.nextElementSibling : currentTarget.previousElementSibling;
            if (sibling instanceof HTMLElement) sibling.focus();
          }}
        >
          <Icon name={faces[one][0]} />{faces[one][1]}
        </button>
      ))}
    </div>
  );
}
