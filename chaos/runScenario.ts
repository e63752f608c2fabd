import type { Scenario } from './scenario.ts';
import { openStage, type Check, type StageOptions } from './stage.ts';

/** What came of one scenario. */
export interface Run {
  scenario: string;
  description: string;
  requestIdReplay: boolean;
  isMet: boolean;
  seconds: number;
  checks: Check[];
  notes: string[];
  /** Why it could not be brought to its end. */
  problem?: string;
  /** What the hosts warned of; only where something was not as expected. */
  output?: string;
}

/** Runs a scenario on a stage of its own. */
export async function runScenario(scenario: Scenario, options: StageOptions): Promise<Run> {
  const startedAt = Date.now();
  const stage = await openStage(options);
  let problem: string | undefined;
  try {
    await scenario.run(stage);
  } catch (error) {
    problem = error instanceof Error ? (error.stack ?? error.message) : String(error);
  } finally {
    await stage.close();
  }
  const { checks, notes } = stage;
  const isMet = problem === undefined && checks.length > 0 && checks.every((check) => check.isMet);
  return {
    scenario: scenario.name,
    description: scenario.description,
    requestIdReplay: options.requestIdReplay,
    isMet,
    seconds: Math.round((Date.now() - startedAt) / 1000),
    checks,
    notes,
    ...(problem !== undefined && { problem }),
    ...(!isMet && { output: stage.output() }),
  };
}
