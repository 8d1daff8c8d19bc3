import { mustBeDescribed } from './described.js';

export const docChannel = mustBeDescribed({
  id: 'doc/channel',
  kind: 'channel',
  why: 'Who subscribes wants to know what a channel is for, who sends there and how much to expect: the address does not say.',
});
