// A private RabbitMQ node from the machine's own package, so that tests may kill it. See README.md.
import { spawnSync } from 'node:child_process';
import {
  accessSync,
  chmodSync,
  constants,
  existsSync,
  mkdirSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import {
  Daemon,
  Fault,
  assertPortFree,
  exchange,
  home,
  locked,
  parseArguments,
  run,
  say,
  subfolders,
  toPort,
  waitFor,
} from './lib.mjs';

const usage = `usage: rabbitmq start | stop | status | kill | freeze | thaw | restart | wipe [--port PORT]
       rabbitmq stop | status | wipe --all
       rabbitmq [--port PORT] ctl ARGUMENTS...
PORT is 5682 unless PETEVENTS_RABBITMQ_PORT says otherwise; PORT+10000 and PORT+20000 are used as well.`;

const root = join(home, 'rabbitmq');
const programs = process.env.PETEVENTS_RABBITMQ_BIN || '/usr/lib/rabbitmq/bin';
const stopGrace = 10_000;

/** Where the node on `port` keeps its things, and its two processes: the broker and its name server, epmd. */
function nodeAt(port) {
  const folder = join(root, String(port));
  return {
    port,
    folder,
    epmdPort: port + 10_000,
    distributionPort: port + 20_000,
    broker: new Daemon(folder, 'broker'),
    epmd: new Daemon(folder, 'epmd'),
  };
}

/** The environment that keeps the node and its tools apart from the machine's own RabbitMQ. */
function environment({ port, folder, epmdPort, distributionPort }) {
  const inherited = Object.entries(process.env).filter(([name]) => !/^(RABBITMQ|ERL)_/.test(name));
  return {
    ...Object.fromEntries(inherited),
    HOME: join(folder, 'home'), // Erlang keeps its cookie there
    LC_ALL: 'C.UTF-8',
    ERL_EPMD_ADDRESS: '127.0.0.1',
    ERL_EPMD_PORT: String(epmdPort),
    ERL_FLAGS: '-kernel inet_dist_use_interface {127,0,0,1}',
    RABBITMQ_CONF_ENV_FILE: join(folder, 'none'), // not the machine's rabbitmq-env.conf
    RABBITMQ_NODENAME: `petevents-${port}@localhost`,
    RABBITMQ_NODE_IP_ADDRESS: '127.0.0.1',
    RABBITMQ_NODE_PORT: String(port),
    RABBITMQ_DIST_PORT: String(distributionPort),
    RABBITMQ_CONFIG_FILE: join(folder, 'rabbitmq.conf'),
    RABBITMQ_ADVANCED_CONFIG_FILE: join(folder, 'advanced.config'),
    RABBITMQ_ENABLED_PLUGINS_FILE: join(folder, 'enabled_plugins'),
    RABBITMQ_MNESIA_BASE: join(folder, 'data'),
    RABBITMQ_GENERATED_CONFIG_DIR: join(folder, 'data', 'config'),
    RABBITMQ_LOG_BASE: join(folder, 'log'),
    RABBITMQ_PID_FILE: join(folder, 'rabbitmq.pid'),
    RUNNING_UNDER_SYSTEMD: 'true', // only makes the start script `exec` the node, so that its pid is the one we hold
  };
}

/** Writes the node's settings; later starts keep them, so that a test may edit rabbitmq.conf and restart. */
function prepare({ port, folder }) {
  for (const name of ['home', 'data', 'log']) mkdirSync(join(folder, name), { recursive: true });
  chmodSync(join(folder, 'home'), 0o700);
  const files = {
    'rabbitmq.conf': `listeners.tcp.1 = 127.0.0.1:${port}\nlog.console = true\nlog.file = false\n`,
    enabled_plugins: '[].\n',
  };
  for (const [name, text] of Object.entries(files)) {
    if (!existsSync(join(folder, name))) writeFileSync(join(folder, name), text);
  }
}

function assertInstalled() {
  try {
    accessSync(join(programs, 'rabbitmq-server'), constants.X_OK);
  } catch {
    throw new Fault(
      `no rabbitmq-server in ${programs}; install the package rabbitmq-server or set PETEVENTS_RABBITMQ_BIN`,
    );
  }
}

async function launch(node) {
  const env = environment(node);
  const options = { env, cwd: node.folder };
  if (!node.epmd.pid) {
    await assertPortFree(node.epmdPort);
    node.epmd.spawn('epmd', ['-address', '127.0.0.1', '-port', String(node.epmdPort)], options);
  }
  for (const port of [node.port, node.distributionPort]) await assertPortFree(port);
  node.broker.spawn(join(programs, 'rabbitmq-server'), [], options);
}

/** A broker that answers the protocol header with a frame (Connection.Start) has finished booting. */
async function ready({ port, broker, epmd }) {
  const header = Buffer.from('AMQP\x00\x00\x09\x01', 'latin1');
  await waitFor('RabbitMQ', [broker, epmd], () =>
    exchange(port, header, (bytes) => bytes[0] === 1),
  );
}

const start = (node) =>
  locked(node.folder, async () => {
    assertInstalled();
    prepare(node);
    if (node.broker.state === 'frozen') node.broker.signal('SIGCONT');
    if (node.broker.state === 'dead') await launch(node);
    await ready(node);
    say(`RabbitMQ, log and data in ${node.folder}`);
    console.log(`AMQP_URL=amqp://guest:guest@127.0.0.1:${node.port}`);
  });

async function stop(node) {
  await node.broker.stop(stopGrace);
  await node.epmd.stop(stopGrace);
}

const lockedCommands = {
  stop,
  async restart(node) {
    await node.broker.stop(stopGrace);
    await launch(node);
    await ready(node);
  },
  async wipe(node) {
    await node.broker.kill();
    await node.epmd.kill();
    rmSync(join(node.folder), { recursive: true, force: true });
  },
};

const faults = {
  kill: (node) => node.broker.kill(),
  freeze: (node) => node.broker.signal('SIGSTOP'),
  thaw: (node) => node.broker.signal('SIGCONT'),
};

function status({ port, broker }) {
  const memory = broker.pid ? `pid ${broker.pid}, ${broker.rss} MiB` : '';
  console.log(
    `RabbitMQ 127.0.0.1:${port} ${broker.state} ${memory} log ${broker.logFile}`.replace(
      / +/g,
      ' ',
    ),
  );
  return broker.state === 'running' ? 0 : 3;
}

function ctl(node, args) {
  if (!node.broker.pid) throw new Fault(`no RabbitMQ runs on port ${node.port}; start it first`, 3);
  const { status: code } = spawnSync(join(programs, 'rabbitmqctl'), args, {
    env: environment(node),
    stdio: 'inherit',
  });
  return code ?? 1;
}

export const main = (argv) =>
  run('rabbitmq', async () => {
    const ctlAt = argv.includes('ctl') ? argv.indexOf('ctl') : argv.length; // what follows `ctl` is not ours to read
    const { words, options } = parseArguments(argv.slice(0, ctlAt), ['port'], ['all', 'help']);
    const [command = ctlAt < argv.length ? 'ctl' : undefined, ...more] = words;
    if (options.help || !command || more.length) {
      (options.help ? console.log : say)(usage);
      return options.help ? 0 : 2;
    }
    const node = nodeAt(
      toPort(options.port ?? process.env.PETEVENTS_RABBITMQ_PORT ?? '5682', 20_000),
    );
    if (command === 'start') return start(node);
    if (command === 'ctl') return ctl(node, argv.slice(ctlAt + 1));
    if (command in faults) return onFault(command, node);
    if (command === 'status' || command in lockedCommands)
      return onNodes(command, options.all, node);
    throw new Fault(`unknown command ${command}\n${usage}`, 2);
  });

function onFault(command, node) {
  if (!node.broker.pid) throw new Fault(`no RabbitMQ runs on port ${node.port}; start it first`, 3);
  return faults[command](node);
}

async function onNodes(command, all, only) {
  const known = subfolders(root).map(Number);
  const nodes = all ? known.map(nodeAt) : [only];
  let exitCode = 0;
  for (const node of nodes) {
    if (command === 'status') exitCode = Math.max(exitCode, status(node));
    else if (known.includes(node.port))
      await locked(node.folder, () => lockedCommands[command](node));
    else if (command === 'restart')
      throw new Fault(`no RabbitMQ on port ${node.port}; start it first`, 3);
  }
  return exitCode;
}
