// The board shows the state that the server tells, whole, at each change. No build, no library.

/** The customer who adopts from here: seeded in schema.sql. */
const ada = '1c2d3e4f-5a6b-4c7d-8e9f-0a1b2c3d4e5f';

let state;
/** The item under which a pet's timeline is open. */
let open = { key: '', petId: '', events: [] };

const byId = (id) => document.getElementById(id);

/** An element. Text is only ever text, whatever a pet is called. */
const h = (name, attributes, ...children) => {
  const element = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
  element.append(...children.flat(2).filter((child) => child != null));
  return element;
};
const item = (id, ...children) => h('li', { id }, children);
const button = (text, action, attributes) =>
  h('button', { type: 'button', 'data-action': action, ...attributes }, text);
const muted = (text) => h('span', { class: 'muted' }, text);
const tag = (status) => h('span', { class: `tag ${status}` }, status);
const clock = (at) => new Date(at).toLocaleTimeString([], { hour12: false });
const time = (at) => h('time', { datetime: at }, clock(at));

/** Makes an element like another and keeps what is the same: the focus, a click under way. */
const become = (now, next) => {
  for (const name of now.getAttributeNames()) {
    if (!next.hasAttribute(name)) now.removeAttribute(name);
  }
  for (const { name, value } of next.attributes) {
    if (now.getAttribute(name) !== value) now.setAttribute(name, value);
  }
  fill(now, [...next.childNodes]);
};
const fill = (parent, wanted) => {
  const staying = new Set(wanted.map(({ id }) => id));
  for (const child of [...parent.children]) if (child.id && !staying.has(child.id)) child.remove();
  let place = parent.firstChild;
  for (const child of wanted) {
    const alike = place && !place.id && place.nodeName === child.nodeName ? place : undefined;
    const same = child.id ? [...parent.children].find(({ id }) => id === child.id) : alike;
    if (same && same === place) place = place.nextSibling;
    else parent.insertBefore(same ?? child, place);
    if (same?.nodeType === Node.TEXT_NODE) same.data = child.data;
    else if (same) become(same, child);
  }
  while (parent.childNodes.length > wanted.length) parent.lastChild.remove();
};
const list = (id, items, otherwise) =>
  fill(byId(id), items.length > 0 ? items : [h('li', {}, muted(otherwise))]);

const figure = (text, count, status = '') =>
  h('div', { class: count > 0 ? status : '' }, h('dt', {}, text), h('dd', {}, String(count)));
const isOver = ({ status }) => status === 'completed' || status === 'failed';

/** A pet's name, under which its timeline opens. */
const opener = (name, key, petId) => {
  const data = { 'data-item': key, 'data-pet': petId, 'aria-expanded': open.key === key };
  return button(name, 'open', { class: 'name', ...data });
};
const timeline = (key) =>
  open.key === key ? h('ol', { class: 'timeline' }, open.events.map(happening)) : undefined;

/** One event of a pet: `PetNameChanged` reads "name changed". */
const happening = ({ type, at, data }) => {
  const words = type.replace('Pet', '').replace(/\B[A-Z]/g, ' $&');
  const { newName, vaccine, reason, adoptionId } = data;
  const more = newName ?? vaccine ?? reason ?? adoptionId?.slice(0, 8) ?? '';
  return h('li', {}, time(at), h('b', {}, words.toLowerCase()), muted(more));
};

const pet = ({ id, name, species, status }) => {
  const action = { available: 'adopt', adopted: 'return' }[status];
  const attributes = { id: `${action}-${id}`, 'data-pet': id, 'aria-label': `${action} ${name}` };
  const end = action && button(action, action, attributes);
  const key = `pet-${id}`;
  return item(key, opener(name, key, id), muted(species), tag(status), end, timeline(key));
};

const adoption = ({ id, pet: name, petId, status, failure, createdAt, steps }) => {
  const key = `adoption-${id}`;
  const head = [opener(name ?? petId, key, petId), time(createdAt), tag(status)];
  const track = h('ol', { class: 'steps' }, steps.map(step));
  return item(key, head, track, failure && h('p', {}, failure.message), timeline(key));
};
/** `reserve-pet` is called reserve here, and `charge-fee` fee. */
const step = ({ step: name, state: now, at }) => {
  const [verb, thing] = name.split('-');
  const title = `${name} ${now}, ${clock(at)}`;
  return h('li', { class: now, title }, h('b', {}, thing === 'pet' ? verb : thing), muted(now));
};

const letter = ({ queue, id, type, message, attempts }) => {
  const again = button('redrive', 'redrive', { 'data-queue': queue, 'data-id': id });
  const why = h('p', {}, message, ' ', muted(`${type ?? 'unknown'}, tried ${attempts} times`));
  return item(`letter-${queue}-${id}`, h('b', {}, queue), again, why);
};

/** All of a queue at once, where it has several. */
const several = ([queue, letters]) => {
  if (letters.length === 1) return [];
  const again = button('redrive all', 'redrive', { 'data-queue': queue });
  return item(`queue-${queue}`, h('b', {}, queue), muted(`${letters.length} letters`), again);
};
const dead = (letters) => {
  const queues = Object.entries(Object.groupBy(letters, ({ queue }) => queue));
  return [...queues.flatMap(several), ...letters.slice(0, 6).map(letter)];
};

