const HOUR_IN_MS = 3_600_000;
const IN_HOURS: Record<string, number> = { h: 1, d: 24 };

/** A cutoff as the emulator’s own records tell it. */
export interface KnownDeadline {
  customerId: string;
  subscriptionId: string;
  kind: 'cancel' | 'seats' | 'extendedTerm';
  cutoff: string;
}

/** Who hears of what, as the test has asked for it. */
export interface Receiver {
  hook: string;
  /** Such as `72h`, by the kind of deadline; none of a kind it does not hear of. */
  stages: (kind: KnownDeadline['kind']) => string[];
  wants: (deadline: KnownDeadline) => boolean;
}

export const DEFAULT_STAGES = ['72h', '24h', '6h'];
export const EXTENDED_TERM_STAGES = ['30d', '7d', '24h'];

export function stageInMs(stage: string): number {
  return Number.parseInt(stage) * (IN_HOURS[stage.slice(-1)] ?? NaN) * HOUR_IN_MS;
}

/** One alert in one line. */
export function alertLine(stage: string, { kind, cutoff, customerId, subscriptionId }: KnownDeadline): string {
  return `${stage} ${kind} ${cutoff} ${customerId} ${subscriptionId}`;
}

/** The most urgent stage that has begun before a cutoff that is still ahead. */
function stageOf(cutoff: string, stages: string[], now: number): string | undefined {
  const leftInMs = Date.parse(cutoff) - now;
  if (leftInMs <= 0) return undefined;
  const begun = stages.filter((stage) => leftInMs <= stageInMs(stage));
  return begun.toSorted((one, other) => stageInMs(one) - stageInMs(other))[0];
}

/** What receivers have to hear, told from what is open at Partner Center and said once each. */
export function expectAlerts() {
  const told = new Set<string>();
  return (receiver: Receiver, open: readonly KnownDeadline[], now: number): string[] => {
    const due = open.flatMap((deadline) => {
      if (!receiver.wants(deadline)) return [];
      const stage = stageOf(deadline.cutoff, receiver.stages(deadline.kind), now);
      return stage === undefined ? [] : [alertLine(stage, deadline)];
    });
    const fresh = due.filter((line) => !told.has(`${receiver.hook} ${line}`));
    for (const line of fresh) told.add(`${receiver.hook} ${line}`);
    return fresh;
  };
}
