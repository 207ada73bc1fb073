import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const packageFiles = 10;

/** Fills a root with about so many files that are no runs: half of them one flat dataset, the rest packages four folders deep, and checkpoints. */
export function writeClutter(root: string, files: number): void {
  many(join(root, 'datasets', 'images', 'train'), files / 2);
  for (let index = 0; index < (files * 0.4) / packageFiles; index++) many(join(root, 'node_modules', `package-${index % 500}`, 'lib', `part-${index}`, 'src'), packageFiles);
  for (let index = 0; index < files / 100; index++) many(join(root, 'checkpoints', 'resnet', `epoch-${index}`), 10);
}

function many(folder: string, files: number): void {
  mkdirSync(folder, { recursive: true });
  for (let index = 0; index < files; index++) writeFileSync(join(folder, `file-${index}.bin`), '');
}
