/** A setting that is missing or wrong, and what it should be. */
export interface SettingProblem {
  setting: string;
  problem: string;
}
