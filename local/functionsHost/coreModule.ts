import { registerHooks } from 'node:module';
import type { AppRegistry } from './appRegistry.ts';
import type { FunctionCallback, FunctionMetadata, HookCallback, LogLevel, ProgrammingModel } from './coreTypes.ts';

const HOST_VERSION = '4.1048.200';
const WORKER_VERSION = '3.13.0';
const MODULE_URL = new URL('./azure-functions-core.cjs', import.meta.url).href;
const RELOAD = 'functionsHostLoad';
const SLOT = Symbol.for('partner-center-functions.azure-functions-core');

class Disposable {
  #dispose: (() => unknown) | undefined;

  constructor(dispose: () => unknown) {
    this.#dispose = dispose;
  }

  static from(...disposables: { dispose(): unknown }[]): Disposable {
    return new Disposable(() => disposables.forEach((disposable) => disposable.dispose()));
  }

  dispose(): void {
    this.#dispose?.();
    this.#dispose = undefined;
  }
}

/** The core module as the library sees it. It asks for it once per process, so it always serves the app being loaded. */
class CoreModule {
  registry: AppRegistry;
  programmingModel: ProgrammingModel | undefined;
  readonly version = WORKER_VERSION;
  readonly hostVersion = HOST_VERSION;
  readonly Disposable = Disposable;

  constructor(registry: AppRegistry) {
    this.registry = registry;
  }

  readonly getProgrammingModel = () => this.programmingModel;
  readonly setProgrammingModel = (model: ProgrammingModel) => {
    this.programmingModel = model;
  };
  readonly registerFunction = (metadata: FunctionMetadata, callback: FunctionCallback) => {
    const { registry } = this;
    registry.registerFunction(metadata, callback);
    return new Disposable(() => registry.unregisterFunction(metadata.name));
  };
  readonly registerHook = (name: string, callback: HookCallback) =>
    new Disposable(this.registry.registerHook(name, callback));
  readonly log = (level: LogLevel, category: 'user' | 'system', message: string) =>
    this.registry.log({ level, category, message });
}

const SOURCE = `const core = globalThis[Symbol.for('${SLOT.description}')];
exports.version = core.version;
exports.hostVersion = core.hostVersion;
exports.Disposable = core.Disposable;
exports.getProgrammingModel = core.getProgrammingModel;
exports.setProgrammingModel = core.setProgrammingModel;
exports.registerFunction = core.registerFunction;
exports.registerHook = core.registerHook;
exports.log = core.log;
`;

function installHooks(): void {
  registerHooks({
    resolve(specifier, context, nextResolve) {
      if (specifier === '@azure/functions-core') return { url: MODULE_URL, format: 'commonjs', shortCircuit: true };
      const resolved = nextResolve(specifier, context);
      const load = context.parentURL?.startsWith('file:') && new URL(context.parentURL).searchParams.get(RELOAD);
      const ofTheApp = resolved.url.startsWith('file:') && !resolved.url.includes('/node_modules/');
      return load && ofTheApp ? { ...resolved, url: reloadUrl(resolved.url, load) } : resolved;
    },
    load: (url, context, nextLoad) =>
      url === MODULE_URL ? { format: 'commonjs', source: SOURCE, shortCircuit: true } : nextLoad(url, context),
  });
}

/** The URL under which a module that this process already loaded is loaded afresh, with everything it imports of the app. */
export function reloadUrl(url: string, load: string): string {
  const fresh = new URL(url);
  fresh.searchParams.set(RELOAD, load);
  return fresh.href;
}

/** Provides `@azure/functions-core`, to `require` and `import` alike, and directs what is registered through it to this app. */
export function provideCoreModule(registry: AppRegistry): CoreModule {
  const slots = globalThis as { [SLOT]?: CoreModule };
  const provided = slots[SLOT];
  if (provided) {
    provided.registry = registry;
    return provided;
  }
  installHooks();
  return (slots[SLOT] = new CoreModule(registry));
}
