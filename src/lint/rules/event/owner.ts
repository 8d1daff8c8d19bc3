import type { View } from '../../../model/view.js';
import { defineRule } from '../../rule.js';

export const eventOwner = defineRule({
  id: 'event/owner',
  purpose: 'Each channel says which team owns it.',
  why: 'A channel outlives the project that made it. Who may change it, and who is called when it is silent, has to stand where everybody looks.',
  remedy: 'Add `x-owner: <team>` to the channel or to `info`, or a tag such as `team:shelter`.',
  strict: 'warning',
  checks: {
    document(root, { document, report }) {
      if (isOwned(root.follow('info')) || isOwned(root)) return;
      for (const { view: channel } of document.channels)
        if (!isOwned(channel)) report(channel, 'This channel does not say which team owns it.');
    },
  },
});

const isOwned = (view: View | undefined): boolean =>
  view?.field('x-owner') !== undefined ||
  view
    ?.list('tags')
    .some((tag) => /^(?:team|owner|squad)\b/i.test(tag.target()?.text('name') ?? '')) === true;
