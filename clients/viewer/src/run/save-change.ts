import type { ExperimentChange } from '../../../../schemas/experiments.js';
import { explain } from '../lib/api-error.js';
import { notify } from '../lib/notices.js';
import { changeRun } from './run-api.js';

/** Saves a change of a run; says so when it fails. True when it is saved. */
export async function saveChange(id: string, change: ExperimentChange): Promise<boolean> {
  try {
    await changeRun(id, change);
    return true;
  } catch (error) {
    const { title, hint } = explain(error);
    notify({ kind: 'failed', title, detail: hint });
    return false;
  }
}
