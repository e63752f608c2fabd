import type {
  FunctionCallback,
  FunctionMetadata,
  HookCallback,
  Log,
  LogLevel,
  RegisteredFunction,
} from './coreTypes.ts';

/** Below Azure's default level, information. */
const UNSEEN = new Set<LogLevel>(['none', 'trace', 'debug']);
const FUNCTION_NAME = /^[a-z][a-z0-9_-]{0,127}$/i;

export interface LogEntry {
  level: LogLevel;
  category: 'user' | 'system';
  message: string;
  functionName?: string;
  invocationId?: string;
  invocationContext?: unknown;
}

/** What one app registered while it was loaded: its functions and its hooks. */
export class AppRegistry {
  readonly functions = new Map<string, RegisteredFunction>();
  readonly appHookData: Record<string, unknown> = {};
  readonly #hooks = new Map<string, HookCallback[]>();
  readonly #log: Log;

  constructor(log: Log) {
    this.#log = log;
  }

  registerFunction(metadata: FunctionMetadata, callback: FunctionCallback): void {
    const { name } = metadata;
    if (!FUNCTION_NAME.test(name)) {
      throw new Error(`"${name}" is not a function name: a letter, then letters, digits, - and _, at most 128 in all.`);
    }
    if (this.functions.has(name)) throw new Error(`A function with name "${name}" has already been registered.`);
    this.functions.set(name, { metadata, callback });
  }

  unregisterFunction(name: string): void {
    this.functions.delete(name);
  }

  /** Adds a hook and returns what takes it away again. */
  registerHook(name: string, callback: HookCallback): () => void {
    const callbacks = this.#hooks.get(name) ?? [];
    this.#hooks.set(name, callbacks);
    callbacks.push(callback);
    return () => {
      const index = callbacks.indexOf(callback);
      if (index >= 0) callbacks.splice(index, 1);
    };
  }

  /** Runs the hooks of this name one after the other, in the order they were registered. */
  async runHooks(name: string, context: Record<string, unknown>): Promise<void> {
    for (const callback of [...(this.#hooks.get(name) ?? [])]) await callback(context);
  }

  /** Writes one line, after the app's log hooks had their say about its level and message. */
  log(entry: LogEntry): void {
    const { level, category, message, invocationContext } = entry;
    const context = { level, category, message, invocationContext, hookData: {}, appHookData: this.appHookData };
    for (const callback of this.#hooks.get('log') ?? []) callback(context);
    if (UNSEEN.has(context.level)) return;
    const who = entry.functionName
      ? `${entry.functionName}${entry.invocationId ? ` ${entry.invocationId}` : ''}: `
      : '';
    this.#log(`${new Date().toISOString()} [${context.level}] ${who}${context.message}`, context.level);
  }
}
