import { defineRule } from '../../rule.js';
import { casingOption, isWrittenAs } from '../casing.js';

export const addressCasing = defineRule({
  id: 'channel/address-casing',
  purpose: 'The words of all addresses are written in one style.',
  why: 'Addresses are case-sensitive and typed by hand into consoles, permissions and dashboards: with one style nobody has to look them up.',
  remedy: 'Rename the address, on every side at once, or choose another style.',
  strict: 'warning',
  options: { style: casingOption('How each word between `.` and `/` is written.', 'kebab-case') },
  checks: {
    channel(channel, { options, report }) {
      const at = channel.field('address');
      const words = (channel.text('address') ?? '').replaceAll(/\{[^}]*\}/g, '').split(/[./:]/);
      const other = words.find(
        (word) => !/^[#*+$]?$/.test(word) && !isWrittenAs(options.style, word),
      );
      if (at !== undefined && other !== undefined)
        report(at, `\`${other}\` in this address is not ${options.style}.`);
    },
  },
});
