import { randomBytes, randomUUID } from 'node:crypto';
import { inspect } from 'node:util';
import { awaitDelivery, describeError } from './awaitDelivery.ts';
import type { CoreInvocationContext, InvocationRequest, InvocationResponse, RegisteredFunction } from './coreTypes.ts';
import type { LoadedApp } from './loadApp.ts';

const LONGEST_TIMEOUT_IN_MS = 2 ** 31 - 1;

/** Carries out what a function returned through its output bindings. */
export type Outputs = (fn: RegisteredFunction, response: InvocationResponse) => Promise<void>;

export interface InvokeOptions {
  /** What set the function off, for the log. */
  reason: string;
  invocationId?: string;
  /** The answer of a streaming function on its way: the invocation lasts as long, even when the handler has failed. */
  delivery?: Promise<void>;
}

interface HandlerOutcome {
  result: unknown;
  response: InvocationResponse;
}

/** Calls functions through the library's own invocation model, with hooks, timeout and log. */
export class Invoker {
  readonly #app: LoadedApp;
  readonly #timeoutInMs: number;
  readonly #outputs: Outputs;
  readonly #running = new Map<Promise<unknown>, (reason: Error) => void>();

  constructor(app: LoadedApp, timeoutInMs: number, outputs: Outputs) {
    this.#app = app;
    this.#timeoutInMs = timeoutInMs;
    this.#outputs = outputs;
  }

  /** Runs one invocation, outputs included; its failure is logged here and thrown on. */
  async invoke(
    fn: RegisteredFunction,
    request: InvocationRequest,
    { reason, invocationId = randomUUID(), delivery }: InvokeOptions,
  ): Promise<InvocationResponse> {
    const { name: functionName } = fn.metadata;
    const startedAt = performance.now();
    const tell = (level: 'information' | 'error', message: string) =>
      this.#app.registry.log({ level, category: 'system', message, functionName, invocationId });
    const complete = async () => {
      const call = this.#call(fn, request, invocationId);
      if (delivery) await awaitDelivery(delivery, call, (message) => tell('error', message));
      const { response } = await call;
      await this.#outputs(fn, response);
      return response;
    };
    tell('information', `Executing (${reason})`);
    try {
      const response = await this.#limited(functionName, complete());
      tell('information', `Succeeded in ${Math.round(performance.now() - startedAt)} ms`);
      return response;
    } catch (error) {
      tell('error', `Failed in ${Math.round(performance.now() - startedAt)} ms: ${describeError(error)}`);
      throw error;
    }
  }

  /** Waits until nothing runs. */
  async drained(): Promise<void> {
    await Promise.allSettled(this.#running.keys());
  }

  /** Fails everything that runs, as when the genuine host restarts a broken worker. */
  failRunning(reason: Error): void {
    for (const fail of [...this.#running.values()]) fail(reason);
  }

  async #limited<T>(functionName: string, work: Promise<T>): Promise<T> {
    let fail: (reason: Error) => void = () => {};
    const failed = new Promise<never>((_, reject) => (fail = reject));
    const limited = Promise.race([work, failed]);
    this.#running.set(limited, fail);
    const timeoutInMs = this.#timeoutInMs;
    const late = () => fail(new Error(`${functionName} ran longer than functionTimeout, ${timeoutInMs} ms.`));
    const timer = setTimeout(late, Math.min(timeoutInMs, LONGEST_TIMEOUT_IN_MS));
    try {
      return await limited;
    } finally {
      clearTimeout(timer);
      this.#running.delete(limited);
    }
  }

  async #call(fn: RegisteredFunction, request: InvocationRequest, invocationId: string): Promise<HandlerOutcome> {
    const { registry, model } = this.#app;
    const { metadata } = fn;
    const seen: { invocationContext?: unknown } = {};
    const traceParent = `00-${randomBytes(16).toString('hex')}-${randomBytes(8).toString('hex')}-01`;
    const core: CoreInvocationContext = {
      invocationId,
      metadata,
      request: { traceContext: { traceParent, traceState: '' }, ...request },
      log: (level, category, message) =>
        registry.log({ level, category, message, functionName: metadata.name, invocationId, ...seen }),
    };
    const invocation = await model.getInvocationModel(core);
    const { context, inputs } = await invocation.getArguments();
    seen.invocationContext = context;
    const hookData = {};
    const { appHookData } = registry;

    const before = { hookData, appHookData, invocationContext: context, inputs, functionCallback: fn.callback };
    core.state = 'preInvocationHooks';
    await registry.runHooks('preInvocation', before);

    const after: { result: unknown; error: unknown } & Record<string, unknown> = {
      ...{ hookData, appHookData, invocationContext: context, inputs: before.inputs },
      ...{ result: null, error: null },
    };
    core.state = 'invocation';
    try {
      after.result = await invocation.invokeFunction(context, before.inputs, before.functionCallback);
    } catch (error) {
      after.error = error ?? new Error(`${metadata.name} threw ${String(error)}.`);
    }
    core.state = 'postInvocationHooks';
    await registry.runHooks('postInvocation', after);
    delete core.state;

    if (after.error !== null && after.error !== undefined) {
      throw after.error instanceof Error ? after.error : new Error(inspect(after.error));
    }
    return { result: after.result, response: await invocation.getResponse(context, after.result) };
  }
}
