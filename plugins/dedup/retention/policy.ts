import type { RetentionPolicy } from '../gc/upkeep-config.js';

/** A version as policies see it. */
export interface Judged {
  readonly type: string;
  readonly name: string;
  readonly version: number;
  /** Unix seconds; null: nobody knows, and age is no reason then. */
  readonly created_at: number | null;
  readonly aliases: readonly string[];
  readonly tags: readonly string[];
}

export interface Expired extends Pick<Judged, 'type' | 'name' | 'version'> {
  readonly why: string;
}

const daySeconds = 86_400;

/** Which versions of one artifact go, and why; `versions` are those that are not deleted. A version that any policy lets go goes. */
export function expired(policies: readonly RetentionPolicy[], versions: readonly Judged[], now: number): Expired[] {
  const newestFirst = versions.toSorted((one, other) => other.version - one.version);
  return newestFirst.flatMap((version, rank) => {
    const why = policies.map((policy) => reason(policy, version, rank, now)).find((one) => one !== undefined);
    return why === undefined ? [] : [{ type: version.type, name: version.name, version: version.version, why }];
  });
}

/** Every condition of a policy must hold; undefined: the version stays. */
function reason(policy: RetentionPolicy, version: Judged, rank: number, now: number): string | undefined {
  const { keepLast, olderThanDays, keepAliases, keepTags } = policy;
  if (!concerns(policy, version)) return undefined;
  if (keepAliases && version.aliases.length > 0) return undefined;
  if (version.tags.some((tag) => keepTags.includes(tag))) return undefined;
  if (keepLast !== undefined && rank < keepLast) return undefined;
  if (olderThanDays !== undefined && (version.created_at === null || now - version.created_at <= olderThanDays * daySeconds)) return undefined;
  const words = [...(keepLast === undefined ? [] : [`${keepLast} newer versions are there`]), ...(olderThanDays === undefined ? [] : [`it is older than ${olderThanDays} days`])];
  return words.join(', and ');
}

function concerns({ type, name }: RetentionPolicy, version: Judged): boolean {
  return (type === undefined || type === version.type) && (name === undefined || matches(name, version.name));
}

/** `*` stands for any letters, everything else for itself; no regular expression, so that no name makes it slow. */
function matches(pattern: string, name: string): boolean {
  const [first = '', ...rest] = pattern.split('*');
  if (rest.length === 0) return name === pattern;
  if (!name.startsWith(first)) return false;
  const last = rest.pop() ?? '';
  let at = first.length;
  for (const part of rest) {
    const found = name.indexOf(part, at);
    if (found === -1) return false;
    at = found + part.length;
  }
  return name.length - last.length >= at && name.endsWith(last);
}
