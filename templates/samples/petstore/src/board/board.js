// The board shows the state that the server tells, whole, at each change. No build, no library.

/** The customer who adopts from here: seeded in schema.sql. */
const ada = '1c2d3e4f-5a6b-4c7d-8e9f-0a1b2c3d4e5f';
const reason = 'returned on the board';
const closed = { key: '', petId: '', events: [] };
let state;
/** The item under which a pet's timeline is open. */
let open = closed;
const byId = (id) => document.getElementById(id);

/** An element. Text is only ever text, whatever a pet is called. */
const h = (name, attributes, ...children) => {
  const element = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
  element.append(...children.flat(2).filter((child) => child != null));
  return element;
};
const bold = (text) => h('b', {}, text);
const muted = (text) => h('span', { class: 'muted' }, text);
const tag = (status) => h('span', { class: `tag ${status}` }, status);
const clock = (at) => new Date(at).toLocaleTimeString([], { hour12: false });
const time = (at) => h('time', { datetime: at }, clock(at));
/** A button that sends `body` to `path`, and says `done`. */
const button = (attributes, text, path, body, done) => {
  const order = { 'data-path': path, 'data-body': JSON.stringify(body), 'data-done': done };
  return h('button', { type: 'button', ...order, ...attributes }, text);
};

/** Shows items. What is the same stays where it is, with the focus and a click under way. */
const fill = (id, items, otherwise) => {
  const parent = byId(id);
  const known = new Map([...parent.children].map((child) => [child.outerHTML, child]));
  const shown = items.length > 0 ? items : [h('li', {}, muted(otherwise))];
  const wanted = shown.map((item) => known.get(item.outerHTML) ?? item);
  for (const child of known.values()) if (!wanted.includes(child)) child.remove();
  wanted.forEach((child, place) => {
    if (parent.children[place] !== child) parent.insertBefore(child, parent.children[place]);
  });
};
const figure = (text, count, status = '') =>
  h('div', { class: count > 0 ? status : '' }, h('dt', {}, text), h('dd', {}, count));

/** An item with the name of a pet, under which its timeline opens. */
const item = (key, petId, name, ...rest) => {
  const isOpen = open.key === key;
  const data = { 'data-key': key, 'data-pet': petId, 'aria-expanded': isOpen };
  const opener = h('button', { type: 'button', id: `open-${key}`, class: 'name', ...data }, name);
  const timeline = isOpen ? h('ol', { class: 'timeline' }, open.events.map(happening)) : undefined;
  return h('li', { id: key }, opener, rest, timeline);
};
/** One event of a pet: `PetNameChanged` reads "name changed". */
const happening = ({ type, at, data: { newName, vaccine, reason: why, adoptionId } }) => {
  const words = type.replace('Pet', '').replace(/\B[A-Z]/g, ' $&');
  const more = newName ?? vaccine ?? why ?? adoptionId?.slice(0, 8) ?? '';
  return h('li', {}, time(at), bold(words.toLowerCase()), muted(more));
};

/** Two buttons, not one that changes: who presses twice must not give the pet back. */
const orders = (petId) => ({
  available: ['adopt', '/api/adoptions', { petId, customerId: ada }, 'Adoption accepted.'],
  adopted: ['return', '/api/commands/return-pet', { petId, reason }, 'The pet is back.'],
});
const pet = ({ id, name, species, status }) => {
  const [action, ...order] = orders(id)[status] ?? [];
  const label = { id: `${action}-${id}`, 'aria-label': `${action} ${name}` };
  const press = action && button(label, action, ...order);
  return item(`pet-${id}`, id, name, muted(species), tag(status), press);
};

const adoption = ({ id, pet: name, petId, status, failure, createdAt, steps }) => {
  const track = h('ol', { class: 'steps' }, steps.map(step));
  const why = failure && h('p', {}, failure.message);
  return item(`adoption-${id}`, petId, name ?? petId, time(createdAt), tag(status), track, why);
};
/** `reserve-pet` is called reserve here, and `charge-fee` fee. */
const step = ({ step: name, state: now, at }) => {
  const [verb, thing] = name.split('-');
  const title = `${name} ${now}, ${clock(at)}`;
  return h('li', { class: now, title }, bold(thing === 'pet' ? verb : thing), muted(now));
};

const redrive = (text, body, key) =>
  button({ id: `redrive-${key}` }, text, '/api/dead-letters/redrive', body, 'Sent again.');
