// Preloaded into a process of the PetStore: SIGKILL at a statement to the database.
// DIES_ON: a pattern of statement and values; DIES_AT: at which match; DIES: `now`, before its
// transaction commits (`commit`), or when it has (`committed`).
import pg from 'pg';

const { DIES_ON = '', DIES_AT = '1', DIES = 'now' } = process.env;
const pattern = new RegExp(DIES_ON);
const { query } = pg.Client.prototype;
const die = () => process.kill(process.pid, 'SIGKILL');
let matches = 0;
let doomed;

pg.Client.prototype.query = function dying(text, values, ...rest) {
  const isMatch =
    typeof text === 'string' && pattern.test(`${text} ${JSON.stringify(values ?? [])}`);
  if (isMatch) matches += 1;
  if (isMatch && matches === Number(DIES_AT)) {
    if (DIES === 'now') die();
    doomed = this;
  }
  const isEnd = doomed === this && text === 'commit';
  if (isEnd && DIES === 'commit') die();
  const result = query.call(this, text, values, ...rest);
  if (isEnd) void result.then(die);
  return result;
};
