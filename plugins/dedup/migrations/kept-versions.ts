/**
 * What SQLite says in its own words: rows of a published version are never changed, whoever holds a connection (REL-35). A version is
 * written unpublished and then marked, so that nothing can be added to it afterwards.
 */
const published = (id: string): string => `(select made_here from dedup_versions where id = ${id}) = 1`;
const columns = ['id', 'artifact_id', 'version', 'created_at', 'created_by_run', 'created_by_user', 'description', 'manifest_digest', 'size_bytes', 'num_files', 'num_references', 'tags', 'parents', 'metadata', 'made_here', 'home'];
const differs = columns.map((column) => `new.${column} is not old.${column}`).join(' or ');

const guard = (name: string, when: string, words: string): string => `create trigger dedup_${name} before ${when} begin select raise(abort, '${words}'); end`;

const guards: Readonly<Record<string, string>> = {
  versions_kept: guard('versions_kept', `update on dedup_versions when old.made_here = 1 and (${differs})`, 'a published version is immutable'),
  files_kept: guard('files_kept', `update of version_id, path, digest, size, modified_at on dedup_files when ${published('old.version_id')}`, 'files of a published version are immutable'),
  files_closed: guard('files_closed', `insert on dedup_files when ${published('new.version_id')}`, 'a published version takes no further files'),
  references_kept: guard('references_kept', `update on dedup_references when ${published('old.version_id')}`, 'references of a published version are immutable'),
  references_closed: guard('references_closed', `insert on dedup_references when ${published('new.version_id')}`, 'a published version takes no further references'),
  moves_kept: guard('moves_kept', 'update on dedup_alias_moves', 'the history of aliases is only added to'),
  moves_stay: guard('moves_stay', 'delete on dedup_alias_moves', 'the history of aliases is only added to'),
};

/** Statements that put the guards up, and those that take them down. */
export const versionGuards = { up: Object.values(guards), down: Object.keys(guards).map((name) => `drop trigger dedup_${name}`) } as const;
