import { mustBeDescribed } from './described.js';

export const docOperation = mustBeDescribed({
  id: 'doc/operation',
  kind: 'operation',
  why: 'The id says what an operation does in three words. When it happens, and what it leads to, has to be written down.',
});
