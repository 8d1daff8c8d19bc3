/** A share of the mutation run; `npm run test:mutations -- 100000` makes more of them. */
import { expect, test } from 'vitest';
import { runShare } from './mutation/share.js';

const FROM = 1_000_000;

test(
  `mutations of seeds from ${FROM}: no crash, no second, findings in their place`,
  { timeout: 120_000 },
  async () => {
    const { counts, faults } = await runShare(FROM, FROM + 300);
    expect(faults.filter((fault) => !fault.includes('misplaced:'))).toEqual([]);
    const misplaced = Object.values(counts).reduce((sum, count) => sum + count.misplaced, 0);
    expect(misplaced, faults.join('\n')).toBeLessThan(3);
    for (const [kind, { made, errors }] of Object.entries(counts)) {
      expect(made, kind).toBeGreaterThan(20);
      expect(errors / made, kind).toBeGreaterThan(0.2);
    }
  },
);
