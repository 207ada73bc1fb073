import { RunkeepError } from '../../../daemon/api/errors.js';
import { FilterError } from '../../../schemas/filter.js';

/** Runs `work` and answers a text that is no filter, sort or column as a wrong question that names the column at fault. */
export async function withFilterErrors<Answer>(work: () => Promise<Answer>): Promise<Answer> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof FilterError) throw new RunkeepError('invalid', 'bad-filter', `${error.message} (column ${error.column})`, error.hint, error);
    throw error;
  }
}
