/**
 * What `work` makes of each member, in their order. Together those under way weigh no more than `most`, or it is one alone; where no weight is told each
 * weighs 1. After a failure nothing more is begun, and what was begun has ended.
 */
export async function sideBySide<Member, Made>(members: Iterable<Member>, most: number, work: (member: Member) => Promise<Made>, weightOf: (member: Member) => number = () => 1): Promise<Made[]> {
  const made: Made[] = [];
  const failures: unknown[] = [];
  const running = new Set<Promise<void>>();
  let weight = 0;
  let next = 0;
  for (const member of members) {
    const own = weightOf(member);
    while (running.size > 0 && weight + own > most) await Promise.race(running);
    if (failures.length > 0) break;
    const at = next++;
    weight += own;
    const one = work(member)
      .then((result) => void (made[at] = result), (failure: unknown) => void failures.push(failure))
      .finally(() => {
        weight -= own;
        running.delete(one);
      });
    running.add(one);
  }
  await Promise.all(running);
  if (failures.length > 0) throw failures[0];
  return made;
}
