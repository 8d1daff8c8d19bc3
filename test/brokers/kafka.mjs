// A real Kafka on this machine: jars by Maven, KRaft, one to three brokers that tests may kill. See README.md.
import { execFile, execFileSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import {
  Daemon,
  Fault,
  assertPortFree,
  home,
  locked,
  parseArguments,
  run,
  say,
  subfolders,
  toPort,
  waitFor,
} from './lib.mjs';
import { brokersOf, coordinatorOf } from './kafka-probe.mjs';

/** `--kafka` takes one of these names, or an exact version. */
const versions = { 3.9: '3.9.2', 4: '4.4.0' };

const usage = `usage: kafka start [--kafka 3.9|4|X.Y.Z] [--brokers 1|3] [--port BASE]
       kafka stop | status | wipe [--port BASE | --all]
       kafka kill N | freeze N | thaw N | restart N [--port BASE]
BASE is 9092 unless PETEVENTS_KAFKA_PORT says otherwise; broker N listens on BASE+N-1, its controller on BASE+9+N.`;

const root = join(home, 'kafka');
const heap = process.env.PETEVENTS_KAFKA_HEAP || '384m';
/** Brokers of a quorum that loses its majority never end their controlled shutdown; the data survive SIGKILL. */
const stopGrace = 3_000;

// --- a cluster: what `start` was asked for, kept in <root>/<port>/cluster.json -----------------------------------

const folderOf = (port) => join(root, String(port));

function readCluster(port) {
  const file = join(folderOf(port), 'cluster.json');
  if (!existsSync(file)) return undefined;
  return withNodes(port, JSON.parse(readFileSync(file, 'utf8')));
}

function withNodes(port, settings) {
  const folder = folderOf(port);
  const nodes = Array.from({ length: settings.brokers }, (_, index) => ({
    id: index + 1,
    port: port + index,
    controllerPort: port + 10 + index,
    folder: join(folder, `node-${index + 1}`),
    daemon: new Daemon(folder, `broker-${index + 1}`),
  }));
  return { ...settings, port, folder, nodes };
}

const daemonsOf = (cluster) => cluster.nodes.map((node) => node.daemon);
const isUp = (cluster) => daemonsOf(cluster).some((daemon) => daemon.pid);

function newClusterId() {
  for (;;) {
    const id = randomBytes(16).toString('base64url');
    if (!id.startsWith('-')) return id; // the format tool would take it for an option
  }
}

// --- jars ---------------------------------------------------------------------------------------------------------

const jarsOf = (version) => join(home, 'jars', `kafka-${version}`);

/** Lets Maven copy the broker's jars into the cache; later calls find them there and need no Maven. */
async function fetchJars(version) {
  const folder = jarsOf(version);
  await locked(join(home, 'jars'), async () => {
    if (existsSync(folder)) return;
    say(`fetching Kafka ${version} by Maven (once)`);
    const part = `${folder}.part`;
    rmSync(part, { recursive: true, force: true });
    const pom = join(dirname(fileURLToPath(import.meta.url)), 'kafka-pom.xml');
    await promisify(execFile)('mvn', [
      '-B',
      '-q',
      '-f',
      pom,
      'dependency:copy-dependencies',
      `-Dkafka.version=${version}`,
      '-DincludeScope=runtime',
      `-DoutputDirectory=${part}`,
    ]).catch((error) => {
      throw new Fault(
        error.code === 'ENOENT'
          ? 'mvn is missing; install maven'
          : `mvn failed:\n${error.stdout}${error.stderr}`,
      );
    });
    renameSync(part, folder);
  });
}

function assertJava(version) {
  const needed = version.startsWith('3.') ? 11 : 17;
  let found;
  try {
    found = Number(/(\d+)/.exec(execFileSync('java', ['--version'], { encoding: 'utf8' }))[1]);
  } catch {
    throw new Fault('java is missing; install a Java 17 run time');
  }
  if (found < needed) throw new Fault(`Kafka ${version} needs Java ${needed}, found ${found}`);
}

// --- nodes --------------------------------------------------------------------------------------------------------

function properties(cluster, node) {
  const replicas = cluster.brokers;
  const majority = Math.min(2, replicas);
  return {
    'process.roles': 'broker,controller',
    'node.id': node.id,
    'controller.quorum.voters': cluster.nodes
      .map(({ id, controllerPort }) => `${id}@127.0.0.1:${controllerPort}`)
      .join(','),
    listeners: `PLAINTEXT://127.0.0.1:${node.port},CONTROLLER://127.0.0.1:${node.controllerPort}`,
    'advertised.listeners': `PLAINTEXT://127.0.0.1:${node.port}`,
    'listener.security.protocol.map': 'PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT',
    'inter.broker.listener.name': 'PLAINTEXT',
    'controller.listener.names': 'CONTROLLER',
    'log.dirs': join(node.folder, 'data'),
    // Topics: made on purpose only; replicated as in production when there are three brokers.
    'auto.create.topics.enable': false,
    'num.partitions': 1,
    'default.replication.factor': replicas,
    'min.insync.replicas': majority,
    'offsets.topic.replication.factor': replicas,
    'offsets.topic.num.partitions': 4,
    'transaction.state.log.replication.factor': replicas,
    'transaction.state.log.min.isr': majority,
    'transaction.state.log.num.partitions': 4,
    // Quick groups, so that tests of rebalancing do not wait.
    'group.initial.rebalance.delay.ms': 0,
    'group.min.session.timeout.ms': 1000,
    // Quick failure detection: a killed or frozen broker is out after about 3 s instead of 9 to 30.
    'broker.heartbeat.interval.ms': 500,
    'broker.session.timeout.ms': 3000,
    'replica.lag.time.max.ms': 3000,
    'controlled.shutdown.retry.backoff.ms': 500,
    // Small logs that retention and compaction can be seen at work on.
    'log.segment.bytes': 16 * 1024 * 1024,
    'log.segment.delete.delay.ms': 1000,
    'log.initial.task.delay.ms': 500,
    'log.retention.check.interval.ms': 1000,
    'log.cleaner.backoff.ms': 1000,
    'log.cleaner.dedupe.buffer.size': 8 * 1024 * 1024,
    // Small machine.
    'num.network.threads': 2,
    'num.io.threads': 4,
    'background.threads': 2,
    ...(cluster.version.startsWith('3.')
      ? {}
      : {
          'share.coordinator.state.topic.replication.factor': replicas,
          'share.coordinator.state.topic.min.isr': majority,
          'share.coordinator.state.topic.num.partitions': 4,
        }),
  };
}

const classpath = (version) => join(jarsOf(version), '*');
const configOf = (node) => join(node.folder, 'server.properties');

/** Writes a node's settings and, the first time, formats its storage. */
async function prepare(cluster, node) {
  const fresh = !existsSync(join(node.folder, 'data', 'meta.properties'));
  mkdirSync(node.folder, { recursive: true });
  const lines = Object.entries(properties(cluster, node)).map(
    ([name, value]) => `${name}=${value}\n`,
  );
  writeFileSync(configOf(node), lines.join(''));
  if (!fresh) return;
  await promisify(execFile)('java', [
    '-Xmx128m',
    '-XX:+UseSerialGC',
    '-XX:TieredStopAtLevel=1',
    '-cp',
    classpath(cluster.version),
    '-Dorg.slf4j.simpleLogger.defaultLogLevel=warn',
    'kafka.tools.StorageTool',
    'format',
    '--cluster-id',
    cluster.id,
    '--config',
    configOf(node),
  ]).catch((error) => {
    throw new Fault(`formatting the storage failed:\n${error.stdout}${error.stderr}`);
  });
}

async function launch(cluster, node) {
  for (const port of [node.port, node.controllerPort]) await assertPortFree(port);
  node.daemon.spawn(
    'java',
    [
      `-Xmx${heap}`,
      '-XX:+UseSerialGC',
      '-XX:+ExitOnOutOfMemoryError',
      '-XX:-UsePerfData',
      '-Dorg.slf4j.simpleLogger.showDateTime=true',
      '-Dorg.slf4j.simpleLogger.dateTimeFormat=HH:mm:ss.SSS',
      '-cp',
      classpath(cluster.version),
      'kafka.Kafka',
      configOf(node),
    ],
    { cwd: node.folder },
  );
}

/** Thaws frozen nodes, starts dead ones and waits for all. */
async function bringUp(cluster) {
  for (const { daemon } of cluster.nodes) if (daemon.state === 'frozen') daemon.signal('SIGCONT');
  const down = cluster.nodes.filter((node) => node.daemon.state === 'dead');
  await Promise.all(down.map((node) => prepare(cluster, node)));
  for (const node of down) await launch(cluster, node);
  await ready(cluster);
}

/** Waits until each of the running nodes sees all of them, and groups and transactions work. */
async function ready(cluster) {
  const running = cluster.nodes.filter((node) => node.daemon.state === 'running');
  const daemons = running.map((node) => node.daemon);
  for (const node of running) {
    await waitFor(`broker ${node.id}`, daemons, async () => {
      const seen = await brokersOf(node.port);
      return running.every(({ id }) => seen.includes(id));
    });
  }
  // Asking for a coordinator makes Kafka create its internal topics now instead of under the first test.
  for (const kind of ['group', 'transaction']) {
    await waitFor(`the ${kind} coordinator`, daemons, () => coordinatorOf(running[0].port, kind));
  }
}

// --- commands -----------------------------------------------------------------------------------------------------

async function start(port, { kafka = '3.9', brokers = '1' }) {
  const version = versions[kafka] ?? kafka;
  if (!/^\d+\.\d+\.\d+$/.test(version))
    throw new Fault(`--kafka takes ${Object.keys(versions).join(', ')} or X.Y.Z`, 2);
  if (!['1', '3'].includes(brokers)) throw new Fault('--brokers takes 1 or 3', 2);
  await locked(folderOf(port), async () => {
    const cluster = choose(port, version, Number(brokers));
    await fetchJars(version);
    await bringUp(cluster);
    say(`Kafka ${version}, ${brokers} broker(s), logs and data in ${cluster.folder}`);
    console.log(`KAFKA_BROKERS=${cluster.nodes.map((node) => `127.0.0.1:${node.port}`).join(',')}`);
  });
}

/** The cluster on this port, if it is what is asked for; a stopped one of another kind gives way, a running one does not. */
function choose(port, version, brokers) {
  const found = readCluster(port);
  if (found && found.version === version && found.brokers === brokers) return found;
  if (found && isUp(found)) {
    throw new Fault(
      `port ${port} has Kafka ${found.version} with ${found.brokers} broker(s) running; stop it first or choose another --port`,
    );
  }
  assertJava(version);
  if (found) discard(found);
  const settings = { version, brokers, id: newClusterId() };
  mkdirSync(folderOf(port), { recursive: true });
  writeFileSync(join(folderOf(port), 'cluster.json'), JSON.stringify(settings));
  return withNodes(port, settings);
}

function discard(cluster) {
  rmSync(join(cluster.folder, 'cluster.json'), { force: true });
  for (const node of cluster.nodes) {
    rmSync(node.folder, { recursive: true, force: true });
    rmSync(node.daemon.pidFile, { force: true });
    rmSync(node.daemon.logFile, { force: true });
  }
}

const stop = (cluster) => Promise.all(daemonsOf(cluster).map((daemon) => daemon.stop(stopGrace)));

async function wipe(cluster) {
  await Promise.all(daemonsOf(cluster).map((daemon) => daemon.kill()));
  discard(cluster);
}

function status(cluster) {
  for (const { id, port, daemon } of cluster.nodes) {
    const memory = daemon.pid ? `pid ${daemon.pid}, ${daemon.rss} MiB` : '';
    console.log(
      `Kafka ${cluster.version} broker ${id} 127.0.0.1:${port} ${daemon.state} ${memory} log ${daemon.logFile}`.replace(
        / +/g,
        ' ',
      ),
    );
  }
  return daemonsOf(cluster).every((daemon) => daemon.state === 'running') ? 0 : 3;
}

const nodeCommands = {
  kill: (cluster, { daemon }) => daemon.kill(),
  freeze: (cluster, { daemon }) => daemon.signal('SIGSTOP'),
  thaw: (cluster, { daemon }) => daemon.signal('SIGCONT'),
  restart: (cluster, node) =>
    locked(cluster.folder, async () => {
      await node.daemon.stop(stopGrace);
      await prepare(cluster, node);
      await launch(cluster, node);
      await ready(cluster);
    }),
};

const clusterCommands = { stop, status, wipe };

export const main = (argv) =>
  run('kafka', async () => {
    const { words, options } = parseArguments(argv, ['kafka', 'brokers', 'port'], ['all', 'help']);
    const [command, number = '1', ...more] = words;
    if (options.help || !command || more.length) {
      (options.help ? console.log : say)(usage);
      return options.help ? 0 : 2;
    }
    const port = toPort(options.port ?? process.env.PETEVENTS_KAFKA_PORT ?? '9092', 12);
    if (command === 'start') return start(port, options);
    if (command in clusterCommands)
      return onClusters(command, options.all ? subfolders(root).map(Number) : [port]);
    if (command in nodeCommands) return onNode(command, port, Number(number));
    throw new Fault(`unknown command ${command}\n${usage}`, 2);
  });

async function onClusters(command, ports) {
  let exitCode = 0;
  for (const port of ports) {
    const cluster = readCluster(port);
    if (!cluster && command === 'status') say(`no Kafka on port ${port}`);
    if (!cluster) exitCode = command === 'status' ? 3 : 0;
    else if (command === 'status') exitCode = Math.max(exitCode, status(cluster));
    else await locked(cluster.folder, () => clusterCommands[command](cluster));
  }
  return exitCode;
}

async function onNode(command, port, id) {
  const cluster = readCluster(port);
  const node = cluster?.nodes.find((candidate) => candidate.id === id);
  if (!node) throw new Fault(`no broker ${id} on port ${port}; start it first`, cluster ? 2 : 3);
  if (command !== 'restart' && !node.daemon.pid) throw new Fault(`broker ${id} does not run`, 3);
  await nodeCommands[command](cluster, node);
}
