import type { CheckPlan } from '../../../daemon/api/checks.js';

/** The tables of the catalog, as a check of the database follows them. What people said may outlive its experiment. */
export const checkPlan: CheckPlan = {
  experiments: { table: 'experiments', id: 'id', dir: 'run_dir' },
  dependents: ['folded', 'searched', 'shown', 'tags', 'values', 'series', 'metrics', 'documents', 'sessions', 'events'].map((name) => ({ table: `experiments_${name}`, column: 'experiment_id' })),
};
