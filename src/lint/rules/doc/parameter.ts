import { mustBeDescribed } from './described.js';

export const docParameter = mustBeDescribed({
  id: 'doc/parameter',
  kind: 'parameter',
  why: 'A parameter is filled in by hand: whoever does it has to know which values make sense.',
});
