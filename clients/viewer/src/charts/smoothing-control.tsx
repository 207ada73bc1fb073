import { useEffect, useState } from 'react';
import type { XAxis } from '../pure/run-view.js';
import { smoothingKinds, smoothingOf, smoothingRanges, type Smoothing, type SmoothingKind } from '../pure/smoothing.js';

interface SmoothingControlProps {
  readonly smoothing: Smoothing | null;
  readonly x: XAxis;
  readonly onChange: (smoothing: Smoothing | null) => void;
}

const names: Readonly<Record<SmoothingKind, string>> = { ema: 'Exponential', 'time-ema': 'Exponential by x', mean: 'Mean', gaussian: 'Gaussian' };
const meanings: Readonly<Record<SmoothingKind, string>> = {
  ema: 'Weight of the past, corrected for the beginning', 'time-ema': 'Half-life: distance after which a value counts half',
  mean: 'Points of the centred window', gaussian: 'Standard deviation of the window, in points',
};

/** How lines are smoothed, always over all their points: the kind, and its parameter (VIEW-33). */
export function SmoothingControl({ smoothing, x, onChange }: SmoothingControlProps) {
  const choose = (word: string) => {
    const kind = smoothingKinds.find((known) => known === word);
    onChange(kind === undefined ? null : smoothingOf(kind, Number.NaN));
  };
  return (
    <div className="smoothing" role="group" aria-label="Smoothing">
      <label className="field select" title="Smoothing over all points (S)">
        <span className="quiet">Smooth</span>
        <select value={smoothing?.kind ?? ''} aria-label="Kind of smoothing" onChange={({ target }) => choose(target.value)}>
          <option value="">Off</option>
          {smoothingKinds.map((kind) => <option key={kind} value={kind}>{names[kind]}</option>)}
        </select>
      </label>
      {smoothing?.kind === 'ema' && <Weight weight={smoothing.parameter} onChange={(weight) => onChange(smoothingOf('ema', weight))} />}
      {smoothing !== null && smoothing.kind !== 'ema' && <Parameter key={smoothing.kind} smoothing={smoothing} unit={unitOf(smoothing.kind, x)} onChange={onChange} />}
    </div>
  );
}

function Weight({ weight, onChange }: { readonly weight: number; readonly onChange: (weight: number) => void }) {
  const { most, step } = smoothingRanges.ema;
  return (
    <label className="slider" title={meanings.ema}>
      <input type="range" min={step} max={most} step={step} value={weight} aria-label="Weight of the past" onChange={({ target }) => onChange(Number(target.value))} />
      <output>{weight.toFixed(2)}</output>
    </label>
  );
}

/** A number that counts when it is one; what is half typed stays in the field. */
function Parameter({ smoothing: { kind, parameter }, unit, onChange }: { readonly smoothing: Smoothing; readonly unit: string; readonly onChange: (smoothing: Smoothing) => void }) {
  const [text, setText] = useState(String(parameter));
  useEffect(() => setText((typed) => (smoothingOf(kind, Number(typed)).parameter === parameter ? typed : String(parameter))), [kind, parameter]);
  const { least, most, step } = smoothingRanges[kind];
  return (
    <label className="field parameter" title={meanings[kind]}>
      <input
        type="number" inputMode="decimal" min={least} max={most} step={kind === 'mean' ? step : 'any'} value={text} aria-label={meanings[kind]}
        onChange={({ target }) => {
          setText(target.value);
          if (target.value !== '' && target.validity.valid) onChange(smoothingOf(kind, Number(target.value)));
        }}
        onBlur={() => setText(String(parameter))}
      />
      <span className="quiet">{unit}</span>
    </label>
  );
}

function unitOf(kind: SmoothingKind, x: XAxis): string {
  if (kind !== 'time-ema') return 'points';
  return x === 'step' ? 'steps' : 's';
}
