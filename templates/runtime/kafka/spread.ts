export interface Reader {
  readonly memberId: string;
  readonly topics: ReadonlySet<string>;
}

export interface TopicPartitions {
  readonly topic: string;
  readonly partitions: readonly number[];
}

/** Gives each partition to the member with the fewest so far among those that read its topic. */
export function spread(readers: readonly Reader[], topics: readonly TopicPartitions[]) {
  const members = readers
    .map(({ memberId, topics: reads }) => ({
      memberId,
      reads,
      count: 0,
      assigned: new Map<string, number[]>(),
    }))
    .sort((a, b) => (a.memberId < b.memberId ? -1 : 1));
  for (const { topic, partitions } of topics) {
    const candidates = members.filter(({ reads }) => reads.has(topic));
    for (const partition of [...partitions].sort((a, b) => a - b)) {
      const [first, ...others] = candidates;
      if (first === undefined) break;
      const chosen = others.reduce((best, one) => (one.count < best.count ? one : best), first);
      chosen.count += 1;
      chosen.assigned.set(topic, [...(chosen.assigned.get(topic) ?? []), partition]);
    }
  }
  return members;
}
