/** Where an answer lacks a field of the recorded one, or says another thing: `path: recorded, ours`. What ours has besides is no difference. */
export function differences(recorded: unknown, ours: unknown, path = ''): string[] {
  if (Array.isArray(recorded) && Array.isArray(ours)) return listDifferences(recorded, ours, path);
  if (isRecord(recorded) && isRecord(ours)) return Object.keys(recorded).flatMap((key) => (Object.hasOwn(ours, key) ? differences(recorded[key], ours[key], `${path}.${key}`) : [`${path}.${key}: ${shown(recorded[key])}, absent`]));
  if (typeof recorded === 'string' && typeof ours === 'string' && recorded.includes('\n')) return listDifferences(recorded.split('\n'), ours.split('\n'), path);
  return Object.is(recorded, ours) ? [] : [`${path}: ${shown(recorded)}, ${shown(ours)}`];
}

/** Lists of things with ids are compared by id: nobody promised an order. */
function listDifferences(recorded: readonly unknown[], ours: readonly unknown[], path: string): string[] {
  const key = ['id', 'run_id', 'global_step', 'name'].find((name) => recorded.length > 0 && recorded.every((item) => isRecord(item) && (typeof item[name] === 'string' || typeof item[name] === 'number')));
  if (key === undefined || new Set(recorded.map((item) => named(item, key))).size < recorded.length) {
    const short = recorded.length === ours.length ? [] : [`${path}.length: ${recorded.length}, ${ours.length}`];
    return [...short, ...recorded.slice(0, ours.length).flatMap((item, at) => differences(item, ours[at], `${path}[${at}]`))];
  }
  const own = new Map(ours.map((item) => [named(item, key), item]));
  const more = ours.length > recorded.length ? [`${path}.length: ${recorded.length}, ${ours.length}`] : [];
  return [...more, ...recorded.flatMap((item) => (own.has(named(item, key)) ? differences(item, own.get(named(item, key)), `${path}[${named(item, key)}]`) : [`${path}[${named(item, key)}]: absent`]))];
}

function named(item: unknown, key: string): string {
  return isRecord(item) ? String(item[key]) : '';
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function shown(value: unknown): string {
  return value === undefined ? 'absent' : JSON.stringify(value).slice(0, 120);
}
