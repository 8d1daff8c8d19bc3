// What `action.yml` runs: plain JavaScript, because GitHub checks the repository out without
// building it. The checks are the command line's; this puts their reports where GitHub shows them.
import { randomUUID } from 'node:crypto';
import { appendFileSync, mkdtempSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { keepComment } from './comment.mjs';
import { InputError, readInputs } from './inputs.mjs';
import { check, findPetevents } from './petevents.mjs';

const { env } = process;

async function main() {
  const inputs = readInputs(env);
  delete env.PETEVENTS_TOKEN; // no process that we start needs it
  const folder = resolve(env.GITHUB_WORKSPACE ?? '.', inputs.folder);
  if (!statSync(folder, { throwIfNoEntry: false })?.isDirectory())
    throw new InputError(`working-directory: there is no folder ${inputs.folder}`);
  const temp = mkdtempSync(join(env.RUNNER_TEMP ?? tmpdir(), 'petevents-'));
  const actionPath = fileURLToPath(new URL('..', import.meta.url));
  const command = findPetevents(inputs, { folder, temp, actionPath });
  const { documents, messages } = runChecks(command, inputs, { folder, temp });
  const all = [documents, messages].filter((one) => one !== undefined);
  for (const { annotations } of all) process.stdout.write(annotations);

  const counts = sum(all.map((one) => one.counts));
  const body = markdown({ documents, messages }, inputs);
  const report = join(temp, 'report.md');
  writeFileSync(report, body);
  if (env.GITHUB_STEP_SUMMARY) appendFileSync(env.GITHUB_STEP_SUMMARY, body);
  output({
    errors: counts.error,
    warnings: counts.warning,
    infos: counts.info,
    sarif: documents.sarif,
    'sarif-verify': messages?.sarif ?? '',
    report,
  });
  if (inputs.comment) await comment(body, counts, inputs);
  process.exitCode = verdict(all, counts, inputs.failOn);
}

/** lint says again what validate says, so that it takes its place where the documents are valid. */
function runChecks(command, inputs, places) {
  const run = (name, args, files) => {
    const result = check(command, name, { ...places, args: [name, ...args], files });
    log(name, result);
    return result;
  };
  const valid = run('validate', [], inputs.documents);
  const options = [
    ...(inputs.config === '' ? [] : ['--config', inputs.config]),
    ...(inputs.preset === '' ? [] : ['--preset', inputs.preset]),
  ];
  const documents =
    inputs.lint && valid.exitCode === 0 ? run('lint', options, inputs.documents) : valid;
  if (inputs.messages.length === 0 || valid.exitCode !== 0) return { documents };
  return { documents, messages: run('verify', [], [inputs.documents[0], ...inputs.messages]) };
}

/** What a command printed, between lines that keep GitHub from reading commands in it. */
function log(name, { log: words, exitCode }) {
  const token = randomUUID();
  process.stdout.write(
    `::group::petevents ${name} (${exitCode})\n::stop-commands::${token}\n${words}\n::${token}::\n::endgroup::\n`,
  );
}

const sum = (list) => ({
  error: list.reduce((total, { error }) => total + error, 0),
  warning: list.reduce((total, { warning }) => total + warning, 0),
  info: list.reduce((total, { info }) => total + info, 0),
});

const markerOf = ({ commentKey }) =>
  `<!-- petevents:action${commentKey === '' ? '' : `:${commentKey}`} -->`;

function markdown({ documents, messages }, inputs) {
  const sections = [
    ['Documents', documents],
    ['Messages', messages],
  ].flatMap(([title, result]) =>
    result === undefined ? [] : [`### ${title}`, '', text(result), ''],
  );
  return [markerOf(inputs), ...sections].join('\n');
}

/** The report without its own marker; a command that could not run has none. */
const text = ({ markdown: report, exitCode }) =>
  report === ''
    ? `**petevents** could not run (exit code ${exitCode}); see the log of the job.`
    : report.replace(/^<!--.*-->\n/, '').trimEnd();

function output(values) {
  if (!env.GITHUB_OUTPUT) return;
  const end = randomUUID(); // a value cannot hold it, so that no value becomes another output
  for (const [name, value] of Object.entries(values)) {
    appendFileSync(env.GITHUB_OUTPUT, `${name}<<${end}\n${value}\n${end}\n`);
  }
}

async function comment(body, counts, { token, commentAuthor, ...inputs }) {
  const number = pullRequest();
  if (number === undefined || token === '') return;
  const note = await keepComment({
    api: env.GITHUB_API_URL ?? 'https://api.github.com',
    repository: env.GITHUB_REPOSITORY,
    number,
    token,
    author: commentAuthor,
    marker: markerOf(inputs),
    body: body.slice(0, 65_000),
    isQuiet: counts.error + counts.warning + counts.info === 0,
  });
  if (note !== undefined) annotate('notice', note);
}

function pullRequest() {
  if (!env.GITHUB_EVENT_PATH) return undefined;
  const number = JSON.parse(readFileSync(env.GITHUB_EVENT_PATH, 'utf8')).pull_request?.number;
  return Number.isSafeInteger(number) ? number : undefined;
}

/** 2 where a command could not run, 1 where a finding is as bad as the job may not have. */
function verdict(all, { error, warning, info }, failOn) {
  if (all.some(({ exitCode }) => exitCode > 1)) return 2;
  const bad = { error, warning: error + warning, info: error + warning + info, never: 0 }[failOn];
  return bad > 0 ? 1 : 0;
}

function annotate(kind, words) {
  const data = words.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A');
  process.stdout.write(`::${kind} title=petevents::${data}\n`);
}

try {
  await main();
} catch (error) {
  if (!(error instanceof InputError)) throw error;
  annotate('error', error.message);
  process.exitCode = 2;
}