const control = ({ name, working }) => {
  const attributes = { role: 'switch', 'aria-checked': working, 'data-name': name };
  return item(
    `switch-${name}`,
    button(name, 'switch', attributes),
    muted(working ? 'works' : 'is down'),
  );
};

const mail = ({ recipient, subject, sentAt }) =>
  h('li', {}, h('span', {}, subject), muted(recipient), time(sentAt));

const row = (name, ...cells) => {
  const head = h('th', { scope: 'row' }, name);
  return h(
    'tr',
    {},
    head,
    cells.map((cell) => h('td', {}, String(cell))),
  );
};
/** A broker that is away does not say how much waits. */
const since = (count = '?', { age = 0 }) =>
  age < 500 ? count : `${count}, ${Math.round(age / 1000)} s`;
const byName = (a, b) => (a.name < b.name ? -1 : 1);
const waits = ({ outbox, projections, consumers }) => [
  row(
    outbox.parked > 0 ? `outbox, ${outbox.parked} parked` : 'outbox',
    since(outbox.waiting, outbox),
    outbox.sent,
    outbox.failed,
  ),
  ...consumers
    .toSorted(byName)
    .map((one) => row(one.name, since(one.messages, one), one.handled, one.retries)),
  ...projections
    .toSorted(byName)
    .map((one) => row(one.name, since(one.lag, one), one.failure ?? '', '')),
];

/** Shows the state. What had the focus may be gone: then what stood beside it has it. */
const show = () => {
  const place = document.activeElement.closest('li[id]');
  const around = place?.parentElement;
  showAll();
  if (!place || document.activeElement !== document.body) return;
  (place.isConnected ? place : around).querySelector('button')?.focus();
};
const showAll = () => {
  const { counts, pets, adoptions, deadLetters, switches, mailbox, health, production } = state;
  fill(byId('figures'), [
    ...['available', 'reserved', 'adopted'].map((status) => figure(status, counts[status] ?? 0)),
    figure('under way', adoptions.filter((one) => !isOver(one)).length),
    figure('to be sent', health.outbox.waiting),
    figure('dead letters', deadLetters.length, 'bad'),
  ]);
  list('pets', pets.map(pet), 'No pets yet. Register one.');
  list('adoptions', adoptions.map(adoption), 'Nobody has adopted yet.');
  list('dead', dead(deadLetters), 'None: every message was handled.');
  list('switches', production ? [] : switches.map(control), 'Nothing, in production.');
  list('mail', mailbox.map(mail), 'No mail yet.');
  fill(byId('waits'), waits(health));
};

/** Says something in one of the two places that screen readers follow. */
const tell = (id, text, status) => {
  const place = byId(id);
  place.className = status;
  if (place.textContent !== text) place.textContent = text;
};

const send = async (path, body, done) => {
  const headers = { 'content-type': 'application/json' };
  try {
    const response = await fetch(path, { method: 'POST', headers, body: JSON.stringify(body) });
    const answer = await response.json().catch(() => ({}));
    tell('told', response.ok ? done : answer.error, response.ok ? 'good' : 'bad');
    return response.ok;
  } catch {
    tell('told', 'The server does not answer.', 'bad');
    return false;
  }
};

/** The timeline is asked for, not told: only the pet that somebody looks at. */
const loadTimeline = async () => {
  const { petId } = open;
  if (petId === '') return show();
  const response = await fetch(`/api/queries/adoption-history/${petId}`).catch(() => undefined);
  const events = response?.ok ? await response.json() : [];
  if (open.petId === petId) open = { ...open, events };
  show();
};

const actions = {
  open: ({ item: key, pet: petId }) => {
    open = open.key === key ? { key: '', petId: '', events: [] } : { key, petId, events: [] };
    return loadTimeline();
  },
  adopt: ({ pet: petId }) =>
    send('/api/adoptions', { petId, customerId: ada }, 'Adoption accepted.'),
  return: ({ pet: petId }) =>
    send(
      '/api/commands/return-pet',
      { petId, reason: 'returned on the board' },
      'The pet is back.',
    ),
  redrive: (letter) =>
    send('/api/dead-letters/redrive', { ...letter, action: undefined }, 'Sent again.'),
  switch: ({ name }, { ariaChecked }) =>
    send('/api/switches', { [name]: ariaChecked !== 'true' }, `Changed: ${name}.`),
};
document.addEventListener('click', ({ target }) => {
  const clicked = target.closest('[data-action]');
  if (clicked) void actions[clicked.dataset.action](clicked.dataset, clicked);
});
byId('register').addEventListener('submit', async (event) => {
  event.preventDefault();
  const form = event.target;
  const body = Object.fromEntries(new FormData(form));
  if (await send('/api/commands/register-pet', body, `${body.name} is registered.`)) form.reset();
});

/** The browser connects again by itself, unless a server that is starting answers 503. */
const connect = () => {
  const source = new EventSource('/api/stream');
  source.addEventListener('state', async ({ data }) => {
    state = JSON.parse(data);
    const { health, transport } = state;
    tell('link', `${health.status}: ${transport}, ${health.database} database`, health.status);
    show();
    if (open.key !== '') await loadTimeline();
  });
  source.addEventListener('down', () => tell('link', 'the database does not answer', 'down'));
  source.addEventListener('error', () => {
    tell('link', 'not connected, trying again', 'down');
    if (source.readyState !== EventSource.CLOSED) return;
    setTimeout(connect, 1_000);
  });
};
connect();
