import { addField } from '../../fixes.js';
import { defineRule } from '../../rule.js';

export const contentType = defineRule({
  id: 'message/content-type',
  purpose: 'Each message has a content type, its own or the document’s default.',
  why: 'A receiver has to know how to read the bytes. Where nobody says it, each side assumes something, mostly JSON.',
  remedy:
    'Add `defaultContentType: application/json` to the document, or `contentType` to the message.',
  recommended: 'warning',
  strict: 'error',
  checks: {
    document(root, { document, report }) {
      if (root.field('defaultContentType') !== undefined) return;
      const messages = document.all('message').map((message) => message.withTraits());
      const without = messages.filter((message) => message.text('contentType') === undefined);
      const [first] = without;
      if (first === undefined) return;
      const isPlain = without.every(({ value }) => !JSON.stringify(value).includes('schemaFormat'));
      report(root.field('info') ?? root, howMany(without.length), {
        part: 'key',
        related: [{ message: 'the first of them', view: first }],
        ...(isPlain
          ? { fix: () => addField(root, 'info', 'defaultContentType: application/json') }
          : {}),
      });
    },
  },
});

const howMany = (count: number): string =>
  count === 1
    ? 'One message has no content type, and the document has no default.'
    : `${count} messages have no content type, and the document has no default.`;
