import { fork, type ChildProcess, type ForkOptions } from 'node:child_process';

/** Ctrl-C in a terminal reaches the whole group of processes; it is this process that decides when a child ends. */
const END_WITH_PARENT = `data:text/javascript,process.once('disconnect',()=>process.exit());process.on('SIGINT',()=>{})`;

/** Forks a Node program that ends with this process, however this process ends (also when it is killed). */
export function forkChild(
  program: string,
  args: readonly string[],
  options: Pick<ForkOptions, 'env' | 'stdio' | 'cwd' | 'execPath'>,
): ChildProcess {
  return fork(program, [...args], { ...options, execArgv: ['--import', END_WITH_PARENT] });
}
