import { Token } from '../../daemon/api/token.js';
import type { Adopting } from './adopt/adopting.js';
import type { SqlArtifacts } from './catalog/sql-artifacts.js';
import type { FilePool } from './pool/file-pool.js';
import type { BlobReader } from './read/blob-reader.js';
import type { Uploads as UploadList } from './uploads/uploads.js';

/** What the parts of this plugin ask each other for. */
export const Pool = new Token<FilePool>('dedup.Pool');
export const Artifacts = new Token<SqlArtifacts>('dedup.Artifacts');
export const Blobs = new Token<BlobReader>('dedup.Blobs');
export const Adoptions = new Token<Adopting>('dedup.Adoptions');
export const Uploads = new Token<UploadList>('dedup.Uploads');
