import { join } from 'node:path';
import type { IntentKind } from '../../daemon/api/intent.js';
import { systemClock } from '../../daemon/kernel/clock.js';
import { openRoot } from '../../daemon/kernel/root-folder.js';
import { IntentJournal } from '../../daemon/store/intent.js';
import { openDatabase } from '../../daemon/store/open-database.js';
import { dedup } from '../../plugins/dedup/plugin.js';
import { Pending } from '../../plugins/dedup/pending/pending-tokens.js';
import { quietLog } from '../support/quiet-log.js';
import { House } from './house.js';

/** Takes over one record and kills itself at a step of the write: node publish-child.js <root> <step> <id>. */
const [folder = '', step = '', id = ''] = process.argv.slice(2);

function reach(name: string): void {
  if (name === step) process.kill(process.pid, 'SIGKILL');
}

/** A journal whose writes tell their steps. */
class SteppedJournal extends IntentJournal {
  override run<Facts, Answer>(kind: IntentKind<Facts, Answer>, facts: Facts): Promise<Answer> {
    return super.run(stepped(kind), facts).then((answer) => {
      reach('written');
      return answer;
    });
  }
}

function stepped<Facts, Answer>(kind: IntentKind<Facts, Answer>): IntentKind<Facts, Answer> {
  return {
    ...kind,
    reserve: async (facts, transaction) => {
      await kind.reserve?.(facts, transaction);
      reach('reserve');
    },
    stage: async (facts, staging) => {
      reach('reserved');
      await kind.stage?.(facts, staging);
      reach('staged');
    },
    commit: async (facts, transaction) => {
      reach('published');
      const answer = await kind.commit(facts, transaction);
      reach('commit');
      return answer;
    },
  };
}

const root = openRoot(folder);
const database = await openDatabase(root, quietLog, systemClock);
await database.migrate(dedup.id, dedup.migrations ?? []);
const house = new House(root, database, { intents: new SteppedJournal(database, join(root.keep, 'staging'), systemClock, quietLog) });
await house.scope.get(Pending).take(id);
