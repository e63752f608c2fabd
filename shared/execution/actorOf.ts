import type { Config } from '../config/readConfig.ts';
import type { Caller } from '../schemas/caller.ts';

/** Characters of a function key's hash that tell it from the others. */
const FINGERPRINT_LENGTH = 12;

/** Who called, for the audit trail: the fingerprint of the function key and its name, the Entra principal where the platform vouches for it, the run of the flow. */
export function actorOf({ callerNames, platformAuthentication }: Config, caller: Caller) {
  const keyFingerprint = caller.keyHash?.slice(0, FINGERPRINT_LENGTH);
  const principal = platformAuthentication
    ? { principalId: caller.principalId, principalName: caller.principalName }
    : {};
  return {
    keyFingerprint,
    keyName: keyFingerprint === undefined ? undefined : callerNames.get(keyFingerprint),
    ...principal,
    flowRunId: caller.flowRunId,
    correlationId: caller.correlationId,
  };
}
