-- The tables of the PetStore. Run at each start; all of it is "if not exists".
-- The tables of the outbox, the inbox, dead letters and webhooks come from src/generated/runtime.

create table if not exists events (
  position bigint generated always as identity,
  xid xid8 not null default pg_current_xact_id(),
  stream text not null,
  version integer not null,
  event_id uuid not null unique,
  type text not null,
  schema_version integer not null,
  data jsonb not null,
  metadata jsonb not null,
  occurred_at timestamptz not null default clock_timestamp(),
  primary key (stream, version),
  unique (xid, position)
);

create or replace function refuse_change() returns trigger language plpgsql as $$
begin
  raise exception 'stored events never change';
end $$;
create or replace trigger events_never_change
  before update or delete or truncate on events
  for each statement execute function refuse_change();

create table if not exists snapshots (
  stream text primary key, version integer not null, hash text not null, state text not null
);

-- How far each follower of the events has come.
create table if not exists checkpoints (
  name text primary key,
  xid xid8 not null default '0',
  position bigint not null default 0,
  updated_at timestamptz not null default clock_timestamp()
);

create table if not exists leases (
  name text primary key, owner uuid not null, ends_at timestamptz not null
);

-- Read models.
create table if not exists available_pets (
  id uuid primary key, name text not null, species text not null, age integer,
  shelter_id uuid not null, photo_url text, available_since timestamptz not null
);
create table if not exists pet_details (
  id uuid primary key, document jsonb not null
);
create table if not exists pet_search (
  id uuid primary key, name text not null, species text not null, status text not null,
  region text not null
);

-- Reference data, seeded.
create table if not exists shelters (id uuid primary key, name text not null, region text not null);
create table if not exists customers (id uuid primary key, name text not null, email text not null);
insert into shelters values
  ('5e4d3c2b-1a0f-4e9d-8c7b-6a5f4e3d2c1b', 'Happy Paws', 'north'),
  ('6f5e4d3c-2b1a-4f0e-9d8c-7b6a5f4e3d2c', 'Second Chance', 'south')
  on conflict do nothing;
insert into customers values
  ('1c2d3e4f-5a6b-4c7d-8e9f-0a1b2c3d4e5f', 'Ada Example', 'ada@example.com'),
  ('2d3e4f5a-6b7c-4d8e-9f0a-1b2c3d4e5f6a', 'Grace Sample', 'grace@example.com')
  on conflict do nothing;

-- The adoption saga: one versioned row an adoption, and whose command a reply answers.
create table if not exists adoptions (
  id uuid primary key,
  version integer not null,
  status text not null,
  state jsonb not null,
  correlation_id text not null,
  due_at timestamptz,
  created_at timestamptz not null default clock_timestamp()
);
create index if not exists adoptions_due on adoptions (due_at) where due_at is not null;
create table if not exists adoption_commands (
  id uuid primary key, adoption_id uuid not null
);

-- What the workers have done. `undone` rows stay: an order that comes after its undoing is refused.
create table if not exists partner_work (
  adoption_id uuid not null, kind text not null, state text not null, appointment timestamptz,
  primary key (adoption_id, kind)
);
create table if not exists certificates (
  adoption_id uuid primary key, state text not null, url text not null
);

-- The email service: what it knows of adoptions, and what it has sent.
create table if not exists adoption_snapshots (
  adoption_id uuid primary key, pet_version integer not null, pet text not null,
  customer text not null, email text not null
);
create table if not exists welcome_packages (
  adoption_id uuid primary key, adopted boolean not null default false,
  completed boolean not null default false
);
create table if not exists mailbox (
  id bigint generated always as identity primary key,
  adoption_id uuid not null, kind text not null, recipient text not null, subject text not null,
  sent_at timestamptz not null default clock_timestamp(),
  unique (adoption_id, kind)
);

-- The analytics service: a fact for each event, so that reading one again changes nothing.
create table if not exists analytics_pets (id uuid primary key, species text not null);
create table if not exists adoption_facts (
  event_id uuid primary key, pet_id uuid not null, kind text not null, at timestamptz not null
);
create or replace view adoption_trends as
  select at::date as day, coalesce(species, 'unknown') as species,
    count(*) filter (where kind = 'adopted')::integer as adopted,
    count(*) filter (where kind = 'returned')::integer as returned
  from adoption_facts f left join analytics_pets p on p.id = f.pet_id
  group by 1, 2;

-- What is simulated: the mail server, the bank and the vet.
create table if not exists switches (name text primary key, working boolean not null);
insert into switches values ('mail', true), ('bank', true), ('vet', true) on conflict do nothing;
