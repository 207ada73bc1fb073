import { mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { atEnd, type Scene } from './at-end.js';

/** A fresh folder that is removed when the test ends. */
export function tempFolder(scene: Scene, name = 'runkeep-test-'): string {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), name)));
  atEnd(scene, () => rmSync(folder, { recursive: true, force: true }));
  return folder;
}
