/** One training of the demo: which program runs, with what. */
export interface Training {
  readonly program: 'train.mjs' | 'train.py';
  readonly title: string;
  readonly arguments: readonly string[];
}

const network = (title: string, options: string): Training => ({ program: 'train.mjs', title, arguments: ['--alias', title, ...options.split(' ')] });

/** What runs in the demo: good and bad settings, a corrupt sample, a crash; three to six minutes each. */
export const trainings: readonly Training[] = [
  network('wide', '--path spirals/mlp --hidden 32 --rate 0.1 --seed 1 --epochs 40'),
  network('narrow', '--path spirals/mlp --hidden 4 --rate 0.1 --seed 1 --epochs 40'),
  network('slow rate', '--path spirals/mlp --hidden 16 --rate 0.01 --seed 2 --epochs 40'),
  network('corrupt sample', '--path spirals/noisy --hidden 16 --rate 0.2 --seed 3 --epochs 30 --corrupt-at 60'),
  network('broken shard', '--path spirals/noisy --hidden 16 --rate 0.1 --seed 4 --fail-at 90'),
  { program: 'train.py', title: 'softmax, rate 0.5', arguments: ['--rate', '0.5', '--seed', '1', '--epochs', '48'] },
  { program: 'train.py', title: 'softmax, rate 0.05', arguments: ['--rate', '0.05', '--seed', '1', '--epochs', '48'] },
];
