type Key = string | symbol;

const metadata = new WeakMap<object, Map<Key, unknown>>();

function getOwnMetadata(key: Key, target: object): unknown {
  return metadata.get(target)?.get(key);
}

function getMetadata(key: Key, target: object): unknown {
  for (let owner: object | null = target; owner; owner = Reflect.getPrototypeOf(owner)) {
    if (metadata.get(owner)?.has(key)) return getOwnMetadata(key, owner);
  }
  return undefined;
}

function defineMetadata(key: Key, value: unknown, target: object): void {
  metadata.set(target, (metadata.get(target) ?? new Map<Key, unknown>()).set(key, value));
}

/** The part of the Reflect metadata API that `@peculiar/x509` needs to be there before it is imported. */
export const reflectMetadata = { getMetadata, getOwnMetadata, defineMetadata };

if (!('getMetadata' in Reflect)) Object.assign(Reflect, reflectMetadata);
