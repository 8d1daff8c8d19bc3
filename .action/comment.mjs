/** Pages of a hundred comments that are looked through for ours. */
const MAX_PAGES = 30;

/**
 * Keeps one comment in a pull request: makes it, or replaces what it says. Without findings no
 * comment is made.
 *
 * @returns a note for the log when the comment could not be written, which fails nothing
 */
export async function keepComment({
  api,
  repository,
  number,
  token,
  author,
  marker,
  body,
  isQuiet,
}) {
  const call = async (method, path, content) => {
    const response = await fetch(`${api}/repos/${repository}/${path}`, {
      method,
      headers: {
        accept: 'application/vnd.github+json',
        authorization: `Bearer ${token}`,
        'content-type': 'application/json',
        'user-agent': 'petevents-action',
        'x-github-api-version': '2022-11-28',
      },
      signal: AbortSignal.timeout(20_000),
      ...(content === undefined ? {} : { body: JSON.stringify(content) }),
    });
    if (!response.ok) throw new Refused(response.status);
    return response.json();
  };
  try {
    const mine = await find(call, number, { author, marker });
    if (mine !== undefined) await call('PATCH', `issues/comments/${mine.id}`, { body });
    else if (!isQuiet) await call('POST', `issues/${number}/comments`, { body });
    return undefined;
  } catch (error) {
    return `the comment was not written: ${reason(error)}; the report is in the job summary`;
  }
}

class Refused extends Error {
  constructor(status) {
    super(`GitHub answered ${status}`);
    this.status = status;
  }
}

const reason = (error) =>
  error instanceof Refused && (error.status === 403 || error.status === 404)
    ? `${error.message} (a pull request from a fork, or the job lacks \`permissions: pull-requests: write\`)`
    : error.message;

/** Our comment is one of our own account: anybody can write the marker. */
async function find(call, number, { author, marker }) {
  for (let page = 1; page <= MAX_PAGES; page++) {
    const comments = await call('GET', `issues/${number}/comments?per_page=100&page=${page}`);
    const mine = comments.find(
      ({ user, body }) => user?.login === author && body?.startsWith(marker) === true,
    );
    if (mine !== undefined || comments.length < 100) return mine;
  }
  return undefined;
}
