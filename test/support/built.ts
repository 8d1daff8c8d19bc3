import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { inProject, ROOT } from './paths.js';

/** Some tests run the bundled command as users do; on a fresh clone it is built once, before all. */
export default function build(): void {
  if (existsSync(inProject('dist/cli.js'))) return;
  execFileSync('npm', ['run', '--silent', 'build'], { cwd: ROOT, stdio: 'inherit' });
}
