import type { Scenario } from './scenario.ts';
import { killAtRandom } from './scenarios/killAtRandom.ts';
import { killBetweenRecordAndSend } from './scenarios/killBetweenRecordAndSend.ts';
import { killBetweenSendAndAnswer } from './scenarios/killBetweenSendAndAnswer.ts';
import { killDuringAlerts } from './scenarios/killDuringAlerts.ts';
import { killDuringScan } from './scenarios/killDuringScan.ts';
import { killDuringSlowScan } from './scenarios/killDuringSlowScan.ts';
import { lostMessage } from './scenarios/lostMessage.ts';
import { stopPastLeaseAtTheDoor } from './scenarios/stopPastLeaseAtTheDoor.ts';
import { stopPastLeaseBeforeSend } from './scenarios/stopPastLeaseBeforeSend.ts';
import { stopPastLeaseWhileSending } from './scenarios/stopPastLeaseWhileSending.ts';
import { storageAway } from './scenarios/storageAway.ts';
import { storageAwayDuringScan } from './scenarios/storageAwayDuringScan.ts';

/** All scenarios, the longest first. */
export const SCENARIOS: readonly Scenario[] = [
  killDuringScan,
  killDuringSlowScan,
  killDuringAlerts,
  storageAwayDuringScan,
  killAtRandom,
  lostMessage,
  killBetweenRecordAndSend,
  killBetweenSendAndAnswer,
  stopPastLeaseBeforeSend,
  stopPastLeaseAtTheDoor,
  stopPastLeaseWhileSending,
  storageAway,
];
