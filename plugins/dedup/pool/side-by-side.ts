/** What `work` makes of each member, in their order, a bounded number at a time; after a failure nothing more is begun, and what was begun has ended. */
export async function sideBySide<Member, Made>(members: readonly Member[], most: number, work: (member: Member) => Promise<Made>): Promise<Made[]> {
  const made: Made[] = [];
  const failures: unknown[] = [];
  const left = members.entries();
  const lane = async (): Promise<void> => {
    for (const [at, member] of left) {
      if (failures.length > 0) return;
      try {
        made[at] = await work(member);
      } catch (failure) {
        failures.push(failure);
      }
    }
  };
  await Promise.all(Array.from({ length: Math.min(most, members.length) }, lane));
  if (failures.length > 0) throw failures[0];
  return made;
}
