import { artifactId, versionId } from '../adopt/ids.js';

/** The id of the version that `type/name:vN` names, whether it is there or not. */
export function parentIdOf(parent: string): string {
  const { type, name, version } = parentOf(parent) ?? { type: '', name: parent, version: 0 };
  return versionId(artifactId(type, name), version);
}

/** The parts of `type/name:vN`; undefined for anything else. */
export function parentOf(parent: string): { readonly type: string; readonly name: string; readonly version: number } | undefined {
  const [, type, name, version] = /^([^/]+)\/([^/]+):v([1-9]\d{0,8})$/.exec(parent) ?? [];
  return type === undefined || name === undefined ? undefined : { type, name, version: Number(version) };
}
