const FAIL_ON = ['error', 'warning', 'info', 'never'];

/** What the user may set in `with:`, from the environment that `action.yml` fills. */
export function readInputs(env) {
  const text = (name) => (env[`PETEVENTS_${name}`] ?? '').trim();
  const inputs = {
    documents: lines(text('DOCUMENTS')),
    lint: flag('lint', text('LINT') || 'true'),
    config: text('CONFIG'),
    preset: text('PRESET'),
    messages: lines(text('MESSAGES')),
    failOn: text('FAIL_ON') || 'error',
    comment: flag('comment', text('COMMENT') || 'true'),
    commentKey: text('COMMENT_KEY'),
    commentAuthor: text('COMMENT_AUTHOR') || 'github-actions[bot]',
    token: text('TOKEN'),
    folder: text('WORKING_DIRECTORY') || '.',
    version: text('VERSION'),
  };
  if (inputs.documents.length === 0) throw new InputError('documents is empty: name a document');
  if (!FAIL_ON.includes(inputs.failOn)) {
    throw new InputError(`fail-on is none of ${FAIL_ON.join(', ')}`);
  }
  if (!/^[\w.^~-]*$/.test(inputs.version))
    throw new InputError('version is no version: write 1.2.3');
  if (!/^[\w.-]*$/.test(inputs.commentKey)) {
    throw new InputError('comment-key may have letters, digits, . _ and - only');
  }
  return inputs;
}

/** A wrong input: the message says which, and what to write. */
export class InputError extends Error {}

const lines = (text) =>
  text
    .split(/\r?\n/)
    .map((line) => line.trim())
    .filter((line) => line !== '');

function flag(name, text) {
  if (text !== 'true' && text !== 'false')
    throw new InputError(`${name} is neither true nor false`);
  return text === 'true';
}
