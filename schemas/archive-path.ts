/**
 * The path within the root of something that Runicorn's archive holds; undefined when what is written names no part of an archive.
 * Runicorn writes absolute paths: those of another machine end in the place that they have here (DISK-07).
 */
export function withinArchive(written: string): string | undefined {
  const found = /^.*[\\/](archive[\\/](?:blobs|manifests|outputs)[\\/].+)$/s.exec(`/${written}`)?.[1]?.replaceAll('\\', '/');
  return found === undefined || found.split('/').some((part) => part === '' || part === '.' || part === '..') ? undefined : found;
}
