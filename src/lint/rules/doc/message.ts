import { mustBeDescribed } from './described.js';

export const docMessage = mustBeDescribed({
  id: 'doc/message',
  kind: 'message',
  why: 'A schema says what a message looks like, not when it is sent and what it means that it was.',
});
