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
const button = (text, action, attributes) =>
  h('button', { type: 'button', 'data-action': action, ...attributes }, text);
const muted = (text) => h('span', { class: 'muted' }, text);
const tag = (status) => h('span', { class: `tag ${status}` }, status);
const clock = (at) => new Date(at).toLocaleTimeString([], { hour12: false });
const time = (at) => h('time', { datetime: at }, clock(at));

/** Shows items. What is the same stays where it is, with the focus and a click under way. */
const fill = (id, items) => {
  const parent = byId(id);
  const known = new Map([...parent.children].map((child) => [child.outerHTML, child]));
  const wanted = items.map((item) => known.get(item.outerHTML) ?? item);
  for (const child of known.values()) if (!wanted.includes(child)) child.remove();
  wanted.forEach((child, place) => {
    if (parent.children[place] !== child) parent.insertBefore(child, parent.children[place]);
  });
};
const list = (id, items, otherwise) =>
  fill(id, items.length > 0 ? items : [h('li', {}, muted(otherwise))]);

const figure = (text, count, status = '') =>
  h('div', { class: count > 0 ? status : '' }, h('dt', {}, text), h('dd', {}, String(count)));

/** A pet's name, under which its timeline opens. */
const opener = (name, key, petId) => {
  const data = { 'data-item': key, 'data-pet': petId, 'aria-expanded': open.key === key };
  return button(name, 'open', { id: `open-${key}`, class: 'name', ...data });
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
  const key = `pet-${id}`;
  const action = { available: 'adopt', adopted: 'return' }[status];
  // Two buttons, not one that changes: who presses twice must not give the pet back.
  const label = { id: `${action}-${id}`, 'data-pet': id, 'aria-label': `${action} ${name}` };
  const head = [opener(name, key, id), muted(species), tag(status)];
  return h('li', { id: key }, head, action && button(action, action, label), timeline(key));
};

const adoption = ({ id, pet: name, petId, status, failure, createdAt, steps }) => {
  const key = `adoption-${id}`;
  const head = [opener(name ?? petId, key, petId), time(createdAt), tag(status)];
  const track = h('ol', { class: 'steps' }, steps.map(step));
  return h('li', { id: key }, head, track, failure && h('p', {}, failure.message), timeline(key));
};
/** `reserve-pet` is called reserve here, and `charge-fee` fee. */
const step = ({ step: name, state: now, at }) => {
  const [verb, thing] = name.split('-');
  const title = `${name} ${now}, ${clock(at)}`;
  return h('li', { class: now, title }, h('b', {}, thing === 'pet' ? verb : thing), muted(now));
};

const letter = ({ queue, id, type, message, attempts }) => {
  const key = `letter-${queue}-${id}`;
  const again = { id: `redrive-${key}`, 'data-queue': queue, 'data-id': id };
  const why = h('p', {}, message, ' ', muted(`${type ?? 'unknown'}, tried ${attempts} times`));
  return h('li', { id: key }, h('b', {}, queue), button('redrive', 'redrive', again), why);
};
/** All of a queue at once, where it has several; then the oldest letters. */
const dead = (letters) => {
  const queues = Object.entries(Object.groupBy(letters, ({ queue }) => queue));
  const several = queues.filter(([, ofQueue]) => ofQueue.length > 1);
  const heads = several.map(([queue, { length }]) => {
    const all = button('redrive all', 'redrive', { id: `redrive-${queue}`, 'data-queue': queue });
    return h('li', { id: `queue-${queue}` }, h('b', {}, queue), muted(`${length} letters`), all);
  });
  return [...heads, ...letters.slice(0, 6).map(letter)];
};

const control = ({ name, working }) => {
  const data = { id: `set-${name}`, role: 'switch', 'aria-checked': working, 'data-name': name };
  return h('li', {}, button(name, 'switch', data), muted(working ? 'works' : 'is down'));
};
const mail = ({ recipient, subject, sentAt }) =>
  h('li', {}, h('span', {}, subject), muted(recipient), time(sentAt));

const row = (name, ...cells) => {
  const columns = cells.map((cell) => h('td', {}, String(cell)));
  return h('tr', {}, h('th', { scope: 'row' }, name), columns);
};
/** A broker that is away does not say how much waits. */
const since = (count = '?', { age = 0 }) =>
  age < 500 ? count : `${count}, ${Math.round(age / 1000)} s`;
const byName = (a, b) => (a.name < b.name ? -1 : 1);
const waits = ({ outbox, projections, consumers }) => [
  row('outbox', since(outbox.waiting, outbox), outbox.sent, outbox.failed),
  ...(outbox.parked > 0 ? [row('outbox, parked', outbox.parked, '', '')] : []),
  ...consumers
    .toSorted(byName)
    .map((one) => row(one.name, since(one.messages, one), one.handled, one.retries)),
  ...projections
    .toSorted(byName)
    .map((one) => row(one.name, since(one.lag, one), one.failure ?? '', '')),
];

const showAll = () => {
  const { counts, pets, adoptions, deadLetters, switches, mailbox, health, production } = state;
  const underWay = adoptions.filter(({ status }) => !['completed', 'failed'].includes(status));
  fill('figures', [
    ...['available', 'reserved', 'adopted'].map((status) => figure(status, counts[status] ?? 0)),
    figure('under way', underWay.length),
    figure('to be sent', health.outbox.waiting),
    figure('dead letters', deadLetters.length, 'bad'),
  ]);
  list('pets', pets.map(pet), 'No pets yet. Register one.');
  list('adoptions', adoptions.map(adoption), 'Nobody has adopted yet.');
  list('dead', dead(deadLetters), 'None: every message was handled.');
  list('switches', production ? [] : switches.map(control), 'Nothing, in production.');
  list('mail', mailbox.map(mail), 'No mail yet.');
  fill('waits', waits(health));
};
/** Shows the state. What had the focus is new, or gone: then what stood beside it has it. */
const show = () => {
  const { id } = document.activeElement;
  const item = document.activeElement.closest('li[id]');
  const around = item?.parentElement;
  showAll();
  if (item === null || document.activeElement !== document.body) return;
  (byId(id) ?? (byId(item.id) ?? around).querySelector('button'))?.focus();
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
  return: ({ pet: petId }) => {
    const reason = 'returned on the board';
    return send('/api/commands/return-pet', { petId, reason }, 'The pet is back.');
  },
  redrive: ({ queue, id }) => send('/api/dead-letters/redrive', { queue, id }, 'Sent again.'),
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
    if (source.readyState === EventSource.CLOSED) setTimeout(connect, 1_000);
  });
};
connect();