const letter = ({ queue, id, type, message, attempts }) => {
  const key = `letter-${queue}-${id}`;
  const why = h('p', {}, message, ' ', muted(`${type ?? 'unknown'}, tried ${attempts} times`));
  return h('li', { id: key }, bold(queue), redrive('redrive', { queue, id }, key), why);
};
/** All of a queue at once, where it has several; then the oldest letters. */
const dead = (letters) => {
  const queues = Object.entries(Object.groupBy(letters, ({ queue }) => queue));
  const heads = queues.filter(([, { length }]) => length > 1).map(([queue, { length }]) => {
    const all = redrive('redrive all', { queue }, queue);
    return h('li', { id: `queue-${queue}` }, bold(queue), muted(`${length} letters`), all);
  });
  return [...heads, ...letters.slice(0, 6).map(letter)];
};

const control = ({ name, working }) => {
  const attributes = { id: `set-${name}`, role: 'switch', 'aria-checked': working };
  const turn = button(attributes, name, '/api/switches', { [name]: !working }, `Changed: ${name}.`);
  return h('li', {}, turn, muted(working ? 'works' : 'is down'));
};
const mail = ({ recipient, subject, sentAt }) =>
  h('li', {}, h('span', {}, subject), muted(recipient), time(sentAt));
/** A broker that is away does not say how much waits. */
const row = (name, { age = 0 }, count = '?', ...more) => {
  const waiting = age < 500 ? count : `${count}, ${Math.round(age / 1000)} s`;
  return h('tr', {}, h('th', { scope: 'row' }, name), [waiting, ...more].map((cell) => h('td', {}, cell)));
};
const byName = (a, b) => (a.name < b.name ? -1 : 1);
const waits = ({ outbox, projections, consumers }) => [
  row('outbox', outbox, outbox.waiting, outbox.sent, outbox.failed),
  ...(outbox.parked > 0 ? [row('outbox, parked', {}, outbox.parked, '', '')] : []),
  ...consumers.sort(byName).map((one) => row(one.name, one, one.messages, one.handled, one.retries)),
  ...projections.sort(byName).map((one) => row(one.name, one, one.lag, one.failure ?? '', '')),
];

/** Shows the state. What had the focus is new, or gone: then what stood beside it has it. */
const show = () => {
  const { counts, pets, adoptions, deadLetters, switches, mailbox, health, production } = state;
  const underWay = adoptions.filter(({ status }) => !['completed', 'failed'].includes(status));
  const { activeElement: focused } = document;
  const within = focused.closest('li[id]');
  const around = within?.parentElement;
  fill('figures', [
    ...['available', 'reserved', 'adopted'].map((status) => figure(status, counts[status] ?? 0)),
    figure('under way', underWay.length),
    figure('to be sent', health.outbox.waiting),
    figure('dead letters', deadLetters.length, 'bad'),
  ]);
  fill('pets', pets.map(pet), 'No pets yet. Register one.');
  fill('adoptions', adoptions.map(adoption), 'Nobody has adopted yet.');
  fill('dead', dead(deadLetters), 'None: every message was handled.');
  fill('switches', production ? [] : switches.map(control), 'Nothing, in production.');
  fill('mail', mailbox.map(mail), 'No mail yet.');
  fill('waits', waits(health));
  if (within === null || focused.isConnected) return;
  (byId(focused.id) ?? (byId(within.id) ?? around).querySelector('button'))?.focus();
};

/** Says something in one of the two places that screen readers follow. */
const tell = (id, text, status) => {
  const place = byId(id);
  place.className = status;
  if (place.textContent !== text) place.textContent = text;
};
const send = async (path, body, done) => {
  const options = { method: 'POST', headers: { 'content-type': 'application/json' }, body };
  const response = await fetch(path, options).catch(() => undefined);
  const answer = await response?.json().catch(() => undefined);
  if (response?.ok) tell('told', done, 'good');
  else tell('told', answer?.error ?? 'The server does not answer.', 'bad');
  return response?.ok;
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

document.addEventListener('click', ({ target }) => {
  const { key, pet: petId, path, body, done } = target.closest('button')?.dataset ?? {};
  if (path) void send(path, body, done);
  if (!key) return;
  open = open.key === key ? closed : { key, petId, events: [] };
  void loadTimeline();
});
byId('register').addEventListener('submit', async (event) => {
  event.preventDefault();
  const form = event.target;
  const pet = Object.fromEntries(new FormData(form));
  const body = JSON.stringify(pet);
  if (await send('/api/commands/register-pet', body, `${pet.name} is registered.`)) form.reset();
});

/** The browser connects again by itself, unless a server that is starting answers 503. */
const connect = () => {
  const source = new EventSource('/api/stream');
  source.addEventListener('state', async ({ data }) => {
    state = JSON.parse(data);
    const { status, database } = state.health;
    tell('link', `${status}: ${state.transport}, ${database} database`, status);
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
