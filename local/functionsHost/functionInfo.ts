import type { Binding, FunctionMetadata, RegisteredFunction } from './coreTypes.ts';
import { resolveSettings } from './resolveSettings.ts';
import { isTrigger, triggerOf } from './triggerOf.ts';

export type AuthLevel = 'anonymous' | 'function' | 'admin';

/** What the host shows of one function. */
export interface FunctionInfo {
  name: string;
  /** Binding type of the trigger, such as `httpTrigger`. */
  trigger: string;
  disabled: boolean;
  /** HTTP only, as are route, url and authLevel; empty means any method. */
  methods?: string[];
  route?: string;
  url?: string;
  authLevel?: AuthLevel;
  schedule?: string;
  queueName?: string;
}

const text = (value: unknown) => (typeof value === 'string' ? value : '');

function isDisabled(name: string): boolean {
  const setting = process.env[`AzureWebJobs.${name}.Disabled`] ?? process.env[`AzureWebJobs_${name}_Disabled`];
  return /^(true|1)$/i.test(setting ?? '');
}

function refuseOtherBindings({ name, bindings }: FunctionMetadata): void {
  for (const binding of Object.values(bindings)) {
    const type = binding.type.toLowerCase();
    if (!isTrigger(binding) && !(binding.direction === 'out' && (type === 'queue' || type === 'http'))) {
      throw new Error(
        `The function ${name} has a binding of type ${binding.type}, which the local host does not have.`,
      );
    }
  }
}

function httpInfo(name: string, binding: Binding) {
  const route =
    text(binding.route)
      .trim()
      .replace(/^\/+|\/+$/g, '') || name;
  if (/^(admin|runtime)/i.test(route)) {
    throw new Error(
      `The function ${name} cannot have the route "${route}": Azure keeps every route that starts with "admin" or "runtime" for itself. Choose another.`,
    );
  }
  const methods = Array.isArray(binding.methods) ? binding.methods.map((method) => text(method).toUpperCase()) : [];
  const authLevel = text(binding.authLevel).toLowerCase() as AuthLevel;
  return { methods, route, authLevel };
}

/** Describes a registered function, and refuses what the genuine host would refuse or what this one cannot do. */
export function functionInfo({ metadata }: RegisteredFunction): FunctionInfo {
  const { name } = metadata;
  refuseOtherBindings(metadata);
  const { binding } = triggerOf(metadata);
  const common = { name, trigger: binding.type, disabled: isDisabled(name) };
  try {
    switch (binding.type.toLowerCase()) {
      case 'httptrigger':
        return { ...common, ...httpInfo(name, binding) };
      case 'timertrigger':
        return { ...common, schedule: resolveSettings(text(binding.schedule)) };
      case 'queuetrigger':
        return { ...common, queueName: resolveSettings(text(binding.queueName)).toLowerCase() };
      default:
        return common;
    }
  } catch (error) {
    throw new Error(`The function ${name} cannot start: ${(error as Error).message}`, { cause: error });
  }
}

/** Orders functions as the host tries them: by name, ordinal, ignoring case. */
export function byName({ name: a }: { name: string }, { name: b }: { name: string }): number {
  const [left, right] = [a.toUpperCase(), b.toUpperCase()];
  return left < right ? -1 : left > right ? 1 : 0;
}
