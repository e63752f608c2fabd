import type { Binding, FunctionMetadata } from './coreTypes.ts';

export function isTrigger({ type }: Binding): boolean {
  return /trigger$/i.test(type);
}

/** The trigger of a function and the name it is registered under. */
export function triggerOf({ name, bindings }: FunctionMetadata): { bindingName: string; binding: Binding } {
  const found = Object.entries(bindings).find(([, binding]) => isTrigger(binding));
  if (!found) throw new Error(`The function ${name} has no trigger.`);
  return { bindingName: found[0], binding: found[1] };
}
