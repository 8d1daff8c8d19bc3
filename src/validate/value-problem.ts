import type { Issue } from '../payload/issue.js';
import type { Problem } from './report.js';

/** A fault of a value, as a problem of the place that the value stands at. */
export const valueProblem = (
  code: string,
  { message, path, part, help, rule }: Issue,
  above: readonly (string | number)[],
): Problem => ({
  code,
  message,
  path: [...above, ...path],
  part,
  ...(help === undefined ? {} : { help }),
  related: [{ message: 'the rule', place: rule }],
});
