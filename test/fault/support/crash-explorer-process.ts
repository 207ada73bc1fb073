// One recording of `crash-states` in a process of its own; it answers over the channel of its parent. usage: fork, then send a Wanted
import { explore, type Wanted } from './crash-explorer.js';
import { inScene } from './scenario.js';

process.once('message', (wanted: Wanted) => {
  void inScene((scene) => explore(scene, wanted)).then((exploration) => process.send?.(exploration, () => process.disconnect()));
});
