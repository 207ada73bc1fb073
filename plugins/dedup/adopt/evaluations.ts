import { join } from 'node:path';
import type { Database } from '../../../daemon/api/database.js';
import type { Ground } from './ground.js';
import { lookInto } from './look-into.js';
import { readDocument } from './read-document.js';
import { evaluationDocument } from './shapes.js';

/** Takes in the documents of `evaluations/`. */
export async function adoptEvaluations(ground: Ground, database: Database): Promise<void> {
  const { root, clock, findings } = ground;
  for (const { name } of (await lookInto(ground, 'evaluations')) ?? []) {
    if (!name.endsWith('.json')) continue;
    const path = `evaluations/${name}`;
    const document = await readDocument(join(root, path), clock);
    const parsed = document.state === 'ok' ? evaluationDocument.safeParse(document.value) : undefined;
    if (parsed?.success !== true) {
      findings.add({ severity: 'lost', code: 'evaluation-unreadable', path, message: `${path} cannot be read.`, hint: 'The file was left as it is.' });
      continue;
    }
    const { model_name, model_version } = parsed.data;
    await database.write((transaction) => transaction('dedup_evaluations').insert({ path, model_name, model_version, content: JSON.stringify(parsed.data) }).onConflict('path').merge());
  }
}
