import { defineRule } from '../../rule.js';
import { isOnKafka, topicOf } from './topics.js';

export const topicName = defineRule({
  id: 'kafka/topic-name',
  purpose: 'The name of a topic is one that Kafka takes.',
  why: 'Kafka refuses names with other characters than letters, digits, `.`, `_` and `-`, or longer than 249. It writes `.` as `_` in the names of its metrics, so that `a.b` and `a_b` cannot both be there: names with both signs make that likely.',
  remedy: 'Rename the topic with letters, digits, `-` and either `.` or `_`.',
  recommended: 'error',
  strict: 'error',
  checks: {
    document(_root, { document, report }) {
      for (const { view: channel } of document.channels) {
        const at = topicOf(channel);
        if (at === undefined || typeof at.value !== 'string' || !isOnKafka(channel, document))
          continue;
        const name = at.value.replaceAll(/\{[^}]*\}/g, 'x');
        const wrong = faultOf(name);
        if (wrong !== undefined) report(at, wrong);
        else if (name.includes('.') && name.includes('_'))
          report(at, 'This topic mixes `.` and `_`, which Kafka does not tell apart in metrics.', {
            atMost: 'warning',
          });
      }
    },
  },
});

function faultOf(name: string): string | undefined {
  const sign = /[^a-zA-Z\d._-]/u.exec(name)?.[0];
  if (sign !== undefined) return `Kafka allows no \`${sign}\` in the name of a topic.`;
  if (name === '' || name === '.' || name === '..') return 'Kafka allows no topic of this name.';
  return name.length > 249
    ? `This name has ${name.length} characters; Kafka allows 249.`
    : undefined;
}
