const minute = 60;
const hour = 60 * minute;
const day = 24 * hour;

/** A duration in its two largest units: 840 ms, 42 s, 3 min 5 s, 1 h 12 min, 2 d 4 h (VIEW-19). */
export function formatDuration(seconds: number): string {
  if (!Number.isFinite(seconds)) return '–';
  if (seconds < 0) return `−${formatDuration(-seconds)}`;
  if (seconds > 0 && seconds < 0.9995) return `${Number((seconds * 1000).toPrecision(3))} ms`;
  if (seconds < 10) return `${Math.round(seconds * 10) / 10} s`;
  const whole = Math.round(seconds);
  if (whole < minute) return `${whole} s`;
  if (whole < hour) return pair(whole, minute, 'min', 1, 's');
  if (whole < day) return pair(whole, hour, 'h', minute, 'min');
  return pair(whole, day, 'd', hour, 'h');
}

/** How long ago, in one unit: now, 12 s ago, 5 min ago, 3 h ago, 2 d ago. */
export function formatAge(seconds: number): string {
  if (!Number.isFinite(seconds)) return '–';
  if (seconds < 2) return 'just now';
  if (seconds < minute) return `${Math.floor(seconds)} s ago`;
  if (seconds < hour) return `${Math.floor(seconds / minute)} min ago`;
  if (seconds < day) return `${Math.floor(seconds / hour)} h ago`;
  return `${Math.floor(seconds / day)} d ago`;
}

/** Local date and time, short: today only the time, this year without the year. */
export function formatMoment(unixSeconds: number, now: number): string {
  const at = new Date(unixSeconds * 1000);
  const today = new Date(now * 1000);
  const time = at.toLocaleTimeString('en-GB', { hour: '2-digit', minute: '2-digit' });
  if (at.toDateString() === today.toDateString()) return time;
  const sameYear = at.getFullYear() === today.getFullYear();
  const date = at.toLocaleDateString('en-GB', { day: 'numeric', month: 'short', ...(sameYear ? {} : { year: 'numeric' as const }) });
  return `${date}, ${time}`;
}

/** Local date and time in full, with the zone, for a tooltip. */
export function formatMomentFull(unixSeconds: number): string {
  return new Date(unixSeconds * 1000).toLocaleString('en-GB', { dateStyle: 'full', timeStyle: 'long' });
}

/** A tick of the clock axis: as much of date and time as ticks `step` seconds apart need. */
export function clockText(unixSeconds: number, step: number): string {
  const at = new Date(unixSeconds * 1000);
  if (step >= day) return at.toLocaleDateString('en-GB', { day: 'numeric', month: 'short' });
  if (step >= minute) return at.toLocaleTimeString('en-GB', { hour: '2-digit', minute: '2-digit' });
  return at.toLocaleTimeString('en-GB', { hour: '2-digit', minute: '2-digit', second: '2-digit', ...(step < 1 ? { fractionalSecondDigits: 3 as const } : {}) });
}

function pair(whole: number, large: number, largeName: string, small: number, smallName: string): string {
  const rest = Math.floor((whole % large) / small);
  const head = `${Math.floor(whole / large)} ${largeName}`;
  return rest === 0 ? head : `${head} ${rest} ${smallName}`;
}
