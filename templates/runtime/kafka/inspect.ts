import type { Provisioned, TopologyDifference, TopologyItem } from '../types.js';
import type { DriverAdmin, TopicInfo, TopicSpec } from './driver.js';

/** A topic, and what it should be. */
export interface TopicDeclaration {
  readonly topic: string;
  readonly spec: TopicSpec;
}

/** Compares topics with what the cluster has; changes nothing. */
export const inspectTopics = async (
  admin: DriverAdmin,
  declarations: readonly TopicDeclaration[],
): Promise<Provisioned> => {
  const once = new Map(declarations.map((one) => [one.topic, one] as const));
  const items: TopologyItem[] = [];
  for (const { topic, spec } of once.values()) items.push(await inspectTopic(admin, topic, spec));
  return items;
};

/** Partitions, replicas, and those settings that the document names. */
export const inspectTopic = async (
  admin: DriverAdmin,
  topic: string,
  spec: TopicSpec,
  known?: TopicInfo,
): Promise<TopologyItem> => {
  const { config = {}, partitions, replicas } = spec;
  const declared = { ...defined({ partitions, replicas }), ...config };
  const item = { kind: 'topic', name: topic, declared, differences: [] } as const;
  const info = known ?? (await admin.describe(topic));
  if (info === undefined) return { ...item, state: 'missing' };
  const names = Object.keys(config);
  const settings = names.length === 0 ? {} : await admin.config(topic, names);
  const differences = [
    ...differing(defined({ partitions, replicas }), { ...info }),
    ...(settings === undefined ? [] : differing(config, settings)),
  ];
  if (differences.length > 0) return { ...item, differences, state: 'different' };
  return { ...item, state: settings === undefined ? 'unknown' : 'present' };
};

type Values = Readonly<Record<string, unknown>>;

const defined = (values: Values): Record<string, unknown> =>
  Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined));

const differing = (declared: Values, found: Values): TopologyDifference[] =>
  Object.keys(declared)
    .filter((argument) => comparable(declared[argument]) !== comparable(found[argument]))
    .map((argument) => ({ argument, declared: declared[argument], found: found[argument] }));

/** Kafka writes lists with commas, in whatever order. */
const comparable = (value: unknown): string =>
  String(value)
    .split(',')
    .map((part) => part.trim())
    .sort()
    .join();
