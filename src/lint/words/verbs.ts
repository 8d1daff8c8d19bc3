/** Verbs that names of commands begin with, regular ones; those of `irregular.ts` come to them. */
export const verbs: ReadonlySet<string> = new Set(
  `abandon abort accept acknowledge acquire activate add adjust adopt allocate amend announce apply
  approve archive ask assign attach authenticate authorize award backup ban bill block book browse
  calculate call cancel capture change charge check claim clean clear clone close collect commit
  compensate complete compute confirm connect consume convert copy correct create credit deactivate
  debit decline decrease delay delete deliver deny deploy deposit destroy detach detect dim disable
  discard disconnect dispatch dismiss donate download edit emit enable end enqueue enroll ensure enter
  escalate evaluate evict execute expire export extend fail fetch filter finalize finish flag flush
  fulfill generate grant handle hire identify import increase index inform ingest initialize initiate
  insert inspect install invalidate invite invoice invoke issue join kick kill launch like link list
  load lock log login logout mark measure merge migrate modify monitor mount move mute notify offer onboard
  open opt order pack park patch pause perform persist pick ping place plan play plug poll post
  prepare print process produce promote provision publish pull purchase push query queue rate reach
  recalculate receive reconcile record recover redeem refresh refund register reject release reload
  remove rename render renew repair replace replay reply report request require reschedule reserve
  resize resolve respond restart restore resume retire retrieve retry return reverse revert review
  revoke roll rotate save scale scan schedule search select settle share ship sign simulate skip solve
  sort start stop store submit subscribe suspend swap switch sync synchronize tag terminate test
  toggle track train transfer transform translate trigger turn unblock uninstall unlock
  unregister unsubscribe update upgrade upload upsert use validate verify view visit void vote wait
  want warn watch wipe withhold`
    .trim()
    .split(/\s+/),
);

/** Words that names of queries begin with. */
export const queryWords: ReadonlySet<string> = new Set(
  `get find list query fetch search read lookup look count check is are has have can does do which what
  who where when how ask retrieve describe show select load exists ping request`
    .trim()
    .split(/\s+/),
);

/** Things that belong to storage and not to the business. */
export const technicalThings: ReadonlySet<string> = new Set([
  ...['row', 'rows', 'record', 'records', 'table', 'tables', 'entity', 'entities', 'object'],
  ...[
    'objects',
    'column',
    'tuple',
    'database',
    'db',
    'dao',
    'collection',
    'model',
    'resource',
    'item',
  ],
]);

/** What happens to them. */
export const technicalPasts: ReadonlySet<string> = new Set([
  ...['inserted', 'updated', 'deleted', 'upserted', 'created', 'modified', 'changed', 'saved'],
  ...['persisted', 'removed', 'added', 'patched', 'written'],
]);
