import { artifactId, versionId } from '../adopt/ids.js';

/** A version that a run says it made or used. */
export interface SaidArtifact {
  readonly relation: 'created' | 'used';
  readonly version_id: string;
  readonly type: string;
  readonly name: string;
  readonly version: number;
  readonly at: number | null;
}

const longest = 1024;
const mostEntries = 100_000;

/** What `artifacts_created.json` or `artifacts_used.json` names, each version once; entries that name none are left out. */
export function saidArtifacts(relation: SaidArtifact['relation'], document: unknown): SaidArtifact[] {
  const listed = member(document, 'artifacts');
  const found = (Array.isArray(listed) ? listed.slice(0, mostEntries) : []).flatMap((entry: unknown) => saidOne(relation, entry));
  return [...new Map(found.map((one) => [one.version_id, one])).values()];
}

function saidOne(relation: SaidArtifact['relation'], entry: unknown): SaidArtifact[] {
  const [type, name, version] = [member(entry, 'type'), member(entry, 'name'), member(entry, 'version')];
  if (!isName(type) || !isName(name) || typeof version !== 'number' || !Number.isSafeInteger(version) || version < 1) return [];
  const at = member(entry, relation === 'created' ? 'created_at' : 'used_at');
  return [{ relation, version_id: versionId(artifactId(type, name), version), type, name, version, at: typeof at === 'number' && Number.isFinite(at) ? at : null }];
}

/** Other texts would come back from the database as something else. */
function isName(text: unknown): text is string {
  return typeof text === 'string' && text !== '' && text.length <= longest && !text.includes('\0') && !/\p{Cs}/u.test(text);
}

function member(value: unknown, name: string): unknown {
  if (value instanceof Map) return value.get(name) as unknown;
  return typeof value === 'object' && value !== null && Object.hasOwn(value, name) ? (value as Readonly<Record<string, unknown>>)[name] : undefined;
}
