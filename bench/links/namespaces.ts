// Computers for a bench, made of network namespaces: nothing of them is in the machine's own network, and nothing of them
// is left, however the bench ends. Linux, as root.
import { type ChildProcess, execFileSync, spawn, spawnSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { onPath, SERVER_FOLDERS } from '../peers.ts';

/** Names have it and the bench's own id, so that two benches don't meet. */
export const PREFIX = 'ferrybench-';

/**
 * Waits until nobody holds its standard input any more, which is so also when the bench was killed; then ends what runs in
 * the bench's namespaces, and takes them away.
 */
const WATCHER = `
trap '' INT TERM HUP
cat >/dev/null
for name in $(ip netns list | cut -d' ' -f1); do
  case $name in
    "$1"-*)
      for pid in $(ip netns pids "$name"); do kill -9 "$pid"; done
      ip netns del "$name"
  esac
done`;

/** What is missing to make any; null where they can be made. */
export function whyNoNamespaces(): string | null {
  if (process.platform !== 'linux') return 'This bench makes network namespaces, which only Linux has.';
  if (process.getuid?.() !== 0) return 'This bench makes network namespaces: it must be run as root.';
  if (onPath('ip', SERVER_FOLDERS) === null) return 'This bench needs ip and tc of iproute2, which are not installed.';
  const name = `${PREFIX}probe-${process.pid}`;
  const made = spawnSync('ip', ['netns', 'add', name], { encoding: 'utf8' });
  if (made.status !== 0) return `This bench makes network namespaces, and may not here: ${made.stderr.trim()}.`;
  ip('netns', 'del', name);
  return null;
}

export class Namespaces {
  readonly #stem = `${PREFIX}${process.pid}-${randomBytes(3).toString('hex')}`;
  readonly #watcher: ChildProcess;

  constructor() {
    const args = ['-c', WATCHER, 'sh', this.#stem];
    // In a group of its own: Ctrl+C is for the bench.
    this.#watcher = spawn('sh', args, { stdio: ['pipe', 'ignore', 'ignore'], detached: true });
  }

  /** One with nothing but its own loopback; gives the name that it goes by. */
  add(name: string): string {
    const namespace = `${this.#stem}-${name}`;
    ip('netns', 'add', namespace);
    ip('-n', namespace, 'link', 'set', 'lo', 'up');
    return namespace;
  }

  /** A cable between two of them; it has the same name at both ends. */
  connect(one: string, other: string, name: string): void {
    ip('link', 'add', name, 'netns', one, 'type', 'veth', 'peer', 'name', name, 'netns', other);
    for (const each of [one, other]) ip('-n', each, 'link', 'set', name, 'up');
  }

  async close(): Promise<void> {
    const ended = once(this.#watcher, 'exit');
    this.#watcher.stdin?.end();
    await ended;
  }
}

export function ip(...args: readonly string[]): string {
  return execFileSync('ip', args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });
}

/** What a command says in a namespace, whose settings only who is inside can see; throws where it fails. */
export function within(namespace: string, command: string, ...args: readonly string[]): string {
  return ip('netns', 'exec', namespace, command, ...args).trim();
}
